import { fieldText } from '../../support/text';
import type { BundleEntry } from '../model/resource';
import { type EntryIdentifier, versionOf } from './entryIdentity';

/** An entry that was seen, and the others of the same name before it. */
interface Seen {
	readonly server: string;
	readonly version: string | undefined;
	readonly time: string | undefined;
	readonly page: number;
	/** Of a history entry without a version: all that it says. */
	readonly content: string | undefined;
	readonly earlier: Seen | undefined;
	/** The entry itself, if it was an included one. */
	readonly included: BundleEntry | undefined;
}

/** What is known of an entry that comes in: nothing yet, or an earlier entry about the same thing. */
export type Earlier = { readonly included: BundleEntry | undefined } | undefined;

/** The entries of a search or history that were seen so far. */
export interface SeenEntries {
	/** The entry about the same thing that was seen before, if there is one. If there is none, this one is added. */
	find(entry: BundleEntry, page: number, asIncluded: boolean): Earlier;
	/** A match takes the place of an included entry: later entries find it. */
	promote(entry: BundleEntry, page: number): void;
}

/**
 * Remembers entries and finds repeated ones. Pages repeat entries when the data changes meanwhile, or because of faults in
 * the server. Two entries are about the same thing if
 * - type, id and server are the same (see `createEntryIdentifier`). On one page they may be two versions of it, which are
 *   two things; on another page, the later version is the same resource, changed meanwhile.
 * - in a history, the version must be the same too, and a deletion is not the version before it. Without a version,
 *   nothing less than an equal entry on another page is a repeated one: two changes can have the same time.
 * - on different pages, type, id, version and time of change are the same, whatever server the full URLs name: the nodes
 *   of a cluster do not all know the same address of it.
 * Entries that do not say what they are about are all new.
 */
export function createSeenEntries(identifier: EntryIdentifier, history: boolean): SeenEntries {
	const latest = new Map<string, Seen>();
	const isSame = history ? isSameVersion : isSameResource;

	const describe = (entry: BundleEntry, page: number, asIncluded: boolean) => {
		const identity = identifier.identityOf(entry);
		if (!identity) return undefined;
		const version = versionOf(entry);
		const { resource, response } = entry;
		const modified: unknown = resource?.meta?.lastUpdated ?? response?.lastModified;
		const time = modified === undefined ? undefined : fieldText(modified);
		const name = history && resource === undefined ? `${identity.name} deleted` : identity.name;
		const earlier = latest.get(name);
		const content = history && version === undefined ? JSON.stringify(entry) : undefined;
		const included = asIncluded ? entry : undefined;
		return { name, seen: { server: identity.server, version, time, page, content, earlier, included } satisfies Seen };
	};

	return {
		find(entry, page, asIncluded) {
			const described = describe(entry, page, asIncluded);
			if (!described) return undefined;
			const { name, seen } = described;
			for (let other = seen.earlier; other; other = other.earlier) if (isSame(seen, other)) return other;
			latest.set(name, seen);
			return undefined;
		},
		promote(entry, page) {
			const described = describe(entry, page, false);
			if (described) latest.set(described.name, described.seen);
		},
	};
}

function isSameResource(entry: Seen, other: Seen): boolean {
	if (entry.page !== other.page) return entry.server === other.server || isSameChange(entry, other);
	return entry.server === other.server && !isOtherVersion(entry, other);
}

function isSameVersion(entry: Seen, other: Seen): boolean {
	if (entry.version === undefined || other.version === undefined) {
		return entry.page !== other.page && entry.time !== undefined && entry.content === other.content;
	}
	if (entry.version !== other.version) return false;
	return entry.server === other.server || (entry.page !== other.page && isSameChange(entry, other));
}

function isOtherVersion({ version }: Seen, other: Seen): boolean {
	return version !== undefined && other.version !== undefined && version !== other.version;
}

function isSameChange({ version, time }: Seen, other: Seen): boolean {
	return version !== undefined && time !== undefined && version === other.version && time === other.time;
}
