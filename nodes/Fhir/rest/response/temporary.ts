import type { HttpRequest } from '../../transport/http';
import { type BundleEntry, isBundle } from '../model/resource';
import { isRepeatable } from '../request/repeatable';
import type { FhirRequest } from '../request/request';
import { expectsResults, isBundleOfResults } from './bundleInError';
import { type ErrorBody, readErrorBody } from './errorBody';

/**
 * Codes by which a server says that a lock, or another write at the same moment, was in the way: FHIR's (R4 §2.28.4.2
 * `lock-error`, `transient`), and Google's for contention.
 */
const contentionCodes = new Set(['lock-error', 'transient', 'ABORTED']);

/** The same in words: HAPI has only the code `processing` for it. */
const contentionWords = /\b(?:at the same time|concurrent\w*|contention|deadlock\w*|lock(?:ed|ing)?|serializ\w+)\b/i;

/** Why a delete is refused for good: other resources refer to the resource. */
const referenceWords = /\brefer|\blink|\bdepend|\bin use\b/i;

/**
 * Is a 409 about another write at the same moment, so that the same request may succeed in a moment (R4 §3.1.0.5)? Never
 * where the request names a version, which would not become current again. An edit `conflict` without more words may also be
 * a rule against duplicates: it counts only for what may be repeated anyway.
 */
export function isContention(request: FhirRequest, { code, text = '', issues }: ErrorBody): boolean {
	if (partsOf(request).some(({ namesVersion }) => namesVersion)) return false;
	const errors = issues?.filter(({ severity }) => severity === 'error' || severity === 'fatal') ?? [{ code, text }];
	if (errors.some((issue) => contentionCodes.has(issue.code ?? '') || contentionWords.test(issue.text))) return true;
	if (!isRepeatable(request) || !errors.some((issue) => issue.code === 'conflict')) return false;
	const deletes = partsOf(request).some(({ method }) => method === 'DELETE');
	return !deletes || !errors.some((issue) => referenceWords.test(issue.text));
}

/**
 * Tells the transport what the body of an error response says (see `HttpRequest.isTemporary`): a 503 with an
 * OperationOutcome, and a 409 for a lock, changed nothing; what has the results of a batch must not be sent again.
 */
export function temporaryRefusal(request: FhirRequest): HttpRequest['isTemporary'] {
	return async (response) => {
		const { status } = response;
		const mayHaveResults = expectsResults(request);
		if (status !== 409 && status !== 503 && !mayHaveResults) return undefined;
		const text = await response.text().catch(() => undefined);
		// Results that break off may be those of entries that were carried out.
		if (text === undefined) return mayHaveResults && !isRepeatable(request) ? false : undefined;
		if (mayHaveResults && isBundleOfResults(text)) return false;
		if (status !== 409 && status !== 503) return undefined;
		const body = readErrorBody(text, response.mask);
		const temporary = status === 503 ? body.form === 'fhir' : isContention(request, body);
		return temporary || undefined;
	};
}

/** The writes of a request: itself, or the entries of its Bundle. */
function partsOf({ method, headers, body }: FhirRequest): Array<{ method: string; namesVersion: boolean }> {
	if (isBundle(body) && Array.isArray(body.entry)) return body.entry.map(partOf);
	return [{ method, namesVersion: headers?.['if-match'] !== undefined || headers?.['if-none-match'] !== undefined }];
}

function partOf({ request }: BundleEntry) {
	const { method = 'GET', ifMatch, ifNoneMatch } = request ?? {};
	return { method, namesVersion: method !== 'GET' && (ifMatch !== undefined || ifNoneMatch !== undefined) };
}
