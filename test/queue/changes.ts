import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import { basicAuth } from '../helpers/http';
import type { DemoServers } from '../demo/servers';

/** `created 17 1`: what happened, to which resource, and its version; a deletion has none. */
export type Change = string;

/** Changes resources on a server, one after another, and says what it has changed. */
export interface Writer {
	/** Creates so many resources, changes every second and deletes every fourth of them. */
	write: (count: number) => Promise<Change[]>;
	/** Only creates them. */
	create: (count: number) => Promise<Change[]>;
	close: () => Promise<void>;
}

/** Milliseconds in which the first version of a resource is delivered, unless the machine is very busy. */
const BETWEEN_VERSIONS = 300;

interface Written {
	id: string;
	meta: { versionId: string };
}

/** Someone other than n8n who writes to the server of `basic`. */
export function createWriter({ ca, basic }: Pick<DemoServers, 'ca' | 'basic'>): Writer {
	const dispatcher = new Agent({ connect: { ca } });
	const authorization = basicAuth(basic.user, basic.password);

	async function send(method: string, path: string, body?: object): Promise<Written> {
		const headers = { authorization, 'content-type': 'application/fhir+json' };
		const url = `${basic.baseUrl}/${path}`;
		const response = await fetch(url, { method, headers, dispatcher, body: body && JSON.stringify(body) });
		const text = await response.text();
		if (!response.ok) throw new Error(`The server said ${response.status} to ${method} ${path}: ${text.slice(0, 200)}`);
		return (text === '' ? {} : JSON.parse(text)) as Written;
	}

	async function one(index: number, onlyCreate: boolean): Promise<Change[]> {
		const resource = { resourceType: 'Basic', code: { text: `change ${index}` } };
		const { id, meta } = await send('POST', 'Basic', resource);
		const changes = [`created ${id} ${meta.versionId}`];
		if (onlyCreate) return changes;
		if (index % 2 === 1) {
			// A catch-up between the two would leave out what it finds overtaken before its delivery has arrived.
			await sleep(BETWEEN_VERSIONS);
			const { meta } = await send('PUT', `Basic/${id}`, { ...resource, id, code: { text: 'changed' } });
			changes.push(`updated ${id} ${meta.versionId}`);
		}
		if (index % 4 === 3) {
			await send('DELETE', `Basic/${id}`);
			changes.push(`deleted ${id}`);
		}
		return changes;
	}

	async function all(count: number, onlyCreate: boolean): Promise<Change[]> {
		const changes: Change[] = [];
		for (let index = 0; index < count; index++) changes.push(...(await one(index, onlyCreate)));
		return changes;
	}

	return {
		write: (count) => all(count, false),
		create: (count) => all(count, true),
		close: () => dispatcher.close(),
	};
}

/** What a trigger has given of what happened: how much once, how much more than once, and how much not at all. */
export interface Tally {
	expected: number;
	given: number;
	doubles: number;
	missing: number;
	/** Given, but did not happen. */
	strange: number;
}

/** Holds what a trigger has given against what happened. */
export function tally(happened: readonly Change[], given: readonly Change[]): Tally {
	const expected = new Set(happened);
	const distinct = new Set(given);
	return {
		expected: expected.size,
		given: given.length,
		doubles: given.length - distinct.size,
		missing: [...expected].filter((change) => !distinct.has(change)).length,
		strange: [...distinct].filter((change) => !expected.has(change)).length,
	};
}

/**
 * Changes that are left out as the README says: a catch-up gives the last version of a resource only, and older ones whose
 * deliveries arrive after it are dropped. `caughtUp` are those of the given ones that a catch-up has found.
 */
export function overtaken(
	happened: readonly Change[],
	given: readonly Change[],
	caughtUp: readonly Change[],
): Change[] {
	const parts = (change: Change) => change.split(' ') as [string, string, string | undefined];
	const latest = new Map<string, number>();
	for (const [, id, version] of caughtUp.map(parts))
		latest.set(id, Math.max(latest.get(id) ?? 0, Number(version ?? 0)));
	const distinct = new Set(given);
	return happened.filter((change) => {
		const [, id, version] = parts(change);
		return !distinct.has(change) && version !== undefined && Number(version) < (latest.get(id) ?? 0);
	});
}

/** The change of an item that one of the triggers has given. */
export function changeOf({ change, id, versionId }: Record<string, unknown>): Change {
	const parts = change === 'deleted' ? [change, id] : [change, id, versionId];
	return parts.map(String).join(' ');
}
