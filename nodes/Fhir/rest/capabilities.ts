import { Failure } from '../transport/errors/failure';
import type { Resource } from './resource';
import { asError } from './words';

/** How long a CapabilityStatement is believed, in milliseconds. Servers change theirs when they are updated. */
const believed = 10 * 60_000;

type Ask = (signal?: AbortSignal) => Promise<Resource>;

/**
 * Remembers what `ask` gave for ten minutes, and asks once for all who want it at the same time. A failure
 * is not remembered; nor does it hit a waiting caller that whoever asked first was stopped.
 */
export function rememberCapabilities(ask: Ask, now: () => number): Ask {
	let latest: { readonly statement: Promise<Resource>; readonly until: number } | undefined;
	return async (signal) => {
		for (;;) {
			const shared = latest !== undefined && latest.until > now() ? latest : undefined;
			const mine = shared ?? { statement: ask(signal), until: now() + believed };
			latest = mine;
			try {
				return await mine.statement;
			} catch (error) {
				if (latest === mine) latest = undefined;
				const othersCancel = shared !== undefined && error instanceof Failure && error.kind === 'cancelled';
				if (!othersCancel || signal?.aborted) throw asError(error);
			}
		}
	};
}
