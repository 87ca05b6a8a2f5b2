import { Failure } from '../../transport/errors/failure';
import { later } from '../../support/timers';
import type { Resource } from '../model/resource';
import { asError } from '../../support/text';

/** How long a CapabilityStatement is believed, in milliseconds. Servers change theirs when they are updated. */
const believed = 10 * 60_000;

/** Statements kept at most, of those asked for last: large servers' ones have megabytes. */
const most = 20;

type Ask = (signal?: AbortSignal) => Promise<Resource>;

interface Kept {
	readonly statement: Promise<Resource>;
	readonly until: number;
}

/** The process's statements, so that the next execution has them. The first is the oldest. */
const statements = new Map<unknown, Kept>();

/**
 * Remembers for the whole process what `ask` gave, for ten minutes and under `key`, and asks once for all who want it at
 * the same time. Whoever may be shown different statements needs different keys. A failure is not remembered; nor does it
 * hit a waiting caller that whoever asked first was stopped.
 */
export function rememberCapabilities(ask: Ask, now: () => number, key: unknown): Ask {
	return async (signal) => {
		for (;;) {
			const latest = statements.get(key);
			const shared = latest !== undefined && latest.until > now() ? latest : undefined;
			const mine = shared ?? keep(key, { statement: ask(signal), until: now() + believed });
			try {
				return await mine.statement;
			} catch (error) {
				letGo(key, mine);
				const othersCancel = shared !== undefined && error instanceof Failure && error.kind === 'cancelled';
				if (!othersCancel || signal?.aborted) throw asError(error);
			}
		}
	};
}

function keep(key: unknown, kept: Kept): Kept {
	statements.delete(key);
	statements.set(key, kept);
	const oldest = statements.keys().next();
	if (statements.size > most && !oldest.done) statements.delete(oldest.value);
	later(believed, () => letGo(key, kept));
	return kept;
}

function letGo(key: unknown, kept: Kept): void {
	if (statements.get(key) === kept) statements.delete(key);
}
