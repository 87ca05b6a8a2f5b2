import { Failure, fieldFailure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import type { Resource } from '../model/resource';
import { isMissingValue } from '../request/inputText';
import { escapedToken } from '../request/query';
import { foundResources } from '../search/foundResources';
import { searchRequest } from '../search/searchRequest';

/** The resource that has an identifier, and how to say that there is none, or more than one. */
export interface IdentifierSearch {
	readonly type: string;
	/** The value of the search parameter `identifier`: `system|value`, or the value alone. */
	readonly token: string;
	/** Which identifier it is, for messages: `this identifier`. */
	readonly owner: string;
	/** What to do where there is none, and where there are several. */
	readonly none: string;
	readonly several: string;
}

/**
 * The one resource with an identifier. There must be exactly one, or it is not known which resource is meant: else this throws
 * a `Failure` of kind `response`. Throws what `FhirClient.send` throws.
 */
export async function findByIdentifier(
	client: FhirClient,
	{ type, token, owner, none, several }: IdentifierSearch,
	signal?: AbortSignal,
): Promise<Resource> {
	// The resource may have been written a moment ago, and servers such as HAPI cache the results of searches.
	const headers = { 'cache-control': 'no-cache' };
	const request = searchRequest({ path: type, query: [['identifier', token]], headers });
	const [only, another] = await foundResources(client, request, 2, signal);
	if (only && !another) return only;
	throw new Failure({
		kind: 'response',
		effect: 'applied',
		message: `${only ? 'More than one' : 'No'} ${type} on the server has ${owner}`,
		advice: only ? several : none,
	});
}

/**
 * An identifier as it was typed, `system|value` or the value alone, for the search parameter `identifier`. Throws an input
 * `Failure` where the value is missing: the search would find other resources than the one that is meant.
 */
export function identifierToken(typed: string, field: string): string {
	const bar = typed.indexOf('|');
	const value = typed.slice(bar + 1).trim();
	if (value === '' || isMissingValue(value)) {
		throw fieldFailure(
			field,
			'has no identifier',
			'Enter system and value, e.g. `http://hospital.example/mrn|1234`, or the value alone. Where it comes from an expression, check that the input item has it.',
		);
	}
	return bar < 0 ? escapedToken(value) : `${escapedToken(typed.slice(0, bar).trim())}|${escapedToken(value)}`;
}
