import { messageOf } from '../../support/errors';
import { Failure } from '../errors/failure';
import type { Runtime } from '../runtime';
import { LruMap } from '../../support/lruMap';
import type { Grant } from './tokenResponse';

/** A token, with when to replace it, in milliseconds since 1970. */
interface Token extends Grant {
	readonly obtainedAt: number;
	/** From here on a new one is fetched while this one still serves. */
	renewAt: number;
	/** From here on this one is not used any more: it might expire on the way. */
	readonly useUntil: number;
	/** Was it fetched because its predecessor had been refused? */
	readonly replacement: boolean;
	/** The FHIR server has carried out a request with it. */
	proven?: true;
}

/** One token call under way, with all who wait for it. */
interface InFlight {
	readonly outcome: Promise<string>;
	readonly abort: AbortController;
	waiting: number;
	/** For each signal, what ends the wait of its callers. */
	readonly leavers: Map<AbortSignal, Array<() => void>>;
}

/** What is known under one key. */
interface Entry {
	token?: Token;
	flight?: InFlight;
	/** The last token was refused by the FHIR server: the next one replaces it. */
	refused: boolean;
	/** The token endpoint's final no, and until when it is not asked again. */
	denied?: { readonly failure: Failure; readonly until: number };
}

/** Fetches a token: the store's only way to the network. */
export type FetchGrant = (signal: AbortSignal) => Promise<Grant>;

/** One for each set of credentials in use. */
const entries = new LruMap<string, Entry>(500);

/** Milliseconds for which a final no holds, so that a thousand items do not knock a thousand times. */
const denial = 5_000;
/** Milliseconds in which a replacement is not replaced once more: the token is not what the server minds. */
const patience = 60_000;
/** The same for one that has served: it may have been revoked too, but a server may also refuse single requests so. */
const patienceWithProven = 5_000;

/**
 * The `Authorization` header under this key: at once where a token is at hand, else from the one call that all
 * callers wait for. A call that fails fails for all of them, and the next caller tries anew; a final no is
 * believed for some seconds. A signal ends one caller's wait, and the call only when no one waits any more.
 */
export function tokenHeader(
	key: string,
	runtime: Runtime,
	fetchGrant: FetchGrant,
	signal?: AbortSignal,
): string | Promise<string> {
	const entry = entries.get(key) ?? newEntry(key);
	const now = runtime.now();
	if (entry.token && now < entry.token.useUntil) {
		if (now >= entry.token.renewAt) renewAhead(entry, entry.token, runtime, fetchGrant);
		return entry.token.header;
	}
	if (entry.denied && now < entry.denied.until) return Promise.reject(entry.denied.failure);
	if (signal?.aborted) return Promise.reject(stopped());
	return wait(entry, entry.flight ?? startFetch(entry, runtime, fetchGrant), signal);
}

function newEntry(key: string): Entry {
	const entry: Entry = { refused: false };
	entries.set(key, entry);
	return entry;
}

/**
 * The FHIR server refused a header: true where another one is worth a try. A newer token may be there already;
 * else the next caller fetches one. A token that has just replaced a refused one is not replaced again, unless it has served.
 */
export function refuseToken(key: string, header: string, now: number): boolean {
	const entry = entries.get(key);
	if (!entry?.token || entry.token.header !== header) return true;
	const { replacement, proven, obtainedAt } = entry.token;
	if (replacement && now - obtainedAt < (proven ? patienceWithProven : patience)) return false;
	entry.token = undefined;
	entry.refused = true;
	return true;
}

/** The FHIR server carried out a request with this header. */
export function proveToken(key: string, header: string): void {
	const token = entries.get(key)?.token;
	if (token?.header === header) token.proven = true;
}

/** The scope that came with the token at hand, where the server named it. */
export function grantedScope(key: string): string | undefined {
	return entries.get(key)?.token?.scope;
}

/** Tries once; if that fails, the token at hand serves on, and the next try is the one that callers wait for. */
function renewAhead(entry: Entry, token: Token, runtime: Runtime, fetchGrant: FetchGrant): void {
	if (entry.flight) return;
	startFetch(entry, runtime, fetchGrant).outcome.catch((error: unknown) => {
		token.renewAt = token.useUntil;
		const reason = messageOf(error) || 'unknown';
		runtime.log('warn', `The access token could not be renewed ahead of its expiry: ${reason}`);
	});
}

function startFetch(entry: Entry, runtime: Runtime, fetchGrant: FetchGrant): InFlight {
	const abort = new AbortController();
	const flight: InFlight = {
		abort,
		waiting: 0,
		leavers: new Map(),
		outcome: fetchGrant(abort.signal).then(land, fail),
	};
	entry.flight = flight;
	return flight;

	function land(grant: Grant): string {
		clear();
		entry.token = withTimes(grant, runtime.now(), entry.refused);
		entry.refused = false;
		return grant.header;
	}

	function fail(error: unknown): never {
		clear();
		if (isFinal(error)) entry.denied = { failure: error, until: runtime.now() + denial };
		throw error;
	}

	function clear(): void {
		if (entry.flight === flight) entry.flight = undefined;
	}
}

function wait(entry: Entry, flight: InFlight, signal: AbortSignal | undefined): Promise<string> {
	flight.waiting++;
	return new Promise((resolve, reject) => {
		const leave = () => {
			flight.waiting--;
			if (flight.waiting === 0) {
				if (entry.flight === flight) entry.flight = undefined;
				flight.abort.abort();
			}
			reject(stopped());
		};
		flight.outcome.then(resolve, reject);
		if (signal) leaveOnAbort(flight, signal, leave);
	});
}

/** All items of an execution share its signal: one listener serves them all, and is removed once the call has ended. */
function leaveOnAbort(flight: InFlight, signal: AbortSignal, leave: () => void): void {
	const known = flight.leavers.get(signal);
	if (known) {
		known.push(leave);
		return;
	}
	const leavers = [leave];
	flight.leavers.set(signal, leavers);
	const leaveAll = () => leavers.forEach((one) => one());
	signal.addEventListener('abort', leaveAll);
	const removeListener = () => signal.removeEventListener('abort', leaveAll);
	flight.outcome.then(removeListener, removeListener);
}

/**
 * The last tenth of a token's life, and at least ten seconds, is margin: in its first half the token is renewed
 * in the background, in its second half it is waited for. A short life is margin by half.
 */
function withTimes(grant: Grant, now: number, replacement: boolean): Token {
	const { lifetime } = grant;
	const margin = Math.min(Math.max(10_000, lifetime / 10), lifetime / 2);
	return {
		...grant,
		obtainedAt: now,
		renewAt: now + lifetime - margin,
		useUntil: now + lifetime - margin / 2,
		replacement,
	};
}

/** A refusal that asking again will not change. */
function isFinal(error: unknown): error is Failure {
	return error instanceof Failure && error.kind === 'authorization' && (error.status ?? 400) < 500;
}

function stopped(): Failure {
	return new Failure({
		kind: 'cancelled',
		message: 'The execution was stopped while an access token was asked for',
		effect: 'notSent',
	});
}
