import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import type { HttpRequest } from '../../../nodes/Fhir/transport/http';
import { WireError } from '../../../nodes/Fhir/transport/wire';
import { clientOver, type MemoryResponse, memoryWire, type Trace } from './memoryWire';

const url = 'https://fhir.example/r4/Patient/1';
const read: HttpRequest = { method: 'GET', url };
const create: HttpRequest = { method: 'POST', url: 'https://fhir.example/r4/Patient', body: '{}' };
const trace = (): Trace => ({ waits: [], lines: [] });

/** Fails this many times before it responds. */
const failing = (times: number, failure: MemoryResponse | WireError) =>
	memoryWire((_request, index) => (index < times ? failure : { body: 'fine' }));

const failureOf = async (promise: Promise<unknown>): Promise<Failure> =>
	await promise.then(
		() => {
			throw new Error('It succeeded');
		},
		(error: unknown) => {
			if (error instanceof Failure) return error;
			throw error;
		},
	);

describe('Retry: a read', () => {
	test.each([
		'EAI_AGAIN',
		'ECONNABORTED',
		'ECONNREFUSED',
		'ECONNRESET',
		'EHOSTUNREACH',
		'ENETUNREACH',
		'EPIPE',
		'ETIMEDOUT',
		'CONNECTION_CLOSED',
		'CONNECT_TIMEOUT',
		'RESPONSE_TIMEOUT',
	])('is sent again after %s', async (code) => {
		const wire = failing(2, new WireError({ code, sent: true }));
		expect(await (await clientOver(wire).send(read)).text()).toBe('fine');
		expect(wire.requests).toHaveLength(3);
	});

	test.each([429, 502, 503, 504])('is sent again after a response with status %i', async (status) => {
		const wire = failing(1, { status });
		expect((await clientOver(wire).send(read)).status).toBe(200);
		expect(wire.discarded).toEqual([0]);
	});

	test.each([400, 401, 404, 409, 410, 412, 422, 500, 501])(
		'is not sent again after a response with status %i',
		async (status) => {
			const wire = failing(1, { status });
			expect((await clientOver(wire).send(read)).status).toBe(status);
			expect(wire.requests).toHaveLength(1);
		},
	);

	test.each([
		['ENOTFOUND', 'network'],
		['EMFILE', 'network'],
		['NOT_HTTP', 'response'],
		['HEADERS_TOO_LARGE', 'response'],
		['TIMEOUT', 'timeout'],
		['CANCELLED', 'cancelled'],
		['INVALID_HEADER', 'input'],
	])('is not sent again after %s', async (code, kind) => {
		const wire = failing(1, new WireError({ code }));
		expect(await failureOf(clientOver(wire).send(read))).toMatchObject({ kind });
		expect(wire.requests).toHaveLength(1);
	});

	test('that is read whole is sent again when its body breaks off', async () => {
		const broken = new WireError({ code: 'BODY_INCOMPLETE', sent: true, status: 200 });
		const wire = failing(1, { breaksOff: broken });
		expect(await (await clientOver(wire).send({ ...read, whole: true })).text()).toBe('fine');
		expect(wire.requests).toHaveLength(2);
	});

	test('that is streamed fails when its body breaks off, and is not sent again', async () => {
		const broken = new WireError({ code: 'BODY_INCOMPLETE', sent: true, status: 200 });
		const wire = failing(1, { body: 'half', breaksOff: broken });
		const response = await clientOver(wire).send(read);
		const chunks: Uint8Array[] = [];
		const reading = (async () => {
			for await (const chunk of response.stream()) chunks.push(chunk);
		})();
		expect(await failureOf(reading)).toMatchObject({ kind: 'network', code: 'BODY_INCOMPLETE', status: 200 });
		expect(Buffer.concat(chunks).toString()).toBe('half');
		expect(wire.requests).toHaveLength(1);
	});
});

