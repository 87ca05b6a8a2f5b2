import type * as Whole from 'undici';
import { untilInstalled } from './installation';

/** What the wire needs of undici. */
export type Undici = Pick<typeof Whole, 'Agent' | 'Pool' | 'buildConnector'>;

/** Where undici has these. */
const places = {
	Agent: 'undici/lib/dispatcher/agent.js',
	Pool: 'undici/lib/dispatcher/pool.js',
	buildConnector: 'undici/lib/core/connect.js',
} as const;

let loaded: Undici | undefined;
let isWhole = false;

/**
 * Loads undici, which is larger than this package: n8n loads the package when it starts, and mostly long before the first
 * request. Has to be finished before `undici` is called. Only `whole` can a dispatcher send requests of its own (`request`,
 * `connect`); but with its `fetch`, caches and mocks it takes three times as long to load, and as much memory.
 */
export async function loadUndici(whole = false): Promise<void> {
	if (hasUndici(whole)) return;
	await untilInstalled();
	const parts = whole ? undefined : await undiciParts().catch(() => undefined);
	loaded = parts ?? (await import('undici'));
	isWhole = parts === undefined;
}

/** Is it loaded? */
export function hasUndici(whole = false): boolean {
	return loaded !== undefined && (isWhole || !whole);
}

/** Its exports. Throws if it is not loaded. */
export function undici(): Undici {
	if (!loaded) throw new Error('undici is not loaded');
	return loaded;
}

/** Only what is needed. Rejects where a release of undici has it elsewhere. */
export async function undiciParts(): Promise<Undici> {
	const load = async <Name extends keyof Undici>(name: Name): Promise<Undici[Name]> => {
		const part = (await import(places[name])) as { default: Undici[Name] };
		if (typeof part.default !== 'function') throw new Error(`undici has no ${name}`);
		return part.default;
	};
	const [Agent, Pool, buildConnector] = [await load('Agent'), await load('Pool'), await load('buildConnector')];
	return { Agent, Pool, buildConnector };
}
