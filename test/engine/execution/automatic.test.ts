import type { IDataObject } from 'n8n-workflow';
import { setTimeout as pause } from 'node:timers/promises';
import { forgetLimiters } from '../../../nodes/Fhir/transport/limit/limiters';
import { closeAfterEach } from '../../helpers/closing';
import { startServer } from '../../servers/httpServer';
import { outputOf, type } from '../support/fixtures';
import { type RunSettings, startNode } from '../support/n8n';

afterEach(forgetLimiters);

interface Limited {
	/** Milliseconds of a response. */
	readonly latency?: number;
	/** Does it refuse a request, given the number in flight and the number of requests so far? */
	readonly refuses?: (inFlight: number, count: number) => boolean;
	readonly retryAfter?: string;
}

/** A server that records when requests arrived, and how many were in flight. */
async function limitedServer({ latency = 20, refuses = () => false, retryAfter = '1' }: Limited) {
	const seen = { most: 0, refused: 0, urls: [] as string[], arrivals: [] as number[], bodies: [] as string[] };
	let inFlight = 0;
	const server = closeAfterEach(
		await startServer(async ({ url = '', body }, response) => {
			inFlight++;
			seen.most = Math.max(seen.most, inFlight);
			seen.urls.push(url);
			seen.arrivals.push(Date.now());
			if (refuses(inFlight, seen.urls.length)) {
				inFlight--;
				seen.refused++;
				response.writeHead(429, { 'retry-after': retryAfter }).end();
				return;
			}
			seen.bodies.push(body.toString());
			await pause(latency);
			inFlight--;
			const id = /Patient\/([^?]+)/.exec(url)?.[1] ?? 'new';
			response.writeHead(200, { 'content-type': 'application/fhir+json' });
			response.end(JSON.stringify({ resourceType: 'Patient', id }));
		}),
	);
	const start = (count: number, concurrency: unknown, more: IDataObject = {}, settings: Partial<RunSettings> = {}) =>
		startNode({
			parameters: {
				resource: 'resource',
				operation: 'get',
				authentication: 'none',
				baseUrl: `${server.url}/fhir`,
				resourceType: type('Patient'),
				resourceId: '={{ $json.id }}',
				...more,
				options: { concurrency, ...(more.options as IDataObject | undefined) },
			},
			input: Array.from({ length: count }, (_, number) => ({ id: `p${number}`, number })),
			...settings,
		});
	const run = async (...settings: Parameters<typeof start>) => await start(...settings).result;
	return { seen, start, run };
}

const ids = (count: number) => Array.from({ length: count }, (_, number) => `p${number}`);

describe('Items in Parallel: 0, for Automatic,', () => {
	it.each([
		['as a number', 0],
		['as text', '0'],
		['from an expression', '={{ 0 }}'],
	])('%s: begins with ten, and grows while the server keeps its pace', async (_how, concurrency) => {
		const { seen, run } = await limitedServer({});
		const output = outputOf(await run(400, concurrency));
		expect(output.map(({ id }) => id)).toEqual(ids(400));
		expect(seen.most).toBeGreaterThan(10);
		expect(seen.most).toBeLessThanOrEqual(100);
	});

	it('a number stays a number', async () => {
		const { seen, run } = await limitedServer({});
		outputOf(await run(100, 7));
		expect(seen.most).toBe(7);
	});

	it('an execution of few items never has more than ten in flight before the server has shown that it can', async () => {
		const { seen, run } = await limitedServer({ latency: 100 });
		outputOf(await run(15, 0));
		expect(seen.most).toBe(10);
	});

	it('falls when the server refuses, and all items succeed', async () => {
		const { seen, run } = await limitedServer({ latency: 30, refuses: (inFlight) => inFlight > 4 });
		const output = outputOf(await run(120, 0, { options: { retries: 10 } }));
		expect(output.map(({ id }) => id)).toEqual(ids(120));
		expect(seen.refused).toBeGreaterThan(0);
		expect(seen.refused).toBeLessThan(30);
	});

	it('waits as long as Retry-After says before it sends anything more', async () => {
		const { seen, run } = await limitedServer({ latency: 5, refuses: (_inFlight, count) => count === 40 });
		outputOf(await run(200, 0));
		const refusedAt = seen.arrivals[39] ?? NaN;
		const after = seen.arrivals.slice(40);
		const later = after.filter((at) => at >= refusedAt + 950);
		// Nothing but what was on its way when the refusal came: never more than four times the first ten.
		expect(after.length - later.length).toBeLessThan(40);
		expect(later.length).toBeGreaterThan(100);
	});

	it('executions that run at the same time share the limit of a server', async () => {
		const { seen, start } = await limitedServer({ latency: 60 });
		const running = [1, 2, 3].map(() => start(6, 0));
		for (const { result } of running) outputOf(await result);
		expect(seen.most).toBe(10);
	});

	it('what one execution has found out, the next one knows; another login begins anew', async () => {
		const { seen, run } = await limitedServer({});
		outputOf(await run(300, 0));
		seen.most = 0;
		outputOf(await run(30, 0));
		expect(seen.most).toBeGreaterThan(10);
		seen.most = 0;
		outputOf(await run(30, 0, { tlsValidation: 'skip' }));
		expect(seen.most).toBeLessThanOrEqual(10);
	});

	it('keeps the order of writes to one resource', async () => {
		const { seen, run } = await limitedServer({ latency: 5 });
		const update = {
			operation: 'update',
			resourceId: '={{ "r" + $json.number % 20 }}',
			body: '={{ ({ resourceType: "Patient", id: "r" + $json.number % 20, name: [{ family: String($json.number) }] }) }}',
		};
		outputOf(await run(200, 0, update));
		const written = new Map<string, number[]>();
		for (const body of seen.bodies) {
			const { id, name } = JSON.parse(body) as { id: string; name: [{ family: string }] };
			written.set(id, [...(written.get(id) ?? []), Number(name[0].family)]);
		}
		expect(written.size).toBe(20);
		for (const numbers of written.values()) expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
	});

	it('an execution that is stopped while it waits ends at once', async () => {
		const { start } = await limitedServer({ refuses: () => true, retryAfter: '50' });
		const execution = start(20, 0);
		await pause(300);
		const stopped = Date.now();
		execution.stop();
		await execution.result.catch(() => undefined);
		expect(Date.now() - stopped).toBeLessThan(2_000);
	});
});
