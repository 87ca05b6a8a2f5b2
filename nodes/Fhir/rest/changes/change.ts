import { fingerprint } from '../../support/fingerprint';
import { fieldText } from '../../support/text';
import { type BundleEntry, isResource, type Resource } from '../model/resource';
import { versionOf } from '../search/entryIdentity';
import { historyVersion } from '../search/historyVersion';
import { keyLength } from './memory';

/** What can happen to a resource, as a user chooses it. */
export type ChangeKind = 'created' | 'updated' | 'deleted';

/** What happened, as far as the server says: version IDs that are not numbers do not tell an update from a creation. */
export type ChangeEvent = ChangeKind | 'changed';

/** A version of a resource that a server made. */
export interface Change {
	readonly event: ChangeEvent;
	readonly type: string;
	readonly id: string;
	readonly versionId: string | undefined;
	/** When, as the server writes it; undefined where it does not say (HAPI: deletions). */
	readonly lastUpdated: string | undefined;
	readonly time: TimeRange;
	/** Stands for type, ID and version, in few characters. */
	readonly key: string;
	/** Undefined for a deletion, where nobody wants it, and where a history leaves it out. */
	readonly resource: Resource | undefined;
}

/** When something happened, in milliseconds since 1970: three times the same where the server says it. */
export interface TimeRange {
	readonly notBefore: number;
	/** The best guess, by which changes are ordered. */
	readonly at: number;
	readonly notAfter: number;
}

/** The time of a change for which the server says it. */
export function exactly(time: number): TimeRange {
	return { notBefore: time, at: time, notAfter: time };
}

/** A change as an entry shows it, whose time may have to be found out. */
export type UntimedChange = Omit<Change, 'time'>;

/** The change that an entry of a search result stands for; undefined for an entry that names no resource. */
export function foundChange(entry: BundleEntry): UntimedChange | undefined {
	const { resource } = entry;
	if (!isResource(resource) || resource.id === undefined) return undefined;
	const versionId = versionOf(entry);
	return changeOf(
		eventOfVersion(versionId),
		resource.resourceType,
		fieldText(resource.id),
		versionId,
		timeOf(entry),
		resource,
	);
}

/** The change that an entry of a history stands for (R4 §3.1.0.10); undefined for an entry that names no resource. */
export function recordedChange(entry: BundleEntry): UntimedChange | undefined {
	const { request, response, resource } = entry;
	const named = historyVersion(entry);
	const id = isResource(resource) ? resource.id : named.id;
	if (typeof named.resourceType !== 'string' || id === undefined) return undefined;
	const versionId = versionOf(entry);
	const isCreation = versionId === '1' || request?.method === 'POST' || fieldText(response?.status).startsWith('201');
	// A history may leave out the resource of a creation or an update (`Prefer: return=minimal`).
	const isDeletion = request?.method === 'DELETE' || (!isResource(resource) && named.deleted === true);
	const event = isDeletion ? 'deleted' : isCreation ? 'created' : 'updated';
	return changeOf(
		event,
		named.resourceType,
		fieldText(id),
		versionId,
		timeOf(entry),
		isDeletion ? undefined : resource,
	);
}

/** What happened to a resource that has this version now. Servers whose versions are numbers call the first one 1. */
export function eventOfVersion(versionId: string | undefined): Exclude<ChangeEvent, 'deleted'> {
	if (versionId === undefined || !/^\d+$/.test(versionId)) return 'changed';
	return versionId === '1' ? 'created' : 'updated';
}

/** Is it one of the chosen kinds? What may be a creation or an update is one only where both are chosen. */
export function isChosen({ event }: Pick<Change, 'event'>, kinds: ReadonlySet<ChangeKind>): boolean {
	return event === 'changed' ? kinds.has('created') && kinds.has('updated') : kinds.has(event);
}

/** The milliseconds of an instant as a server writes it; undefined where it is none. */
export function milliseconds(instant: string | undefined): number | undefined {
	const time = instant === undefined ? NaN : Date.parse(instant);
	return Number.isNaN(time) ? undefined : time;
}

function changeOf(
	event: ChangeEvent,
	type: string,
	id: string,
	versionId: string | undefined,
	lastUpdated: string | undefined,
	resource: Resource | undefined,
): UntimedChange {
	const version = versionId ?? `${event === 'deleted' ? 'deleted ' : ''}${milliseconds(lastUpdated) ?? ''}`;
	const key = fingerprint([type, id, version]).slice(0, keyLength);
	return { event, type, id, versionId, lastUpdated, key, resource };
}

function timeOf({ resource, response }: BundleEntry): string | undefined {
	const time: unknown = resource?.meta?.lastUpdated ?? response?.lastModified;
	return time === undefined ? undefined : fieldText(time);
}
