import { getEventListeners } from 'node:events';
import type { Grant } from '../../../nodes/Fhir/transport/auth/tokenResponse';
import { grantedScope, proveToken, refuseToken, tokenHeader } from '../../../nodes/Fhir/transport/auth/tokens';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import { failureOf, testRuntime } from './support';

const refusal = (status?: number) => new Failure({ kind: 'authorization', message: 'Refused', status });

let keys = 0;

/** A key of its own, with calls that the test answers one by one. */
function store() {
	const key = `key ${keys++}`;
	const runtime = testRuntime();
	const calls: Array<{ signal: AbortSignal; answer: (grant: Grant) => void; fail: (error: unknown) => void }> = [];
	const fetchGrant = (signal: AbortSignal) =>
		new Promise<Grant>((answer, fail) => void calls.push({ signal, answer, fail }));
	const header = async (signal?: AbortSignal) => await tokenHeader(key, runtime, fetchGrant, signal);
	const token = (name: string, lifetime = 300_000, scope?: string) => ({ header: name, lifetime, scope });
	/** The next caller's token, from a call of its own. */
	const fetched = async (name: string, lifetime?: number) => {
		const waiting = header();
		calls.at(-1)?.answer(token(name, lifetime));
		return await waiting;
	};
	return { key, runtime, calls, header, token, fetched, now: () => tokenHeader(key, runtime, fetchGrant) };
}

describe('A token serves', () => {
	it.each([
		// Lifetime, then when it is renewed in the background, then when it is waited for: in milliseconds.
		[600_000, 540_000, 570_000],
		[300_000, 270_000, 285_000],
		[60_000, 50_000, 55_000],
		[10_000, 5_000, 7_500],
		[2_000, 1_000, 1_500],
	])('of its %d ms for %d alone, and until %d while another one is fetched', async (lifetime, renew, end) => {
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
	});
});

describe('A call that fails', () => {
	it.each([
		['a refusal', refusal(), true],
		['a refusal of status 499', refusal(499), true],
		['a refusal of status 500', refusal(500), false],
		['a lost connection', new Failure({ kind: 'network', message: 'Lost' }), false],
		['an error of another kind', new Error('Odd'), false],
	])('with %s: is it the last word for five seconds?', async (_what, error, final) => {
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

describe('A token that the FHIR server refuses', () => {
	it('is replaced, its replacement only after a minute', async () => {
		const { key, runtime, fetched } = store();
		await fetched('first');
		expect(refuseToken(key, 'first', runtime.time)).toBe(true);
		await fetched('second');
		expect(refuseToken(key, 'second', runtime.time + 59_999)).toBe(false);
		expect(refuseToken(key, 'second', runtime.time + 60_000)).toBe(true);
	});

	it('is replaced after five seconds where its replacement has served: it may have been revoked too', async () => {
		const { key, runtime, fetched } = store();
		await fetched('first');
		refuseToken(key, 'first', runtime.time);
		await fetched('second');
		proveToken(key, 'first');
		expect(refuseToken(key, 'second', runtime.time + 5_000)).toBe(false);
		proveToken(key, 'second');
		expect(refuseToken(key, 'second', runtime.time + 4_999)).toBe(false);
		expect(refuseToken(key, 'second', runtime.time + 5_000)).toBe(true);
	});

	it('is replaced once more where it was renewed since', async () => {
		const { key, runtime, fetched } = store();
		await fetched('first');
		refuseToken(key, 'first', runtime.time);
		await fetched('second');
		runtime.time += 300_000;
		await fetched('third');
		expect(refuseToken(key, 'third', runtime.time)).toBe(true);
	});

	it('is worth another try where nothing is known of it', () => {
		expect(refuseToken('no such key', 'x', 0)).toBe(true);
	});
});

describe('The scope granted', () => {
	it('is known with the token, and not before', async () => {
		const { key, calls, header, token } = store();
		expect(grantedScope(key)).toBeUndefined();
		const waiting = header();
		expect(grantedScope(key)).toBeUndefined();
		calls[0]?.answer(token('first', 300_000, 'a b'));
		await waiting;
		expect(grantedScope(key)).toBe('a b');
	});
});

describe('A caller who stops', () => {
	it('before asking makes no call', async () => {
		const { calls, header } = store();
		expect(await failureOf(header(AbortSignal.abort()))).toMatchObject({ kind: 'cancelled', effect: 'notSent' });
		expect(calls).toEqual([]);
	});

	it('ends the call, and the next one does not wait for its end', async () => {
		const { calls, header, token } = store();
		const stop = new AbortController();
		const stopped = failureOf(header(stop.signal));
		stop.abort();
		await stopped;
		expect(calls[0]?.signal.aborted).toBe(true);
		const second = header();
		expect(calls).toHaveLength(2);
		// The first call ends late: the second one is still what all wait for.
		calls[0]?.fail(new Error('Stopped'));
		await new Promise(setImmediate);
		const third = header();
		expect(calls).toHaveLength(2);
		calls[1]?.answer(token('second'));
		expect(await Promise.all([second, third])).toEqual(['second', 'second']);
	});

	it('leaves no listener behind once the call has ended', async () => {
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
