import { type ChangeEvent, eventOfVersion } from '../changes/change';
import { type BundleEntry, isResource, type Resource } from '../model/resource';
import { historyVersion } from '../search/historyVersion';

/** What is known of the event of a topic that a change came with. */
export interface TopicEvent {
	readonly topic?: string;
	readonly number?: number;
	/** When the event happened, as the server says. */
	readonly timestamp?: string;
	/** Resources that the server sent with it. */
	readonly context?: readonly Resource[];
}

/** One change of a resource that the server reported, or that a catch-up found. */
export interface Change {
	readonly resourceType?: string;
	readonly id?: string;
	readonly versionId?: string;
	readonly lastUpdated?: string;
	readonly deleted?: boolean;
	readonly resource?: Resource;
	readonly event?: TopicEvent;
	/** Found by a catch-up, not delivered. */
	readonly caughtUp?: boolean;
	/** Why the resource could not be read, where it should have been. */
	readonly readError?: string;
}

/** The change that a delivered or found resource stands for. */
export function changeOf(resource: Resource): Change {
	const { resourceType, id, meta } = resource;
	return { resourceType, id, versionId: meta?.versionId, lastUpdated: meta?.lastUpdated, resource };
}

/** The deletion that an entry of a history stands for; undefined for any other entry. */
export function deletionOf(entry: BundleEntry): Change | undefined {
	if (isResource(entry.resource)) return undefined;
	const { resourceType, id, deleted, versionId, lastUpdated } = historyVersion(entry) as Change & { id?: string };
	if (deleted !== true || id === undefined) return undefined;
	return { resourceType, id, versionId, lastUpdated, deleted };
}

/** What happened, in a word. */
export function changeWord({ deleted, versionId }: Change): ChangeEvent {
	return deleted ? 'deleted' : eventOfVersion(versionId);
}
