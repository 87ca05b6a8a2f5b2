import { LruMap } from '../../support/lruMap';
import type { Runtime } from '../runtime';
import { Limiter } from './limiter';

/** Servers whose limit the process knows. */
const maxLimiters = 64;
/** Milliseconds without a request after which a limit is forgotten: the server may have changed in the meantime. */
const ttl = 10 * 60_000;

const limiters = new LruMap<string, Limiter>(maxLimiters);

/** The limiter for this server and login, which all executions of the process share. `key` reveals no secret. */
export function sharedLimiter(key: string, clock: Pick<Runtime, 'now' | 'sleep'>): Limiter {
	const known = limiters.get(key);
	if (known && clock.now() - known.usedAt < ttl) return known;
	const limiter = new Limiter(clock);
	limiters.set(key, limiter);
	return limiter;
}

/** Forgets all limits: for tests. */
export function forgetLimiters(): void {
	limiters.drain();
}
