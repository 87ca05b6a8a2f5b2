import { tryParseJson } from '../../support/json';
import { Failure } from '../../transport/errors/failure';
import type { HttpResponse } from '../../transport/http';
import { ResponseInMemory } from '../../transport/response';
import { isBundle } from '../model/resource';
import { requestLabel } from '../request/labels';
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

/** Can these first bytes of a large response begin the results of a batch or transaction? Then it is read to its end. */
export function isResultsStart(start: Buffer): boolean {
	const text = start.toString('latin1');
	return text.includes('"Bundle"') || (text.includes('"entry"') && text.includes('"response"'));
}

/**
 * Reads a response with an error status to a batch or transaction. Some servers send 400 with a Bundle of results in which
 * entries have succeeded (R4 §3.1.0.11.2 wants 200): what they wrote must not be reported as rejected. Throws a `Failure` of
 * unknown effect for results that break off.
 */
export async function readBundleInError(response: HttpResponse, request: FhirRequest): Promise<ReadResponse> {
	const bytes = await response.bytes().catch((error: unknown) => {
		throw brokenResults(response, request, error);
	});
	const inMemory = new ResponseInMemory(response, bytes);
	const text = await inMemory.text();
	const hasResults = isBundleOfResults(text);
	if (!hasResults && tryParseJson(text) === undefined && beginsResults.test(text))
		throw brokenResults(response, request);
	return { response: inMemory, hasResults };
}

/** Is a text a Bundle with a result for each entry of a batch or transaction? */
export function isBundleOfResults(text: string): boolean {
	if (!text.includes('-response"')) return false;
	const body = tryParseJson(text);
	return isBundle(body) && (body.type === 'batch-response' || body.type === 'transaction-response');
}

/** The start of a Bundle; what stands at its end is unknown where it breaks off. */
const beginsResults = /^\s*\{[^{[]{0,500}"Bundle"/;

function brokenResults({ status }: HttpResponse, request: FhirRequest, cause?: unknown): Failure {
	const why = cause instanceof Failure ? `: ${cause.message}` : '';
	return new Failure({
		kind: 'response',
		status,
		message: `The server responded to the ${request.interaction} with status ${status}, but the response broke off${why}`,
		advice:
			'It may have held the results of entries that were carried out: check on the server before you send them again.',
		effect: 'unknown',
		details: { request: requestLabel(request) },
		cause,
	});
}
