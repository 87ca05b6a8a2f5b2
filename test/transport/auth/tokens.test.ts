import { getEventListeners } from 'node:events';
import type { Grant } from '../../../nodes/Fhir/transport/auth/tokenResponse';
import { grantedScope, markAccepted, markRefused, tokenHeader } from '../../../nodes/Fhir/transport/auth/tokens';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import { failureOf, testRuntime } from './support';

const refusal = (status?: number) => new Failure({ kind: 'authorization', message: 'Refused', status });

let keys = 0;

/** A store with its own key, and calls that the test responds to one by one. */
function store() {
	const key = `key ${keys++}`;
	const runtime = testRuntime();
	const calls: Array<{ signal: AbortSignal; respond: (grant: Grant) => void; fail: (error: unknown) => void }> = [];
	const fetchGrant = (signal: AbortSignal) =>
		new Promise<Grant>((respond, fail) => void calls.push({ signal, respond, fail }));
	const header = async (signal?: AbortSignal) => await tokenHeader(key, runtime, fetchGrant, signal);
	const token = (name: string, lifetime = 300_000, scope?: string) => ({ header: name, lifetime, scope });
	/** The next caller's token, from a call of its own. */
	const fetched = async (name: string, lifetime?: number) => {
		const waiting = header();
		calls.at(-1)?.respond(token(name, lifetime));
		return await waiting;
	};
	return { key, runtime, calls, header, token, fetched, now: () => tokenHeader(key, runtime, fetchGrant) };
}

describe('OAuth2 token store: a token', () => {
	it.each([
		// Lifetime, then when it is renewed in the background, then when it is waited for: in milliseconds.
		[600_000, 540_000, 570_000],
		[300_000, 270_000, 285_000],
		[60_000, 50_000, 55_000],
		[10_000, 5_000, 7_500],
		[2_000, 1_000, 1_500],
	])(
		'valid for %d ms is used alone for %d ms, and until %d ms while a new one is fetched',
		async (lifetime, renew, end) => {
			const { runtime, calls, fetched, now } = store();
			await fetched('first', lifetime);
			runtime.time += renew - 1;
			expect(now()).toBe('first');
			expect(calls).toHaveLength(1);
			runtime.time += 1;
			expect(now()).toBe('first');
			expect(calls).toHaveLength(2);
			runtime.time += end - renew - 1;
			expect(now()).toBe('first');
			runtime.time += 1;
			expect(now()).toBeInstanceOf(Promise);
			expect(calls).toHaveLength(2);
		},
	);
});

describe('OAuth2 token store: a call that fails', () => {
	it.each([
		['a refusal is cached for', refusal(), true],
		['a refusal of status 499 is cached for', refusal(499), true],
		['a refusal of status 500 is not cached for', refusal(500), false],
		['a lost connection is not cached for', new Failure({ kind: 'network', message: 'Lost' }), false],
		['an error of another kind is not cached for', new Error('Odd'), false],
	])('with %s five seconds', async (_what, error, final) => {
		const { runtime, calls, header, fetched } = store();
		const first = header();
		calls[0]?.fail(error);
		await expect(first).rejects.toBe(error);
		runtime.time += 4_999;
		if (final) {
			await expect(header()).rejects.toBe(error);
			runtime.time += 1;
		}
		expect(await fetched('second')).toBe('second');
		expect(calls).toHaveLength(2);
	});
});

describe('OAuth2 token store: a token that the FHIR server refuses', () => {
	it('is replaced, and its replacement only after a minute', async () => {
		const { key, runtime, fetched } = store();
		await fetched('first');
		expect(markRefused(key, 'first', runtime.time)).toBe(true);
		await fetched('second');
		expect(markRefused(key, 'second', runtime.time + 59_999)).toBe(false);
		expect(markRefused(key, 'second', runtime.time + 60_000)).toBe(true);
	});

	it('is replaced after five seconds if the server had accepted it', async () => {
		const { key, runtime, fetched } = store();
		await fetched('first');
		markRefused(key, 'first', runtime.time);
		await fetched('second');
		markAccepted(key, 'first');
		expect(markRefused(key, 'second', runtime.time + 5_000)).toBe(false);
		markAccepted(key, 'second');
		expect(markRefused(key, 'second', runtime.time + 4_999)).toBe(false);
		expect(markRefused(key, 'second', runtime.time + 5_000)).toBe(true);
	});

	it('is replaced again if it was renewed in the meantime', async () => {
		const { key, runtime, fetched } = store();
		await fetched('first');
		markRefused(key, 'first', runtime.time);
		await fetched('second');
		runtime.time += 300_000;
		await fetched('third');
		expect(markRefused(key, 'third', runtime.time)).toBe(true);
	});

	it('is worth another try if it is not in the store', () => {
		expect(markRefused('no such key', 'x', 0)).toBe(true);
	});
});

describe('OAuth2 token store: the granted scope', () => {
	it('is known once the token has arrived', async () => {
		const { key, calls, header, token } = store();
		expect(grantedScope(key)).toBeUndefined();
		const waiting = header();
		expect(grantedScope(key)).toBeUndefined();
		calls[0]?.respond(token('first', 300_000, 'a b'));
		await waiting;
		expect(grantedScope(key)).toBe('a b');
	});
});

describe('OAuth2 token store: a caller that is cancelled', () => {
	it('before it asks makes no call', async () => {
		const { calls, header } = store();
		expect(await failureOf(header(AbortSignal.abort()))).toMatchObject({ kind: 'cancelled', effect: 'notSent' });
		expect(calls).toEqual([]);
	});

	it('ends the call, and the next caller does not wait for that', async () => {
		const { calls, header, token } = store();
		const stop = new AbortController();
		const stopped = failureOf(header(stop.signal));
		stop.abort();
		await stopped;
		expect(calls[0]?.signal.aborted).toBe(true);
		const second = header();
		expect(calls).toHaveLength(2);
		// The first call ends late: all callers still wait for the second one.
		calls[0]?.fail(new Error('Stopped'));
		await new Promise(setImmediate);
		const third = header();
		expect(calls).toHaveLength(2);
		calls[1]?.respond(token('second'));
		expect(await Promise.all([second, third])).toEqual(['second', 'second']);
	});

	it('leaves no listener behind', async () => {
		const { calls, header } = store();
		const stop = new AbortController();
		const stopped = failureOf(header(stop.signal));
		stop.abort();
		await stopped;
		calls[0]?.fail(new Error('Stopped'));
		await new Promise(setImmediate);
		expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
	});
});
