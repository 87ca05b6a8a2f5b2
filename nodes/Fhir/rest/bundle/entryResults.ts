import { Failure } from '../../transport/errors/failure';
import type { Mask } from '../../support/mask';
import type { HttpResponse } from '../../transport/http';
import { entriesOf } from '../model/bundle';
import {
	type BundleEntry,
	isBundle,
	isOperationOutcome,
	isResource,
	type OperationOutcome,
	type Resource,
} from '../model/resource';
import { parseResourceUrl, type ResourceAddress, versionOfETag } from '../model/resourceUrl';
import type { FhirRequest } from '../request/request';
import { failureFrom } from '../response/failures';
import { errorInSuccess, withServerWords } from '../response/errorInSuccess';
import { differenceOf } from '../response/otherResource';
import { mainIssueText, type ReadIssue, readIssues, warnings } from '../response/outcome';
import { foundNothing, isDeletedBefore } from '../response/repetition';
import type { FhirResponse } from '../response/response';
import { isContention } from '../response/temporary';
import { entryRequest } from './entries';
import { entryStatus } from './entryStatus';

/** The result of one entry of a batch or transaction. */
export interface EntryResult {
	/** The HTTP status; 0 if the server did not return one. */
	readonly status: number;
	/** The entry of the response, unchanged. */
	readonly responseEntry: BundleEntry;
	/** Type, id and version of the resource, where the response or the request names them. */
	readonly type?: string;
	readonly id?: string;
	readonly versionId?: string;
	/** `response.location` and `response.lastModified`, unchanged. */
	readonly location?: string;
	readonly lastModified?: string;
	/** The resource, if the server returned it. */
	readonly resource?: Resource;
	/** The OperationOutcome about the entry, if the server returned one. */
	readonly outcome?: OperationOutcome;
	/** What the server warns of although the entry succeeded, as sentences. */
	readonly warnings?: readonly string[];
	/** Only if the entry failed. */
	readonly failure?: Failure;
	/** See `HttpResponse.earlierAttempt`: the entry was sent before, in a Bundle whose response was lost. */
	readonly earlierAttempt?: HttpResponse['earlierAttempt'];
	/** Did a delete that was sent before find nothing, so that it counts as done? */
	readonly wasDeletedBefore?: true;
	/** Has the server given no result for the entry, but refused the Bundle that it was in? */
	readonly wasRefusedWithBundle?: true;
}

/**
 * Reads the response to a batch or transaction, entry by entry, in the order in which they were sent (R4 §3.1.0.11.2).
 * A batch has status 200 even if entries failed: each entry has its own status, and a `Failure` if that is an error.
 * `sentBefore` are the entries that were also in a Bundle whose response was lost. Throws a `Failure` of kind `response` if
 * the entries of the response cannot be matched with those that were sent.
 */
export function readEntryResults(
	sent: readonly BundleEntry[],
	response: FhirResponse,
	sentBefore: ReadonlySet<BundleEntry> = new Set(),
): EntryResult[] {
	const responseEntries = isBundle(response.resource) ? entriesOf(response.resource) : undefined;
	if (responseEntries?.length !== sent.length) {
		throw new Failure({
			kind: 'response',
			status: response.status,
			message: responseEntries
				? `The response has ${responseEntries.length} of ${sent.length} entries, so it is not known which results belong to which`
				: withServerWords('The server did not return a Bundle with the results of the entries', response),
			advice: 'Check on the server what was written before you send it again.',
			effect: 'applied',
		});
	}
	return sent.map((entry, index) =>
		readEntry(entry, responseEntries[index] ?? {}, sentBefore.has(entry), response.mask),
	);
}

/**
 * Did the server defer the entry, so that it may be sent again, even if it is not repeatable? A 409 counts where another
 * write at the same moment was in the way.
 */
