import { type Authorization, noAuthorization } from '../../../nodes/Fhir/transport/auth/authorization';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import type { HttpRequest } from '../../../nodes/Fhir/transport/http';
import { type Ending, Limiter } from '../../../nodes/Fhir/transport/limit/limiter';
import { WireError } from '../../../nodes/Fhir/transport/wire';
import { settled, VirtualTime } from '../limit/virtualTime';
import { clientOver, type MemoryResponse, memoryWire } from './memoryWire';

const read: HttpRequest = { method: 'GET', url: 'https://fhir.example/r4/Patient/1' };

/** A limiter that records how requests ended, and the pauses. */
class Recording extends Limiter {
	readonly endings: Ending[] = [];
	readonly pauses: number[] = [];

	override acquire(...request: Parameters<Limiter['acquire']>) {
		const record = (slot: Awaited<ReturnType<Limiter['acquire']>>) => ({
			release: (ending: Ending) => {
				this.endings.push(ending);
				slot.release(ending);
			},
		});
		const slot = super.acquire(...request);
		return slot instanceof Promise ? slot.then(record) : record(slot);
	}

	override pause(milliseconds: number): void {
		this.pauses.push(milliseconds);
		super.pause(milliseconds);
	}
}

/** A client in virtual time, whose wire gives these responses. */
function limited(
	responses: Array<MemoryResponse | WireError>,
	retries = 0,
	authorization: Authorization = noAuthorization,
) {
	const time = new VirtualTime();
	const limiter = new Recording(time);
	const wire = memoryWire((_request, index) => responses[Math.min(index, responses.length - 1)] ?? {});
	const runtime = {
		now: time.now,
		sleep: time.sleep,
		nextTick: async () => await Promise.resolve(),
		random: () => 0,
		log: () => undefined,
	};
	const client = clientOver(wire, { limiter, runtime, authorization, retry: { retries, budget: 60_000 } });
	return { time, limiter, wire, client };
}

describe('The client tells its limiter how a request ended:', () => {
	const retryAfter = (seconds: string) => ({ headers: { 'retry-after': seconds } });
	const cases: Array<[what: string, response: MemoryResponse | WireError, ending: Ending, pauses: number[]]> = [
		['a response', {}, 'served', []],
		['not found', { status: 404 }, 'served', []],
		['an error of the server', { status: 500 }, 'served', []],
		['too many requests', { status: 429 }, 'refused', [0]],
		['too many requests, with Retry-After', { status: 429, ...retryAfter('7') }, 'refused', [7_000]],
		[
			'too many requests, with a longer wait than the retry budget',
			{ status: 429, ...retryAfter('61') },
			'refused',
			[],
		],
		['unavailable', { status: 503, ...retryAfter('2') }, 'refused', [2_000]],
		['a gateway that timed out', { status: 504 }, 'refused', [0]],
		['a time limit', new WireError({ code: 'RESPONSE_TIMEOUT', sent: true }), 'refused', [0]],
		['a broken connection', new WireError({ code: 'ECONNRESET', sent: true }), 'lost', []],
	];

	test.each(cases)('%s', async (_what, response, ending, pauses) => {
		const { limiter, client } = limited([response]);
		await client.send(read).catch((error: unknown) => {
			if (!(error instanceof Failure)) throw error;
		});
		expect(limiter.endings).toEqual([ending]);
		expect(limiter.pauses).toEqual(pauses);
	});

	test('a lock that another write held counts as a refusal', async () => {
		const { time, limiter, client } = limited([{ status: 409 }, {}], 1);
		await time.until(client.send({ ...read, isTemporary: async ({ status }) => status === 409 }));
		expect(limiter.endings).toEqual(['refused', 'served']);
	});

	test('a server that cannot be reached says nothing about its limit, also where the request is sent again', async () => {
		const { time, limiter, client } = limited([new WireError({ code: 'ECONNREFUSED' }), {}], 1);
		await time.until(client.send(read));
		expect(limiter.endings).toEqual(['lost', 'served']);
	});

	test('each attempt takes a slot of its own, and none is held during the wait between them', async () => {
		const { time, limiter, client } = limited([{ status: 429, headers: { 'retry-after': '5' } }, {}], 1);
		await time.until(client.send(read));
		expect(limiter.endings).toEqual(['refused', 'served']);
		expect(time.now()).toBe(5_000);
	});

	test('what else throws gives its slot back too', async () => {
		const { limiter, client } = limited([{}]);
		const body = () => {
			throw new Error('a bug');
		};
		await expect(client.send({ ...read, method: 'POST', body })).rejects.toThrow('a bug');
		expect(limiter.endings).toEqual(['lost']);
	});
});

describe('With a limiter', () => {
	test('Retry-After of one response holds back the other requests too', async () => {
		const { time, wire, client } = limited([{ status: 429, headers: { 'retry-after': '3' } }, {}]);
		await client.send(read);
		const second = client.send(read);
		await settled();
		expect(wire.requests).toHaveLength(1);
		await time.until(second);
		expect(time.now()).toBe(3_000);
	});

	test('a request that is cancelled while it waits was not sent', async () => {
		const { limiter, wire, client } = limited([{}]);
		limiter.pause(30_000);
		const stop = new AbortController();
		const sent = client.send({ ...read, method: 'POST', signal: stop.signal });
		await settled();
		stop.abort();
		await expect(sent).rejects.toMatchObject({ kind: 'cancelled', effect: 'notSent' });
		expect(wire.requests).toHaveLength(0);
	});

	test('the wait for a slot does not count as time of retries', async () => {
		const { time, limiter, client } = limited([{ status: 429, headers: { 'retry-after': '40' } }, {}], 1);
		limiter.pause(50_000);
		expect((await time.until(client.send(read))).status).toBe(200);
		expect(time.now()).toBe(90_000);
	});

	test('requests without login, and those to other servers, do not wait', async () => {
		const { limiter, wire, client } = limited([{}]);
		limiter.pause(30_000);
		await client.send({ ...read, authorization: 'none' });
		await client.send({ ...read, url: 'https://files.example/Patient.ndjson' });
		expect(wire.requests).toHaveLength(2);
		expect(limiter.endings).toEqual([]);
	});

	test('a token call does not wait for a slot while its request holds the last one', async () => {
		const { limiter, wire, client } = limited([{}], 0, {
			...noAuthorization,
			async header(http) {
				await http.send({ method: 'POST', url: 'https://fhir.example/r4/token', body: '' });
				return 'Bearer token';
			},
		});
		for (let number = 1; number < limiter.limit; number++) void limiter.acquire(false);
		await client.send(read);
		expect(wire.requests.map(({ path }) => path)).toEqual(['/r4/token', '/r4/Patient/1']);
		expect(limiter.endings).toEqual(['served']);
	});
});
