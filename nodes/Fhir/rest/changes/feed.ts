import { Failure } from '../../transport/errors/failure';
import type { HttpHeaders } from '../../transport/http';
import type { Query } from '../request/request';
import type { SearchMethod } from '../search/searchRequest';
import { type Change, type ChangeKind, isChosen } from './change';

/** By what changes are read: a search by `_lastUpdated` (R4 §3.1.1.4.1), or the history of a type (R4 §3.1.0.10). */
export type ReadingMethod = 'search' | 'history';

/** The changes of one resource type that a workflow wants. */
export interface Feed {
	readonly type: string;
	readonly kinds: ReadonlySet<ChangeKind>;
	/** What resources have to match; for a search. */
	readonly criteria: Query;
	/** Entries to ask for on a page. */
	readonly count: number | undefined;
	readonly httpMethod: SearchMethod;
	readonly headers: HttpHeaders;
	readonly maxPages: number;
}

/** Which changes to read. */
export interface ReadingRange {
	/** Milliseconds; undefined: from the first change on. */
	readonly from: number | undefined;
	/** Reading stops once there are more new changes than this. */
	readonly limit: number;
	/** Read all changes up to this time, whatever the limit. */
	readonly upTo?: number;
	/** Is the change with this key new to the workflow? */
	readonly isNew: (key: string) => boolean;
	/** Only to be remembered: all kinds of changes, without their resources. */
	readonly toRemember?: boolean;
	/** Milliseconds by which the server's clocks may differ. */
	readonly overlap: number;
	/** The server gives the latest change first. */
	readonly newestFirst?: boolean;
}

/** Collects the changes of one reading. */
export interface Collector {
	/** Takes a change, once; returns whether it is new to this reading and to the workflow. */
	take(change: Change): boolean;
	/** Does it hold all that is asked for, and more? */
	readonly isFull: boolean;
	/** The changes, oldest first. */
	changes(): Change[];
}

/** Sorting each time that one more change came would be slow. */
const spare = 1_000;

/**
 * Creates a collector that holds a bounded number of changes: of those beyond the limit, the latest are dropped. `take`
 * throws a `Failure` for a version that may be a creation or an update where only one of them is wanted.
 */
export function createCollector({ kinds }: Feed, range: ReadingRange): Collector {
	const { from = -Infinity, limit, upTo, isNew, toRemember = false, newestFirst = false } = range;
	const taken = new Set<string>();
	let kept: Array<{ readonly change: Change; readonly place: number }> = [];
	let beyond = 0;
	const ordered = () => kept.sort((a, b) => a.change.time.at - b.change.time.at || a.place - b.place);
	return {
		take(change) {
			if (change.time.notAfter < from || taken.has(change.key) || !isNew(change.key)) return false;
			taken.add(change.key);
			if (!toRemember && !isChosen(change, kinds)) {
				if (change.event === 'changed') throw unknownKind(change);
				return true;
			}
			const place = newestFirst ? -taken.size : taken.size;
			kept.push({ change: toRemember ? { ...change, resource: undefined } : change, place });
			if (upTo !== undefined && change.time.at > upTo) beyond++;
			if (upTo === undefined && kept.length > 2 * limit + spare) kept = ordered().slice(0, limit + 1);
			return true;
		},
		get isFull() {
			return upTo === undefined ? kept.length > limit : beyond > 0;
		},
		changes: () => ordered().map(({ change }) => change),
	};
}

function unknownKind({ type }: Change): Failure {
	return new Failure({
		kind: 'response',
		message: `The server's version IDs do not tell whether a resource of type ${type} was created or updated`,
		advice: 'Choose both "Created" and "Updated" under Events, or the method "History" where the server offers it.',
		effect: 'applied',
	});
}
