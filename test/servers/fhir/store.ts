import type { Resource } from '@medplum/fhirtypes';
import { ResourceIndex } from './resourceIndex';

/** A resource that has been stored: never changed afterwards, so that it can be handed out without a copy. */
export type Stored = Resource & { id: string };

/** One version of one resource; without `resource` where the version is a deletion. */
export interface Version {
	type: string;
	id: string;
	versionId: string;
	lastUpdated: string;
	method: 'POST' | 'PUT' | 'DELETE';
	/** Did the resource exist just before? Tells an update from a creation. */
	existed: boolean;
	resource?: Stored;
}

/** Everything the server remembers: each version ever written, and indexes over the living resources. */
export class Store {
	private readonly histories = new Map<string, Map<string, Version[]>>();
	private readonly living = new Map<string, Map<string, Stored>>();
	private readonly entries: Version[] = [];
	private changes = 0;
	readonly index = new ResourceIndex();

	/** Grows with every change, a rollback included. */
	get revision(): number {
		return this.changes;
	}

	/** All versions of all resources, oldest first. */
	get log(): readonly Version[] {
		return this.entries;
	}

	/** The living resources of a type, in order of creation. */
	all(type: string): Iterable<Stored> {
		return this.living.get(type)?.values() ?? [];
	}

	/** How many resources live, of one type or of all. */
	count(type?: string): number {
		if (type !== undefined) return this.living.get(type)?.size ?? 0;
		let total = 0;
		for (const resources of this.living.values()) total += resources.size;
		return total;
	}

	/** All versions of one resource, oldest first; empty where it never existed. */
	versions(type: string, id: string): readonly Version[] {
		return this.histories.get(type)?.get(id) ?? [];
	}

	/** The living resource, if it lives. */
	get(type: string, id: string): Stored | undefined {
		return this.living.get(type)?.get(id);
	}

	/** Stores the resource as its next version and gives that back, with `meta.versionId` and `meta.lastUpdated`. */
	put(resource: Stored, method: 'POST' | 'PUT'): Stored {
		const { resourceType: type, id } = resource;
		const versionId = String(this.versions(type, id).length + 1);
		const lastUpdated = new Date().toISOString();
		const stored: Stored = { ...resource, meta: { ...resource.meta, versionId, lastUpdated } };
		this.append({
			type,
			id,
			versionId,
			lastUpdated,
			method,
			existed: this.get(type, id) !== undefined,
			resource: stored,
		});
		return stored;
	}

	/** Ends the life of a resource; its history stays. */
	remove(type: string, id: string): void {
		const versionId = String(this.versions(type, id).length + 1);
		const lastUpdated = new Date().toISOString();
		this.append({ type, id, versionId, lastUpdated, method: 'DELETE', existed: true });
	}

	/** Takes back everything written since the log had that length. */
	rollBackTo(length: number): void {
		while (this.entries.length > length) {
			const undone = this.entries.pop();
			if (!undone) return;
			const history = this.histories.get(undone.type)?.get(undone.id);
			history?.pop();
			this.revive(undone.type, undone.id, history?.at(-1)?.resource);
		}
	}

	private append(version: Version): void {
		const histories = getOrAdd(this.histories, version.type, () => new Map<string, Version[]>());
		getOrAdd(histories, version.id, () => []).push(version);
		this.entries.push(version);
		this.revive(version.type, version.id, version.resource);
	}

	/** Makes `resource` the living one of its id; undefined: none lives. */
	private revive(type: string, id: string, resource: Stored | undefined): void {
		const resources = getOrAdd(this.living, type, () => new Map<string, Stored>());
		const before = resources.get(id);
		this.changes++;
		if (before) this.index.remove(before);
		if (resource) {
			resources.set(id, resource);
			this.index.add(resource);
		} else {
			resources.delete(id);
		}
	}
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
	let value = map.get(key);
	if (value === undefined) {
		value = make();
		map.set(key, value);
	}
	return value;
}
