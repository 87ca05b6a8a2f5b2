import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import type { HttpMethod, HttpRequest } from '../../../nodes/Fhir/transport/http';
import { closeConnections } from '../../../nodes/Fhir/transport/node/pools';
import { isWorthRepeating } from '../../../nodes/Fhir/transport/retry/policy';
import { backoff, retryAfter } from '../../../nodes/Fhir/transport/retry/timing';
import { type Fault, startFaultServer } from '../../servers/faultServer';
import { clientOf, closing, failureOf, serve, trace } from '../support';

afterAll(closeConnections);

const retry = { retries: 3, budget: 60_000 };
const timeouts = { connect: 2_000, response: 300, total: 20_000 };

describe('Retry: the requests that a server receives if it fails twice:', () => {
	const lost: Fault[] = [
		'reset while receiving',
		'reset before carrying out',
		'reset after carrying out',
		'reset in headers',
		'reset in body',
		'half body',
		'unfinished chunks',
		{ status: 502 },
		{ status: 504 },
	];
	const refused: Fault[] = [
		{ status: 429, retryAfter: 'seconds' },
		{ status: 429, retryAfter: 'azure' },
		{ status: 503, retryAfter: 'date' },
		{ status: 503, retryAfter: 'none' },
		{ status: 503, retryAfter: 'nonsense' },
	];
	const final: Fault[] = ['corrupt gzip', 'huge headers', { status: 503, retryAfter: 'an hour' }];
	const requests: Array<[string, HttpMethod, boolean | undefined]> = [
		['a GET', 'GET', undefined],
		['a POST', 'POST', undefined],
		['a POST that may be repeated', 'POST', true],
		['a PUT', 'PUT', undefined],
	];
	const cases = requests.flatMap(([name, method, repeatable]) => [
		...lost.map((fault) => ({ name, method, repeatable, fault, seen: method === 'GET' || repeatable ? 3 : 1 })),
		...refused.map((fault) => ({ name, method, repeatable, fault, seen: 3 })),
		...final.map((fault) => ({ name, method, repeatable, fault, seen: 1 })),
	]);

	it.each(cases)('$name, $fault: $seen', async ({ method, repeatable, fault, seen }) => {
		const server = closing(
			await startFaultServer({ examples: false, fault: ({ count }) => (count < 3 ? fault : undefined) }),
		);
		const client = clientOf(server.baseUrl, { retry, timeouts });
		const request: HttpRequest = {
			method,
			url: `${server.baseUrl}/${method === 'PUT' ? 'Patient/a' : 'Patient'}`,
			...(method !== 'GET' && {
				body: JSON.stringify({ resourceType: 'Patient', ...(method === 'PUT' && { id: 'a' }) }),
			}),
			headers: { 'content-type': 'application/fhir+json' },
			repeatable,
			whole: true,
		};
		const outcome = await client.send(request).catch((error: unknown) => error);
		expect(server.requests.length).toBe(seen);
		if (seen === 3) expect(outcome).toMatchObject({ status: method === 'POST' ? 201 : expect.any(Number) });
		if (!repeatable) expect(server.duplicates()).toEqual([]);
	});
});

describe('Retry: a write whose response is lost', () => {
	it.each(['reset after carrying out', 'reset in headers', 'silence'] as const)(
		'has an unknown effect after %s, and the advice says what to check',
		async (fault) => {
			const server = closing(await startFaultServer({ examples: false, fault: () => fault }));
			const failure = await failureOf(
				clientOf(server.baseUrl, { retry, timeouts }).send({
					method: 'POST',
					url: `${server.baseUrl}/Patient`,
					body: '{"resourceType":"Patient"}',
				}),
			);
			expect(failure.effect).toBe('unknown');
			expect(failure.advice).toContain('may or may not have carried out the request');
			expect(server.requests).toHaveLength(1);
		},
	);

	it('was applied if its status had arrived', async () => {
		const server = closing(await startFaultServer({ examples: false, fault: () => 'reset in body' }));
		const send = clientOf(server.baseUrl, { retry }).send({
			method: 'POST',
			url: `${server.baseUrl}/Patient`,
			body: '{"resourceType":"Patient"}',
			headers: { 'content-type': 'application/fhir+json' },
			whole: true,
		});
		expect(await failureOf(send)).toMatchObject({ effect: 'applied', status: 201 });
		expect(server.writes).toHaveLength(1);
	});
});

it('Retry: any request is repeated to a server that refuses connections', async () => {
	const server = await serve((_request, response) => void response.end());
	await server.close();
	const seen = trace();
	const client = clientOf(server.url, { retry }, seen);
	const failure = await failureOf(client.send({ method: 'POST', url: server.url, body: 'x' }));
	expect(failure).toMatchObject({ kind: 'network', code: 'ECONNREFUSED', effect: 'notSent' });
	expect(seen.waits).toHaveLength(3);
});

