import { bounded, withoutFullStop } from '../../support/text';
import { Failure } from '../../transport/errors/failure';
import type { OperationOutcome } from '../model/resource';
import { parseResourceUrl } from '../model/resourceUrl';
import { interactionLabel, requestLabel } from '../request/labels';
import { isConditionalWrite, isWrite } from '../request/repeatable';
import type { FhirRequest, Interaction } from '../request/request';
import { hasIssue, mainIssueText, readIssues, reportsError } from './outcome';
import type { FhirResponse } from './response';

/** Of these, an OperationOutcome may be the result, whatever it says. */
const outcomeIsResult: ReadonlySet<Interaction> = new Set(['operation', 'graphql', 'discovery']);

const maxMessageLength = 600;

/** What a response of any kind says about its request: of a whole response, or of an entry of a Bundle. */
export type SuccessFacts = Pick<FhirResponse, 'status' | 'mask'> & {
	readonly outcome?: OperationOutcome;
	/** The URL of the resource that was written, as the server names it. */
	readonly location?: string;
};

/**
 * The `Failure` for a response with a success status whose body says that the request failed: an OperationOutcome with an
 * issue of severity `error` or `fatal`, in place of what was asked for. Undefined for any other response, among them:
 * - the result of an operation (`$validate`), and an OperationOutcome that was asked for;
 * - a write whose response names the resource that was written: it was carried out, and the issues are warnings;
 * - a conditional delete that found nothing.
 */
export function errorInSuccess(facts: SuccessFacts, request: FhirRequest): Failure | undefined {
	const { status, outcome, location, mask } = facts;
	if (!outcome || status >= 300 || !reportsError(outcome)) return undefined;
	const [type = ''] = request.path.split('/');
	if (outcomeIsResult.has(request.interaction) || request.path.includes('$') || type === 'OperationOutcome') {
		return undefined;
	}
	if (isWrite(request) && location !== undefined && parseResourceUrl(location, type)) return undefined;
	if (request.interaction === 'delete' && isConditionalWrite(request) && hasIssue(outcome, 'not-found')) {
		return undefined;
	}
	return outcomeFailure({ status, outcome, mask }, request);
}

/** A sentence without a full stop about a response that cannot be used, followed by the words of its OperationOutcome. */
export function withServerWords(sentence: string, { outcome, mask }: Pick<FhirResponse, 'outcome' | 'mask'>): string {
	const words = outcome && mainIssueText(readIssues(outcome, mask));
	return words === undefined ? sentence : bounded(`${sentence}: ${withoutFullStop(words)}`, maxMessageLength);
}

/** The `Failure` for an OperationOutcome that came in place of what was asked for, with the server's own words. */
export function outcomeFailure(
	{ status, outcome, mask }: SuccessFacts & { readonly outcome: OperationOutcome },
	request: FhirRequest,
): Failure {
	const issues = readIssues(outcome, mask);
	const label = interactionLabel(request);
	const words = mainIssueText(issues);
	const what = `The server reports an error for the ${label}, although its status is ${status}`;
	const check = `It is not known whether the server carried out the ${label}: check there before you send it again. `;
	return new Failure({
		kind: 'response',
		status,
		message: bounded(words === undefined ? what : `${what}: ${withoutFullStop(words)}`, maxMessageLength),
		advice: `${isWrite(request) ? check : ''}Compare the reason that the server gives with the request that the node sent.`,
		code: issues[0]?.code,
		effect: isWrite(request) ? 'unknown' : 'rejected',
		details: { request: requestLabel(request), issues },
	});
}
