import { messageOf } from '../../support/errors';
import { LruMap } from '../../support/lruMap';
import { Failure } from '../errors/failure';
import type { Runtime } from '../runtime';
import type { Grant } from './tokenResponse';

/** A token and when to replace it, in milliseconds since 1970. */
interface Token extends Grant {
	readonly obtainedAt: number;
	/** From then on a new token is fetched in the background while this one is still used. */
	renewAt: number;
	/** From then on this token is not used any more: it could expire before it arrives. */
	readonly useUntil: number;
	/** Was it fetched because the server had refused the token before? */
	readonly replacement: boolean;
	/** The FHIR server has accepted it at least once. */
	accepted?: true;
}

/** A token call in progress, and its callers. */
interface InFlight {
	readonly header: Promise<string>;
	readonly controller: AbortController;
	/** Callers that wait for it. */
	waiting: number;
	/** For each signal, the functions that end the wait of its callers. */
	readonly cancellations: Map<AbortSignal, Array<() => void>>;
}

/** What is cached under one key. */
interface Entry {
	token?: Token;
	inFlight?: InFlight;
	/** The FHIR server refused the last token: the next one is its replacement. */
	refused: boolean;
	/** Tokens that are not used any more, the latest last: a server may still repeat them. */
	readonly former: string[];
	/** A refusal of the token endpoint, and until when it is not asked again. */
	denied?: { readonly failure: Failure; readonly until: number };
}

/** Fetches a token over the network. Rejects when the signal aborts. */
export type FetchGrant = (signal: AbortSignal) => Promise<Grant>;

/** An entry for each set of credentials in use. */
const entries = new LruMap<string, Entry>(500);

const maxFormer = 3;

/** Milliseconds for which a refusal of the token endpoint is cached, so that a thousand items do not ask a thousand times. */
const deniedTtl = 5_000;
/** Milliseconds in which a replacement is not replaced again: the token is not the reason for the 401. */
const minReplacementAgeMs = 60_000;
/** The same if the server accepted the replacement before: it may have been revoked, or the 401 is about this request only. */
const minAcceptedReplacementAgeMs = 5_000;

/**
 * The `Authorization` header under this key: at once if a token is cached, else from the single call that all callers wait
 * for. If that call fails, it fails for all of them, and the next caller tries again; a refusal is cached for some seconds.
 * A signal ends the wait of its caller, and the call as well once nobody waits for it. Rejects with what `fetchGrant` rejects
 * with, or with a `Failure` of kind `cancelled`.
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
		if (now >= entry.token.renewAt) renewInBackground(entry, entry.token, runtime, fetchGrant);
		return entry.token.header;
	}
	if (entry.denied && now < entry.denied.until) return Promise.reject(entry.denied.failure);
	if (signal?.aborted) return Promise.reject(cancelled());
	return waitFor(entry, entry.inFlight ?? startFetch(entry, runtime, fetchGrant), signal);
}

function newEntry(key: string): Entry {
	const entry: Entry = { refused: false, former: [] };
	entries.set(key, entry);
	return entry;
}

/**
 * The FHIR server refused this header at `now`, in milliseconds since 1970. Returns true if the request should be tried with
 * another token: a newer one may be cached already, else the next caller fetches it. A recent replacement for a refused
 * token is not replaced again.
 */
export function markRefused(key: string, header: string, now: number): boolean {
	const entry = entries.get(key);
	if (!entry?.token || entry.token.header !== header) return true;
	const { replacement, accepted, obtainedAt } = entry.token;
	const minAge = accepted ? minAcceptedReplacementAgeMs : minReplacementAgeMs;
	if (replacement && now - obtainedAt < minAge) return false;
	retire(entry);
	entry.refused = true;
	return true;
}

/** The FHIR server accepted this header. */
export function markAccepted(key: string, header: string): void {
	const token = entries.get(key)?.token;
	if (token?.header === header) token.accepted = true;
}

/** The cached token and the last ones before it. */
export function knownTokens(key: string): string[] {
	const { token, former = [] } = entries.get(key) ?? {};
	return [...former, ...(token ? [tokenIn(token)] : [])];
}

function retire(entry: Entry): void {
	if (!entry.token) return;
	entry.former.push(tokenIn(entry.token));
	if (entry.former.length > maxFormer) entry.former.shift();
	entry.token = undefined;
}

function tokenIn({ header }: Token): string {
	return header.slice(header.indexOf(' ') + 1);
}

/** The scope of the cached token, if the server named it. */
export function grantedScope(key: string): string | undefined {
	return entries.get(key)?.token?.scope;
}

/** Tries once. If that fails, the cached token stays in use until its end, and callers wait for the next try. */
function renewInBackground(entry: Entry, token: Token, runtime: Runtime, fetchGrant: FetchGrant): void {
	if (entry.inFlight) return;
	startFetch(entry, runtime, fetchGrant).header.catch((error: unknown) => {
		token.renewAt = token.useUntil;
		const reason = messageOf(error) || 'unknown';
		runtime.log('warn', `The access token could not be renewed before its expiry: ${reason}`);
	});
}

function startFetch(entry: Entry, runtime: Runtime, fetchGrant: FetchGrant): InFlight {
	const controller = new AbortController();
	const inFlight: InFlight = {
		controller,
		waiting: 0,
		cancellations: new Map(),
		header: fetchGrant(controller.signal).then(settle, fail),
	};
	entry.inFlight = inFlight;
	return inFlight;

	function settle(grant: Grant): string {
		clear();
		retire(entry);
		entry.token = withTimes(grant, runtime.now(), entry.refused);
		entry.refused = false;
		return grant.header;
	}

	function fail(error: unknown): never {
		clear();
		if (isFinal(error)) entry.denied = { failure: error, until: runtime.now() + deniedTtl };
		throw error;
	}

	function clear(): void {
		if (entry.inFlight === inFlight) entry.inFlight = undefined;
	}
}

function waitFor(entry: Entry, inFlight: InFlight, signal: AbortSignal | undefined): Promise<string> {
	inFlight.waiting++;
	return new Promise((resolve, reject) => {
		const cancel = () => {
			inFlight.waiting--;
			if (inFlight.waiting === 0) {
				if (entry.inFlight === inFlight) entry.inFlight = undefined;
				inFlight.controller.abort();
			}
			reject(cancelled());
		};
		inFlight.header.then(resolve, reject);
		if (signal) cancelOnAbort(inFlight, signal, cancel);
	});
}

/** All items of an execution share its signal: one listener serves them all, and is removed once the call has ended. */
function cancelOnAbort(inFlight: InFlight, signal: AbortSignal, cancel: () => void): void {
	const known = inFlight.cancellations.get(signal);
	if (known) {
		known.push(cancel);
		return;
	}
	const cancellations = [cancel];
	inFlight.cancellations.set(signal, cancellations);
	const cancelAll = () => cancellations.forEach((cancelOne) => cancelOne());
	signal.addEventListener('abort', cancelAll);
	const removeListener = () => signal.removeEventListener('abort', cancelAll);
	inFlight.header.then(removeListener, removeListener);
}

/**
 * The last tenth of a token's lifetime, at least ten seconds but at most half of the lifetime, is margin: in its first half
 * the token is renewed in the background, in its second half callers wait for a new one.
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

/** A refusal that the same request would get again. */
function isFinal(error: unknown): error is Failure {
	return error instanceof Failure && error.kind === 'authorization' && (error.status ?? 400) < 500;
}

function cancelled(): Failure {
	return new Failure({
		kind: 'cancelled',
		message: 'The execution was stopped while an access token was being requested',
		effect: 'notSent',
	});
}