it('Retry: a read is repeated if the server had closed the idle connection', async () => {
	const server = closing(await startFaultServer({ examples: false }));
	const client = clientOf(server.baseUrl, { retry });
	const read = async () => await (await client.send({ method: 'GET', url: `${server.baseUrl}/Patient` })).text();
	await read();
	server.setFault(() => 'stale socket');
	await read();
	expect(server.requests.length).toBe(3);
});

describe('Retry: the last attempt', () => {
	it('returns its response as it is', async () => {
		const server = await serve((_request, response) => void response.writeHead(503).end('No more'));
		const response = await clientOf(server.url, { retry }).send({ method: 'GET', url: server.url });
		expect([response.status, await response.text()]).toEqual([503, 'No more']);
		expect(server.requests).toHaveLength(4);
	});

	it('is the first one if the server asks for a wait beyond the budget', async () => {
		const server = await serve((_request, response) => void response.writeHead(429, { 'retry-after': '61' }).end());
		const seen = trace();
		const response = await clientOf(server.url, { retry }, seen).send({ method: 'GET', url: server.url });
		expect([response.status, seen.waits]).toEqual([429, []]);
	});

	it('is made when the waits have used up the budget', async () => {
		const server = await serve((_request, response) => void response.writeHead(429, { 'retry-after': '25' }).end());
		const seen = trace();
		await clientOf(server.url, { retry: { retries: 9, budget: 60_000 } }, seen).send({
			method: 'GET',
			url: server.url,
		});
		expect(seen.waits).toEqual([25_000, 25_000]);
	});

	it('is the first one if retry is off', async () => {
		const server = await serve((_request, response) => void response.writeHead(503).end());
		await clientOf(server.url).send({ method: 'GET', url: server.url });
		expect(server.requests).toHaveLength(1);
	});
});

it('Retry: cancelling ends the wait at once', async () => {
	const stop = new AbortController();
	const server = await serve((_request, response) => void response.writeHead(503, { 'retry-after': '30' }).end());
	const pending = clientOf(server.url, {
		retry,
		runtime: {
			now: () => 0,
			nextTick: async () => await Promise.resolve(),
			random: () => 0,
			log: () => stop.abort(),
			sleep: async (_milliseconds, signal) =>
				await new Promise((_resolve, reject) => {
					if (signal?.aborted) reject(new Error('aborted'));
				}),
		},
	}).send({ method: 'POST', url: server.url, signal: stop.signal });
	expect(await failureOf(pending)).toMatchObject({ kind: 'cancelled', effect: 'notSent' });
	expect(server.requests).toHaveLength(1);
});

it('Retry: each repetition is logged without path, query or body', async () => {
	const server = await serve((_request, response) => void response.writeHead(503).end());
	const seen = trace();
	const client = clientOf(server.url, { retry }, seen);
	await client.send({
		method: 'GET',
		url: `${server.url}/Patient/secret?name=secret`,
		headers: { 'x-api-key': 'secret' },
	});
	expect(seen.lines).toHaveLength(3);
	expect(seen.lines[0]).toBe(`GET to 127.0.0.1:${server.port}: status 503. Trying again in 0 ms.`);
});

it('Retry: a body given as a function is made for each attempt', async () => {
	const server = await serve((_request, response) => void response.writeHead(429).end());
	let made = 0;
	await clientOf(server.url, { retry }).send({ method: 'POST', url: server.url, body: () => `body ${++made}` });
	expect(server.requests.map(({ body }) => body)).toEqual(['body 1', 'body 2', 'body 3', 'body 4']);
});

describe('Retry: the wait', () => {
	it('is random below a maximum that doubles each time, up to 10 s', () => {
		expect([0, 1, 2, 3, 20].map((repetition) => backoff(repetition, 0.999_999))).toEqual([249, 499, 999, 1999, 9999]);
		expect(backoff(5, 0)).toBe(0);
	});

	const now = Date.parse('2026-01-01T00:00:00Z');
	it.each([
		[{ 'retry-after': '3' }, 3000],
		[{ 'retry-after': ' 0 ' }, 0],
		[{ 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' }, 7000],
		[{ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
		[{ 'x-ms-retry-after-ms': '150', 'retry-after': '1' }, 150],
		[{ 'x-ms-retry-after-ms': 'soon', 'retry-after': '1' }, 1000],
		[{ 'retry-after': 'soon' }, undefined],
		[{ 'retry-after': '-1' }, undefined],
		[{}, undefined],
	])('that %j asks for is %s ms', (headers, milliseconds) => {
		expect(retryAfter(headers, now)).toBe(milliseconds);
	});
});

describe('Retry: failures', () => {
	it.each(['input', 'tls', 'cancelled', 'policy', 'authorization', 'http', 'response'] as const)(
		'of kind %s are never repeated',
		(kind) => {
			expect(isWorthRepeating(new Failure({ kind, message: '', code: 'ECONNRESET', effect: 'notSent' }), true)).toBe(
				false,
			);
		},
	);

	it('of a host name that does not exist are not repeated', () => {
		expect(
			isWorthRepeating(new Failure({ kind: 'network', message: '', code: 'ENOTFOUND', effect: 'notSent' }), true),
		).toBe(false);
	});
});
