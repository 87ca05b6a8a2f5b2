import { entriesOf } from '../model/bundle';
import { warnings } from '../response/outcome';
import type { Interaction } from '../request/request';
import type { Bundle, BundleEntry } from '../model/resource';
import { isOperationOutcome } from '../model/resource';

/** One page of a search, sorted (R4 §3.1.1.5.1): what matched, what came along, what the server has to say. */
export interface SearchPage {
	/** The page as the server sent it. */
	readonly bundle: Bundle;
	/** The entries that matched; in a history all of them, deletions (entries without a resource) included. */
	readonly matches: readonly BundleEntry[];
	/** What `_include` and `_revinclude` brought along. */
	readonly included: readonly BundleEntry[];
	/** Sentences of its OperationOutcome entries. */
	readonly warnings: readonly string[];
}

/** Sorts the pages of one search, one after the other. */
export interface PageSorter {
	take(bundle: Bundle): SearchPage;
	/** Matches so far. */
	readonly count: number;
	/** Has the limit been reached? */
	readonly full: boolean;
}

/**
 * Pages may repeat entries, when the data under a search moves or a server cuts badly. Each match is given once:
 * in a search by its type and id (the same resource twice is one result, whatever its version), in a history by
 * its version too. The first one counts. Entries that no id names are all given. Matches beyond `limit` are cut
 * off; what was included with them is not, since nobody can tell whose it is. In an operation's answer what is included
 * is a match as well: all of it was asked for, although HAPI's `$everything` makes a difference.
 */
export function createPageSorter(limit = Infinity, kind: Interaction = 'search'): PageSorter {
	const history = kind === 'history';
	const matched = new Set<string>();
	const brought = new Set<string>();
	let count = 0;
	return {
		take(bundle) {
			const matches: BundleEntry[] = [];
			const included: BundleEntry[] = [];
			const said: string[] = [];
			for (const entry of entriesOf(bundle)) {
				const mode = modeOf(entry, history);
				if (mode === 'outcome') {
					if (isOperationOutcome(entry.resource)) said.push(...warnings(entry.resource));
				} else if (mode === 'include' && kind !== 'operation') {
					if (isNew(entry, brought, false)) included.push(entry);
				} else if (count < limit && isNew(entry, matched, history)) {
					matches.push(entry);
					count++;
				}
			}
			return { bundle, matches, included, warnings: [...new Set(said)] };
		},
		get count() {
			return count;
		},
		get full() {
			return count >= limit;
		},
	};
}

/** `search.mode`; where a server leaves it out, an OperationOutcome is none of the matches. */
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
