import type { Mask } from '../../support/mask';
import { entriesOf } from '../model/bundle';
import { type Bundle, type BundleEntry, isOperationOutcome } from '../model/resource';
import type { Interaction } from '../request/request';
import { warnings } from '../response/outcome';

/** One page of a search, sorted into matches, included resources and warnings (R4 §3.1.1.5.1). */
export interface SearchPage {
	/** The page as the server returned it. */
	readonly bundle: Bundle;
	/** The entries that matched; in a history all entries, including deletions (entries without a resource). */
	readonly matches: readonly BundleEntry[];
	/** The entries that `_include` and `_revinclude` added. */
	readonly included: readonly BundleEntry[];
	/** The warnings in its OperationOutcome entries, as sentences. */
	readonly warnings: readonly string[];
}

/** Sorts the pages of one search, in their order. */
export interface PageSorter {
	/** Sorts the next page; `mask` hides the secrets of the connection in its warnings. */
	take(bundle: Bundle, mask: Mask): SearchPage;
	/** Matches so far. */
	readonly count: number;
	/** Has the limit been reached? */
	readonly full: boolean;
}

/**
 * Creates a sorter for the pages of one search, which also removes duplicates: pages may repeat entries when the data
 * changes meanwhile, or because of faults in the server. In a search, entries are the same if type and id are, whatever
 * the version; in a history, the version must be the same too. The first one is kept. Entries without an id are all
 * kept. Matches beyond `limit` are cut off; included resources are not, since it is not known to which match they
 * belong. In the response of an operation, included entries are matches too: all of them were requested, although
 * HAPI's `$everything` marks some as included.
 */
export function createPageSorter(limit = Infinity, kind: Interaction = 'search'): PageSorter {
	const history = kind === 'history';
	const matchedKeys = new Set<string>();
	const includedKeys = new Set<string>();
	let count = 0;
	return {
		take(bundle, mask) {
			const matches: BundleEntry[] = [];
			const included: BundleEntry[] = [];
			const warningTexts: string[] = [];
			for (const entry of entriesOf(bundle)) {
				const mode = modeOf(entry, history);
				if (mode === 'outcome') {
					if (isOperationOutcome(entry.resource)) warningTexts.push(...warnings(entry.resource, mask));
				} else if (mode === 'include' && kind !== 'operation') {
					if (isNew(entry, includedKeys, false)) included.push(entry);
				} else if (count < limit && isNew(entry, matchedKeys, history)) {
					matches.push(entry);
					count++;
				}
			}
			return { bundle, matches, included, warnings: [...new Set(warningTexts)] };
		},
		get count() {
			return count;
		},
		get full() {
			return count >= limit;
		},
	};
}

/** `search.mode`. If a server leaves it out, an OperationOutcome is not a match. */
function modeOf(entry: BundleEntry, history: boolean): 'match' | 'include' | 'outcome' {
	if (entry.search?.mode) return entry.search.mode;
	return !history && isOperationOutcome(entry.resource) ? 'outcome' : 'match';
}

function isNew(entry: BundleEntry, seen: Set<string>, history: boolean): boolean {
	const key = history ? historyKey(entry) : resourceKey(entry);
	if (key === undefined) return true;
	const size = seen.size;
	return seen.add(key).size > size;
}

function resourceKey({ resource, fullUrl }: BundleEntry): string | undefined {
	return resource?.id === undefined ? fullUrl : `${resource.resourceType}/${resource.id}`;
}

function historyKey(entry: BundleEntry): string | undefined {
	const named = resourceKey(entry) ?? entry.request?.url;
	const version = entry.resource?.meta?.versionId ?? entry.response?.etag ?? entry.response?.lastModified;
	return named === undefined || version === undefined ? undefined : `${named} ${version}`;
}
