import { fingerprint } from '../../support/fingerprint';
import { milliseconds } from '../changes/change';
import type { Change } from './change';

/** `[resource, version, lastUpdated in ms, deleted]`; the resource is a hash, so that no ID of a patient is kept. */
export type SeenEntry = readonly [key: string, version: string, time: number, deleted: 0 | 1];

/** What was given already: bounded, and small enough to be saved with the workflow. */
export interface SeenChanges {
	/** Remembers the change; false if it, or a newer version of its resource, was seen before. */
	take(change: Change): boolean;
	/** Those of the changes that are new. All of them are remembered: what is on the list is not forgotten while it is read. */
	takeAll(changes: readonly Change[]): Change[];
	/** Adds what another process, or an earlier one, has seen. */
	merge(entries: readonly SeenEntry[], mark: number | undefined): void;
	/**
	 * Milliseconds since 1970: everything before is done. What was given since is among the entries. It moves on when an
	 * entry is forgotten, so that a catch-up from the mark on gives nothing twice.
	 */
	mark: number | undefined;
	readonly entries: SeenEntry[];
}

/** Most servers count versions. */
const isNumber = /^\d{1,30}$/;

const maxEntries = 1_000;

/** So many that were changed at nearly the same time are kept beyond that: a catch-up cannot tell them apart by their time. */
const maxTogether = 2_500;
const togetherMs = 5 * 60_000;

/** Creates a memory of at most `limit` resources, or of `maxTotal` that were changed within five minutes. */
export function createSeenChanges(limit = maxEntries, maxTotal = Math.max(limit, maxTogether)): SeenChanges {
	const byKey = new Map<string, SeenEntry>();
	let newest = 0;

	function put(entry: SeenEntry): void {
		byKey.delete(entry[0]);
		byKey.set(entry[0], entry);
		newest = Math.max(newest, entry[2]);
		for (const [key, [, , time]] of byKey) {
			if (byKey.size <= limit || (byKey.size <= maxTotal && time > newest - togetherMs)) return;
			byKey.delete(key);
			// What has the same time is among those that are kept, or was given before.
			if (time > 0) seen.mark = Math.max(seen.mark ?? 0, time + 1);
		}
	}

	const seen: SeenChanges = {
		mark: undefined,
		take(change) {
			const entry = entryOf(change);
			if (!entry) return true;
			const known = byKey.get(entry[0]);
			if (!known) put(entry);
			else if (!isNewer(entry, known)) return false;
			else put(withVersion(entry, known));
			return true;
		},
		takeAll(changes) {
			const read = changes.map((change) => ({ change, entry: entryOf(change) }));
			const fresh = read.filter(({ entry }) => {
				const known = entry && byKey.get(entry[0]);
				return !known || isNewer(entry, known);
			});
			const isFresh = new Set(fresh);
			for (const one of read) {
				const known = one.entry && byKey.get(one.entry[0]);
				if (one.entry) put(known ? (isFresh.has(one) ? withVersion(one.entry, known) : known) : one.entry);
			}
			return fresh.map(({ change }) => change);
		},
		merge(entries, mark) {
			for (const entry of entries) {
				const known = byKey.get(entry[0]);
				if (!known || isNewer(entry, known)) put(entry);
			}
			if (mark !== undefined) seen.mark = Math.max(seen.mark ?? 0, mark);
		},
		get entries() {
			return [...byKey.values()];
		},
	};
	return seen;
}

/** The key of the resource that a change is about; undefined where it names none. */
export function seenKey({ resourceType, id }: Change): string | undefined {
	return resourceType === undefined || id === undefined ? undefined : fingerprint([resourceType, id]).slice(0, 12);
}

/** The keys of all changes that have one. */
export function seenKeys(changes: readonly Change[]): Set<string> {
	return new Set(changes.flatMap((change) => seenKey(change) ?? []));
}

function entryOf(change: Change): SeenEntry | undefined {
	const { versionId = '', lastUpdated, deleted } = change;
	const key = seenKey(change);
	if (key === undefined) return undefined;
	return [key, versionId, milliseconds(lastUpdated) ?? 0, deleted ? 1 : 0];
}

/** A deletion that is delivered has no version: it takes the next one, so that older versions are known as such. */
function withVersion([key, version, time, deleted]: SeenEntry, known: SeenEntry): SeenEntry {
	if (version !== '' || !isNumber.test(known[1])) return [key, version || known[1], time, deleted];
	return [key, deleted ? String(BigInt(known[1]) + 1n) : known[1], time, deleted];
}

function isNewer([, version, time, deleted]: SeenEntry, known: SeenEntry): boolean {
	const [, knownVersion, knownTime, knownDeleted] = known;
	// A deletion without a version comes after all that is known of the resource, unless the last thing known is a deletion.
	if (deleted && version === '') return !knownDeleted;
	if (isNumber.test(version) && isNumber.test(knownVersion)) return BigInt(version) > BigInt(knownVersion);
	if (version === knownVersion && !(version === '' && time !== knownTime)) return deleted !== knownDeleted;
	return time === 0 || knownTime === 0 || time >= knownTime;
}
