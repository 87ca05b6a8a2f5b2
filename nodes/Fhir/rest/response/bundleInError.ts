import { tryParseJson } from '../../support/json';
import type { HttpResponse } from '../../transport/http';
import { responseInMemory } from '../../transport/response';
import { isBundle } from '../model/resource';
import type { FhirRequest } from '../request/request';

/** The response to a batch or transaction whose status is an error, read once. */
export interface ReadResponse {
	/** The response, whose body can be read again. */
	readonly response: HttpResponse;
	/** Does its body have a result for each entry (`batch-response`, `transaction-response`)? */
	readonly hasResults: boolean;
}

/** Is the request a batch or transaction, whose results stand in the body whatever the status is? */
export function expectsResults({ interaction }: FhirRequest): boolean {
	return interaction === 'batch' || interaction === 'transaction';
}

/**
 * Reads a response with an error status to a batch or transaction. Some servers send 400 with a Bundle of results in which
 * entries have succeeded (R4 §3.1.0.11.2 wants 200): what they wrote must not be reported as rejected. A body that cannot
 * be read counts as empty.
 */
export async function readBundleInError(response: HttpResponse): Promise<ReadResponse> {
	const inMemory = responseInMemory(response, await response.bytes().catch(() => Buffer.alloc(0)));
	const body = tryParseJson(await inMemory.text());
	return {
		response: inMemory,
		hasResults: isBundle(body) && (body.type === 'batch-response' || body.type === 'transaction-response'),
	};
}