describe('Retry: a write that must not be carried out twice', () => {
	test.each([
		['is sent again if it was not sent', new WireError({ code: 'ECONNREFUSED' }), 2],
		['is not sent again if the server may have carried it out', new WireError({ code: 'ECONNRESET', sent: true }), 1],
		['is sent again after 429', { status: 429 }, 2],
		['is not sent again after 502', { status: 502 }, 1],
		['is not sent again after 504', { status: 504 }, 1],
	])('%s', async (_title, failure, count) => {
		const wire = failing(1, failure);
		await clientOver(wire)
			.send(create)
			.catch(() => undefined);
		expect(wire.requests).toHaveLength(count);
	});

	test('reports that its effect is unknown, and what to check', async () => {
		const wire = failing(1, new WireError({ code: 'ECONNRESET', sent: true }));
		const failure = await failureOf(clientOver(wire).send(create));
		expect(failure).toMatchObject({ effect: 'unknown', code: 'ECONNRESET' });
		expect(failure.advice).toMatch(/check|look/i);
	});

	test('is sent again if it is repeatable, even if the server may have carried it out', async () => {
		const wire = failing(3, new WireError({ code: 'ECONNRESET', sent: true }));
		expect((await clientOver(wire).send({ ...create, repeatable: true })).status).toBe(200);
		expect(wire.requests).toHaveLength(4);
	});
});

describe('Retry: waiting', () => {
	test('doubles with each repetition, and half of the jitter is half of the wait', async () => {
		const seen = trace();
		await clientOver(failing(4, { status: 503 }), {}, seen).send(read);
		expect(seen.waits).toEqual([125, 250, 500, 1_000]);
	});

	test.each([
		['Retry-After in seconds', { 'retry-after': '7' }, 7_125],
		['Retry-After as a date', { 'retry-after': 'Fri, 15 Jan 2027 08:00:09 GMT' }, 9_125],
		["Azure's milliseconds rather than Retry-After", { 'retry-after': '60', 'x-ms-retry-after-ms': '500' }, 625],
		['its own wait if Retry-After cannot be read', { 'retry-after': 'soon' }, 125],
	])('uses %s', async (_title, headers, wait) => {
		const seen = trace();
		await clientOver(failing(1, { status: 429, headers }), {}, seen).send(read);
		expect(seen.waits).toEqual([wait]);
	});

	test('ends with the last response if the server asks for a longer wait than the budget allows', async () => {
		const wire = failing(1, { status: 503, headers: { 'retry-after': '3600' } });
		expect((await clientOver(wire).send(read)).status).toBe(503);
		expect(wire.requests).toHaveLength(1);
	});

	test('ends with the last response after the configured number of retries', async () => {
		const wire = failing(100, { status: 503 });
		expect((await clientOver(wire).send(read)).status).toBe(503);
		expect(wire.requests).toHaveLength(5);
		expect(wire.discarded).toEqual([0, 1, 2, 3]);
	});

	test('is logged with host and wait, and without the address', async () => {
		const seen = trace();
		await clientOver(failing(1, { status: 503 }), {}, seen).send(read);
		expect(seen.lines).toEqual([expect.stringMatching(/^GET to fhir\.example: .*503.* 125 ms\.$/)]);
	});

	test('is ended by the signal, and nothing more is sent', async () => {
		const stop = new AbortController();
		const wire = memoryWire(() => {
			stop.abort();
			return { status: 503 };
		});
		expect(await failureOf(clientOver(wire).send({ ...read, signal: stop.signal }))).toMatchObject({
			kind: 'cancelled',
			effect: 'notSent',
		});
		expect(wire.requests).toHaveLength(1);
	});
});

describe('Retry: the body of a request', () => {
	test('is made again for each attempt if it is a function', async () => {
		let made = 0;
		const wire = failing(2, { status: 503 });
		await clientOver(wire).send({ ...create, repeatable: true, body: () => `attempt ${++made}` });
		expect(wire.requests.map(({ body }) => body)).toEqual(['attempt 1', 'attempt 2', 'attempt 3']);
	});
});
