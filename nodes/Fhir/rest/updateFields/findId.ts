import { Failure, inputFailure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { resourceId } from '../request/path';
import type { Query } from '../request/request';
import { foundResources } from '../search/foundResources';
import { searchRequest } from '../search/searchRequest';

/** Which resource is to be changed, by criteria that only it meets. */
export interface Sought {
	readonly type: string;
	readonly criteria: Query;
	/** The ID that it should have; undefined: any. */
	readonly expected?: string;
}

/**
 * The ID of the one resource that meets the criteria. Throws an input `Failure` where there is none or more than one, or where it has
 * another ID than expected; and what `FhirClient.search` throws, with the effect `notSent`: nothing is written before.
 */
export async function findId(
	client: FhirClient,
	{ type, criteria, expected }: Sought,
	signal?: AbortSignal,
): Promise<string> {
	// A server must not ignore a criterion that it does not know, nor respond with what was there before.
	const headers = { 'cache-control': 'no-cache', prefer: 'handling=strict' };
	const request = searchRequest({ path: type, query: criteria, headers });
	const found = await foundResources(client, request, 2, signal).catch((error: unknown) => {
		throw error instanceof Failure ? error.with({ effect: 'notSent' }) : error;
	});
	const [id, another] = new Set(found.flatMap((one) => one.id ?? []));
	if (id === undefined) {
		throw inputFailure(
			`No ${type} on the server meets the criteria, so there is nothing to change`,
			'Check the search parameters, and that the login may access the resource. To create what is not there yet, use Create or Update.',
		);
	}
	if (another !== undefined) {
		throw inputFailure(
			`More than one ${type} on the server meets the criteria`,
			'Nothing was changed. Narrow the criteria until they meet one resource, e.g. by `identifier` with its system.',
		);
	}
	if (expected !== undefined && expected !== id) {
		throw inputFailure(
			`The ${type} that meets the criteria has another ID than the body`,
			'Leave the `id` out of the body, or find the resource by that ID.',
		);
	}
	return resourceId(id);
}