export function isDeferred({ status, failure }: EntryResult, sent: BundleEntry = {}): boolean {
	if (status !== 409 || !failure) return status === 429 || status === 503;
	const issues = failure.details.issues as readonly ReadIssue[] | undefined;
	return isContention(entryRequest(sent), { form: 'fhir', code: failure.code, ...(issues && { issues }) });
}

function readEntry(sent: BundleEntry, responseEntry: BundleEntry, wasSentBefore: boolean, mask: Mask): EntryResult {
	const { response, resource } = responseEntry;
	const request = entryRequest(sent);
	const status = entryStatus(response?.status);
	// An OperationOutcome in place of the resource is a message, unless it was requested: servers may store those too.
	const messageOutcome =
		isOperationOutcome(resource) && request.path.split('/')[0] !== 'OperationOutcome' ? resource : undefined;
	const outcome = isOperationOutcome(response?.outcome) ? response.outcome : messageOutcome;
	const named = addressOf(request, response?.location, messageOutcome ? undefined : resource);
	const earlierAttempt = wasSentBefore ? 'open' : undefined;
	const isGone = isDeletedBefore(request, { status, earlierAttempt });
	const wasDeletedBefore = wasSentBefore && request.method === 'DELETE' && (isGone || foundNothing(outcome));
	const versionId = (response?.etag === undefined ? undefined : versionOfETag(response.etag)) ?? named.versionId;
	const returned = isResource(resource) && !messageOutcome ? resource : undefined;
	const success = isSuccess(status, sent);
	const { failure: otherFailure, hint } = success && returned ? differenceOf({ status, mask }, request, returned) : {};
	const failure = isGone
		? undefined
		: success
			? (otherFailure ??
				(returned ? undefined : errorInSuccess({ status, mask, outcome, location: response?.location }, request)))
			: failureOf(status, request, outcome, mask, earlierAttempt);
	return {
		status,
		responseEntry,
		...named,
		...(versionId !== undefined && { versionId }),
		...(response?.location !== undefined && { location: response.location }),
		...(response?.lastModified !== undefined && { lastModified: response.lastModified }),
		...(returned && { resource: returned }),
		...(outcome && { outcome }),
		...(earlierAttempt && { earlierAttempt }),
		...(wasDeletedBefore && { wasDeletedBefore }),
		...(failure ? { failure } : { warnings: [...(outcome ? warnings(outcome, mask) : []), ...(hint ? [hint] : [])] }),
	};
}

/** For a conditional read, 304 is not an error (R4 §3.1.0.2.1). */
function isSuccess(status: number, { request }: BundleEntry): boolean {
	if (status === 304 && request?.method === 'GET') return true;
	return status >= 200 && status < 300;
}

function failureOf(
	status: number,
	request: FhirRequest,
	outcome: OperationOutcome | undefined,
	mask: Mask,
	earlierAttempt: EntryResult['earlierAttempt'],
): Failure {
	if (status === 0) {
		return new Failure({
			kind: 'response',
			message: 'The server returned no status for this entry of the Bundle',
			advice: 'Check on the server whether it was carried out.',
		});
	}
	const issues = outcome ? readIssues(outcome, mask) : [];
	return failureFrom({
		status,
		request,
		mask,
		earlierAttempt,
		// A server that returns entries of a Bundle is a FHIR server, even if it returns only a status.
		body: { form: 'fhir', text: mainIssueText(issues), code: issues[0]?.code, ...(outcome && { issues }) },
	});
}

function addressOf(
	{ interaction, path }: FhirRequest,
	location: string | undefined,
	resource: Resource | undefined,
): Partial<ResourceAddress> {
	if (resource?.id !== undefined) {
		const versionId = resource.meta?.versionId;
		return { type: resource.resourceType, id: resource.id, ...(versionId !== undefined && { versionId }) };
	}
	const expected = path.split('/')[0];
	const named = location === undefined ? undefined : parseResourceUrl(location, expected);
	return named ?? (interaction === 'create' ? {} : (parseResourceUrl(path, expected) ?? {}));
}
