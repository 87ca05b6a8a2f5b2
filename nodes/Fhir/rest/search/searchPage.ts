import type { Mask } from '../../support/mask';
import type { BaseUrl } from '../../transport/baseUrl';
import { entriesOf } from '../model/bundle';
import { type Bundle, type BundleEntry, isOperationOutcome, type OperationOutcome } from '../model/resource';
import type { Interaction } from '../request/request';
import { placedText, type ReadIssue, readIssues } from '../response/outcome';
import { createEntryIdentifier } from './entryIdentity';
import { createSeenEntries } from './seenEntries';

/** One page of a search, sorted into matches, included resources and warnings (R4 §3.1.1.5.1). */
export interface SearchPage {
	/** The page as the server returned it. */
	readonly bundle: Bundle;
	/** The entries that matched; in a history all entries, including deletions (entries without a resource). */
	readonly matches: readonly BundleEntry[];
	/** The entries that `_include` and `_revinclude` added. */
	readonly included: readonly BundleEntry[];
	/** Included entries of earlier pages that are among the matches of this page: each is one thing, and a match. */
	readonly replaced: readonly BundleEntry[];
	/** The warnings and errors in its OperationOutcome entries, as sentences. */
	readonly warnings: readonly string[];
	/** The errors among its issues, worst first. */
	readonly errors: readonly ReadIssue[];
	/** The server's clock as it says it (`Date`, RFC 9110 §6.6.1). */
	readonly date?: string;
}

/** Sorts the pages of one search, in their order. */
export interface PageSorter {
	/** Sorts the next page; `mask` hides the secrets of the connection in its issues. `isOwn`: it came from the base URL's origin. */
	readonly take: (bundle: Bundle, mask: Mask, isOwn?: boolean) => SearchPage;
	/** Matches so far. */
	readonly count: number;
	/** Included resources so far. */
	readonly included: number;
	/** Has the limit been reached? */
	readonly full: boolean;
	/** Were matches left out because of the limit? */
	readonly cut: boolean;
}

/** Where the pages come from, by which full URLs are read. */
export interface PagesOrigin {
	/** The path of the search. */
	readonly path?: string;
	readonly baseUrl?: BaseUrl;
}

/**
 * Creates a sorter for the pages of one search, which also removes duplicates (see `createSeenEntries`). The first entry
 * is kept, and a match rather than an included one. Matches beyond `limit` are cut off; included resources are not, since
 * it is not known to which match they belong. In the response of an operation, included entries are matches too: all of
 * them were requested, although HAPI's `$everything` marks some as included.
 */
export function createPageSorter(
	limit = Infinity,
	kind: Interaction = 'search',
	{ path = '', baseUrl }: PagesOrigin = {},
): PageSorter {
	const history = kind === 'history';
	const identifier = createEntryIdentifier(baseUrl, path);
	const seen = createSeenEntries(identifier, history);
	let count = 0;
	let includedCount = 0;
	let pages = 0;
	let cut = false;

	return {
		take(bundle, mask, isOwn = true) {
			const page = pages++;
			identifier.learn(bundle, isOwn);
			const matches: BundleEntry[] = [];
			const replaced: BundleEntry[] = [];
			const includes: BundleEntry[] = [];
			const outcomes: OperationOutcome[] = issuesOf(bundle);
			for (const entry of entriesOf(bundle)) {
				const mode = modeOf(entry, history);
				if (mode === 'outcome') {
					if (isOperationOutcome(entry.resource)) outcomes.push(entry.resource);
				} else if (mode === 'include' && kind !== 'operation') includes.push(entry);
				else if (count >= limit) cut ||= !seen.find(entry, page, false);
				else {
					const earlier = seen.find(entry, page, false);
					if (earlier?.included) {
						seen.promote(entry, page);
						replaced.push(earlier.included);
						includedCount--;
					}
					if (!earlier || earlier.included) {
						matches.push(entry);
						count++;
					}
				}
			}
			// Only now is it known which of them are matches of the same page.
			const included = includes.filter((entry) => !seen.find(entry, page, true));
			includedCount += included.length;
			return { bundle, matches, included, replaced, ...issuesIn(outcomes, mask) };
		},
		get count() {
			return count;
		},
		get included() {
			return includedCount;
		},
		get full() {
			return count >= limit;
		},
		get cut() {
			return cut;
		},
	};
}

/**
 * `search.mode`. An OperationOutcome is never a match, whatever mode it has: some servers mark it as one, or leave the mode
 * out. In a history, one that was stored has a request.
 */
function modeOf({ search, resource, request }: BundleEntry, history: boolean): 'match' | 'include' | 'outcome' {
	if (isOperationOutcome(resource)) return history && request !== undefined ? 'match' : 'outcome';
	return search?.mode ?? 'match';
}

/** `Bundle.issues` (R5). */
function issuesOf(bundle: Bundle): OperationOutcome[] {
	const { issues } = bundle as { issues?: unknown };
	return isOperationOutcome(issues) ? [issues] : [];
}

const noIssues = { warnings: [], errors: [] } as const;

function issuesIn(outcomes: readonly OperationOutcome[], mask: Mask): Pick<SearchPage, 'warnings' | 'errors'> {
	if (outcomes.length === 0) return noIssues;
	const issues = outcomes.flatMap((outcome) => readIssues(outcome, mask));
	const errors = issues.filter(isError);
	const warnings = issues.filter((issue) => issue.severity === 'warning').map(placedText);
	const failures = errors.map(
		(issue) => `The server reports an error beside its results, which may be incomplete: ${placedText(issue)}`,
	);
	return { warnings: [...new Set([...failures, ...warnings])], errors };
}

function isError({ severity }: ReadIssue): boolean {
	return severity !== 'warning' && severity !== 'information' && severity !== 'success';
}
