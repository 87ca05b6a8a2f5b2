import { type BaseUrl, covers } from '../../transport/baseUrl';
import { Failure } from '../../transport/errors/failure';
import type { FhirRequest } from '../request/request';
import { mainIssueText, type ReadIssue } from '../response/outcome';

/** What a search has come to: matches, included resources, and the number of matches that the server names. */
export interface Tally {
	readonly count: number;
	readonly included: number;
	/** `Bundle.total` (R4 §3.1.1.5.10), from the last page that had one. */
	readonly total: number | undefined;
	/** Did the user ask for an estimate? */
	readonly estimated: boolean;
}

/**
 * A hint if the server counts more results than it delivered although it names no further page; undefined where the number
 * agrees, also if it turns out to count included resources too.
 */
export function incompleteHint({ count, included, total, estimated }: Tally): string | undefined {
	if (total === undefined || total <= count || total === count + included) return undefined;
	const besides =
		included === 0 ? '' : ` and ${included === 1 ? '1 included resource' : `${included} included resources`}`;
	const number = estimated ? `estimates ${total} results` : `counts ${results(total)}`;
	return `The server ${number}, but delivered ${count}${besides}, and there is no further page. The results may be incomplete: try another Count per Page, or narrow the search.`;
}

/** A hint for pages that lead back to pages that were read, or that bring nothing new. */
export function circleHint(pages: number, { count, total }: Tally, repeats: boolean): string {
	const what = repeats
		? `The server's pages repeat what was already read, up to page ${pages}`
		: `The server's pages form a circle: page ${pages} links back to a page that was already read`;
	if (total !== undefined && count >= total) return `${what}. All ${results(total)} that the server counts were read.`;
	const of = total === undefined ? '' : ` of ${total}`;
	return `${what}. Reading stopped there, after ${count}${of} results, which may be incomplete: try another Count per Page, or narrow the search.`;
}

/** The failure of a search whose pages do not end. */
export function tooManyPages(pages: number, maxPages: number, count: number): Failure {
	return new Failure({
		kind: 'response',
		message: `The search has more than ${maxPages} pages; ${results(count)} were read`,
		advice: 'Narrow the search, request larger pages (`_count`), set a limit, or raise the maximum number of pages.',
		details: { pages, read: count },
	});
}

/** The failure of a search whose pages hold errors and nothing else. */
export function onlyErrors(errors: readonly ReadIssue[], pages: number): Failure {
	return new Failure({
		kind: 'response',
		code: errors[0]?.code,
		effect: 'rejected',
		message: `The server returned no results, but an error: ${mainIssueText(errors) ?? 'without a reason'}`,
		advice:
			'The status of the response was a success all the same. Check the search parameters and the fields of the node.',
		details: { issues: errors, pages, read: 0 },
	});
}

/** Adds to the failure of a later page how far the search got, and what can be wrong with the link to it. */
export function withProgress(
	error: unknown,
	count: number,
	pages: number,
	page: FhirRequest,
	baseUrl: BaseUrl,
): unknown {
	const hasProgress = error instanceof Failure && error.details.read !== undefined;
	if (!(error instanceof Failure) || hasProgress || pages === 1 || error.kind === 'cancelled') return error;
	return error.with({
		message: `${error.message} (page ${pages}, after ${results(count)})`,
		advice: [error.advice, linkAdvice(page.url, error, baseUrl)].filter(Boolean).join(' ') || undefined,
		details: { ...error.details, pages: pages - 1, read: count },
	});
}

function linkAdvice(url: string | undefined, { status }: Failure, baseUrl: BaseUrl): string {
	if (url === undefined || !URL.canParse(url)) return '';
	const { origin } = new URL(url);
	if (origin !== baseUrl.origin) {
		return `The server's next link leads to another address than the base URL (${origin}), to which no credentials are sent. If that is the internal address of the same server, switch on "Rewrite Links to Base URL".`;
	}
	const outside = !covers(baseUrl, url);
	if (outside && (status === 401 || status === 403)) {
		return "The server's next link is not below the base URL: if Login Below Base URL Only is on in the credential, no login is sent there.";
	}
	return status === 404 ? 'If a proxy before the server changes paths, switch on "Rewrite Links to Base URL".' : '';
}

/** `1 result`, `2 results`. */
export function results(count: number): string {
	return count === 1 ? '1 result' : `${count} results`;
}
