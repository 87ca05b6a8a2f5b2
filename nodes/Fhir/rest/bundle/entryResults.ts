import { Failure } from '../../transport/errors/failure';
import { entriesOf } from '../model/bundle';
import { entryRequest } from './entries';
import { failureFrom } from '../response/failures';
import { namedBy, versionOfETag } from '../model/resourceUrl';
import type { Named } from '../model/resourceUrl';
import { bestSentence, readIssues } from '../response/outcome';
import type { FhirRequest } from '../request/request';
import type { BundleEntry, OperationOutcome, Resource } from '../model/resource';
import { isBundle, isOperationOutcome, isResource } from '../model/resource';
import type { FhirResponse } from '../response/response';

/** What became of one entry of a batch or transaction. */
export interface EntryResult {
	/** HTTP status; 0 where the server gave none. */
	readonly status: number;
	/** The entry of the answer as it came. */
	readonly answer: BundleEntry;
	readonly type?: string;
	readonly id?: string;
	readonly versionId?: string;
	readonly location?: string;
	readonly lastModified?: string;
	/** The resource that the server sent back, where it did. */
	readonly resource?: Resource;
	readonly outcome?: OperationOutcome;
	/** Set where the entry failed. */
	readonly failure?: Failure;
}

/**
 * Reads the answer to a batch or transaction entry by entry, in the order in which they were sent (R4
 * §3.1.0.11.2). A batch is 200 whatever became of its entries: each has a status of its own, and a
 * `Failure` where that is an error. Throws a `Failure` of kind `response` where the answers cannot be told apart.
 */
export function readEntryResults(sent: readonly BundleEntry[], answer: FhirResponse): EntryResult[] {
	const answers = isBundle(answer.resource) ? entriesOf(answer.resource) : undefined;
	if (answers?.length !== sent.length) {
		throw new Failure({
			kind: 'response',
			status: answer.status,
			message: answers
				? `The server answered ${answers.length} of ${sent.length} entries: nobody can tell which`
				: 'The server answered a Bundle of requests without a Bundle of answers',
			advice: 'Look on the server what was written before you send it again.',
			effect: 'applied',
		});
	}
	return sent.map((entry, index) => readEntry(entry, answers[index] ?? {}));
}

/** Did the server put the entry off, so that it may be sent again, whatever it is? */
export function isDeferred({ status }: EntryResult): boolean {
	return status === 429 || status === 503;
}

function readEntry(sent: BundleEntry, answer: BundleEntry): EntryResult {
	const { response, resource } = answer;
	const request = entryRequest(sent);
	const status = statusOf(response?.status);
	// An OperationOutcome in the resource's place is a remark, unless it was asked for: servers may keep those as well.
	const remark =
		isOperationOutcome(resource) && request.path.split('/')[0] !== 'OperationOutcome' ? resource : undefined;
	const outcome = isOperationOutcome(response?.outcome) ? response.outcome : remark;
	const named = nameOf(request, response?.location, remark ? undefined : resource);
	const versionId = (response?.etag === undefined ? undefined : versionOfETag(response.etag)) ?? named.versionId;
	return {
		status,
		answer,
		...named,
		...(versionId !== undefined && { versionId }),
		...(response?.location !== undefined && { location: response.location }),
		...(response?.lastModified !== undefined && { lastModified: response.lastModified }),
		...(isResource(resource) && !remark && { resource }),
		...(outcome && { outcome }),
		...(!isSuccess(status, sent) && { failure: failureOf(status, request, outcome) }),
	};
}

/** 304 is the answer to a conditional read, and no error (R4 §3.1.0.2.1). */
function isSuccess(status: number, { request }: BundleEntry): boolean {
	if (status === 304 && request?.method === 'GET') return true;
	return status >= 200 && status < 300;
}

function failureOf(status: number, request: FhirRequest, outcome: OperationOutcome | undefined): Failure {
	if (status === 0) {
		return new Failure({
			kind: 'response',
			message: 'The server did not say what became of this entry of the Bundle',
			advice: 'Look on the server whether it was carried out.',
		});
	}
	const issues = outcome ? readIssues(outcome) : [];
	return failureFrom({
		status,
		request,
		// Whoever answers an entry of a Bundle has understood FHIR, also where it says no more than the status.
		body: { form: 'fhir', text: bestSentence(issues), code: issues[0]?.code, ...(outcome && { issues }) },
	});
}

/** `201 Created`, `201`, and the number that some servers send. */
function statusOf(status: unknown): number {
	const text = typeof status === 'number' || typeof status === 'string' ? String(status) : '';
	return Number(/^\s*(\d{3})\b/.exec(text)?.[1] ?? 0);
}

function nameOf(
	{ interaction, path }: FhirRequest,
	location: string | undefined,
	resource: Resource | undefined,
): Partial<Named> {
	if (resource?.id !== undefined) {
		const versionId = resource.meta?.versionId;
		return { type: resource.resourceType, id: resource.id, ...(versionId !== undefined && { versionId }) };
	}
	const expected = path.split('/')[0];
	const named = location === undefined ? undefined : namedBy(location, expected);
	return named ?? (interaction === 'create' ? {} : (namedBy(path, expected) ?? {}));
}
