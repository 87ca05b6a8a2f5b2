import { Failure } from '../../transport/errors/failure';
import { serverText } from '../../transport/errors/redact';
import { type Bundle, isBundle } from '../model/resource';
import { requestLabel } from '../request/labels';
import type { FhirRequest } from '../request/request';
import { mainIssueText, type ReadIssue, readIssues } from '../response/outcome';
import type { FhirResponse } from '../response/response';

/** A page without results, for a response that has no Bundle. */
const emptyPage: Bundle = { resourceType: 'Bundle', type: 'searchset' };

/**
 * The Bundle of results in a successful response. Servers without results also respond with 204, an empty 200, or an
 * OperationOutcome without errors: these give an empty page, and what had to be guessed a hint. Throws a `Failure` of kind
 * `response`, with the server's own words, for anything else.
 */
export function resultsIn(response: FhirResponse, request: FhirRequest, hint: (message: string) => void): Bundle {
	const { status, resource, outcome, json, text, mask } = response;
	if (isBundle(resource)) return resource;
	const issues = outcome ? readIssues(outcome, mask) : [];
	if (outcome && issues.every(isHarmless)) {
		hint(noResults(issues));
		return emptyPage;
	}
	const isEmpty = resource === undefined && json === undefined && text === undefined;
	if (isEmpty && (status === 204 || status === 200)) {
		if (status === 200) hint('The server responded with an empty body (status 200), which was taken for no results.');
		return emptyPage;
	}
	const words = mainIssueText(issues);
	throw new Failure({
		kind: 'response',
		status,
		message: words
			? `The server returned no results, but an error: ${words}`
			: 'The server did not return a Bundle of results',
		advice: words
			? 'The status of the response was a success all the same. Check the search parameters and the fields of the node.'
			: 'Check the Base URL and the fields of the node.',
		code: issues[0]?.code,
		effect: 'rejected',
		details: {
			request: requestLabel(request),
			got: resource && serverText(resource.resourceType, 100, mask),
			...(issues.length > 0 && { issues }),
		},
	});
}

/**
 * An empty page for an error that only says that there are no results: 404 with an OperationOutcome that is mere
 * information, or that says so in words. A hint repeats them. Any other error is thrown.
 */
export function noResultsOrThrow(error: unknown, hint: (message: string) => void): Bundle {
	if (!(error instanceof Failure) || error.status !== 404) throw error;
	const issues = (error.details.issues ?? []) as readonly ReadIssue[];
	if (issues.length === 0 || !(issues.every(isInformation) || issues.every(saysNoResults))) throw error;
	hint(noResults(issues));
	return emptyPage;
}

function noResults(issues: readonly ReadIssue[]): string {
	const words = mainIssueText(issues);
	return `The server reports no results${words ? `: ${words}` : '.'}`;
}

function isInformation({ severity }: ReadIssue): boolean {
	return severity === 'information' || severity === 'success';
}

function isHarmless(issue: ReadIssue): boolean {
	return isInformation(issue) || issue.severity === 'warning';
}

const noResultsWords =
	/\b(?:no|zero|0)\s{1,9}(?:matching\s{1,9}|search\s{1,9})?(?:results?|matches|records?|entries|data|resources?|items?)\b(?!\s{1,9}types?\b)/i;

/** "No matching records found", with the code `not-found`; not "No such resource type". */
function saysNoResults({ code, text }: ReadIssue): boolean {
	return ['not-found', 'no-results', 'informational'].includes(code) && noResultsWords.test(text);
}
