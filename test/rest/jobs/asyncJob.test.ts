import { sendAsync as send } from '../../../nodes/Fhir/rest/jobs/asyncJob';
import { cancelJob } from '../../../nodes/Fhir/rest/jobs/pollJob';
import { statusUrlOf } from '../../../nodes/Fhir/rest/jobs/statusUrl';
import type { FhirRequest } from '../../../nodes/Fhir/rest/request/request';
import type { Handler, TestServer } from '../../servers/httpServer';
import { clientFor, failureOf, serverAndClient, testRuntime } from '../support';
import { noMask } from '../../../nodes/Fhir/support/mask';

const request: FhirRequest = {
	interaction: 'search',
	method: 'GET',
	path: 'Patient',
	headers: { prefer: 'handling=strict' },
};
const bundle = (type: string, ...entry: unknown[]) => JSON.stringify({ resourceType: 'Bundle', type, entry });

/** `sendAsync`, and its response alone. */
const sendAsync = async (...parameters: Parameters<typeof send>) => (await send(...parameters)).response;

const open: TestServer[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A server that accepts a job, answers each poll by the next of the steps, and a client with a clock of its own. */
async function job(steps: Handler[], link = 'job/1') {
	const runtime = testRuntime({ start: Date.UTC(2024, 0, 1) });
	const left = [...steps];
	const { server, client } = await serverAndClient(
		({ url, method, ...rest }, response) => {
			if (method === 'DELETE') return void response.writeHead(202).end();
			if (!url?.includes('job')) return void response.writeHead(202, { 'content-location': link }).end();
			return left.shift()?.({ url, method, ...rest } as never, response);
		},
		{ runtime },
	);
	open.push(server);
	return { server, client, runtime, calls: () => server.requests.map(({ method, url }) => `${method} ${url}`) };
}
const running =
	(headers = {}): Handler =>
	(_request, response) =>
		void response.writeHead(202, headers).end();
const done =
	(body: string): Handler =>
	(_request, response) =>
		void response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(body);
const failing =
	(status: number, code: string): Handler =>
	(_request, response) =>
		void response
			.writeHead(status)
			.end(JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] }));

describe('sendAsync and pollJob:', () => {
	test('poll until the job is done, waiting as Retry-After says or else longer each time', async () => {
		const { client, runtime, calls, server } = await job([
			running({ 'retry-after': '7', 'x-progress': '10 % of Patient' }),
			running({ 'retry-after': new Date(Date.UTC(2024, 0, 1, 0, 0, 27)).toUTCString() }),
			running(),
			running(),
			done(bundle('searchset')),
		]);
		const told: string[] = [];
		const answer = await sendAsync(client, request, { onProgress: (words) => told.push(words) });
		expect(answer.resource).toMatchObject({ type: 'searchset' });
		expect(runtime.slept).toEqual([7_000, 20_000, 2_250, 3_375]);
		expect(told).toEqual(['10 % of Patient']);
		expect(server.requests[0]?.headers.prefer).toBe('handling=strict, respond-async');
		expect(calls()).toEqual(['GET /fhir/Patient', ...Array<string>(5).fill('GET /fhir/job/1')]);
	});

	test('return the immediate response of a server that ignores respond-async', async () => {
		const { server, client } = await serverAndClient(done(bundle('searchset')));
		open.push(server);
		expect((await sendAsync(client, request)).resource).toMatchObject({ type: 'searchset' });
		expect(server.requests).toHaveLength(1);
	});

	test('continue after 429 and transient errors, and stop at what will not pass', async () => {
		const passing = await job([failing(429, 'throttled'), failing(500, 'transient'), done(bundle('searchset'))]);
		expect((await sendAsync(passing.client, request)).status).toBe(200);
		for (const [status, code] of [
			[409, 'transient'],
			[404, 'not-found'],
			[401, 'login'],
		] as const) {
			const failed = await job([failing(status, code)]);
			expect(await failureOf(sendAsync(failed.client, request))).toMatchObject({ kind: 'http', status, code });
			expect(failed.calls()).toEqual(['GET /fhir/Patient', 'GET /fhir/job/1']);
		}
	});

	test('poll with Accept for FHIR and other JSON', async () => {
		const { client, server } = await job([running({ 'x-progress': 'half' }), done('{}')]);
		expect((await sendAsync(client, request)).json).toEqual({});
		expect(server.requests[1]?.headers.accept).toBe('application/fhir+json, application/json;q=0.9');
	});

	test.each<[number, Record<string, string>, string | undefined]>([
		[202, { 'content-location': 'http://h/fhir/job/1' }, 'http://h/fhir/job/1'],
		[202, { location: 'job/1' }, 'http://h/fhir/job/1'],
		[202, { 'content-location': 'job/1', location: 'Patient/1' }, 'http://h/fhir/job/1'],
		[202, {}, undefined],
		[200, { 'content-location': 'http://h/fhir/job/1' }, undefined],
	])('statusUrlOf: status %i with headers %j gives %s', (status, headers, url) => {
		expect(
			statusUrlOf(clientFor('http://h/fhir'), { status, headers, url: 'http://h/fhir/Patient', mask: noMask }),
		).toBe(url);
	});

	test('a batch-response with a single entry gives that response, or throws its failure', async () => {
		const good = await job([
			done(bundle('batch-response', { response: { status: '200' }, resource: { resourceType: 'Patient', id: '1' } })),
		]);
		expect(await sendAsync(good.client, request)).toMatchObject({
			status: 200,
			resource: { resourceType: 'Patient' },
			id: '1',
		});
		const bad = await job([done(bundle('batch-response', { response: { status: '404' } }))]);
		expect(await failureOf(sendAsync(bad.client, request))).toMatchObject({
			kind: 'http',
			status: 404,
			details: { request: 'GET Patient' },
		});
	});

	const one = { response: { status: '200' }, resource: { resourceType: 'Patient', id: '1' } };
	test.each<[string, FhirRequest, string]>([
		['to a batch', { ...request, interaction: 'batch' }, bundle('batch-response', one)],
		['with two entries', request, bundle('batch-response', one, one)],
		['with no entry', request, bundle('batch-response')],
		['of another type', request, bundle('searchset', one)],
	])('a response %s is returned unchanged', async (_what, asked, answer) => {
		const { client } = await job([done(answer)]);
		expect((await sendAsync(client, asked)).resource).toEqual(JSON.parse(answer));
	});

	test('after timeoutMs, the job is cancelled on the server', async () => {
		const { client, calls } = await job(Array<Handler>(5).fill(running({ 'retry-after': '40' })));
		expect(await failureOf(sendAsync(client, request, { timeoutMs: 60_000 }))).toMatchObject({
			kind: 'timeout',
			message: expect.stringContaining('after 60 seconds'),
		});
		expect(calls().at(-1)).toBe('DELETE /fhir/job/1');
		expect(calls()).toHaveLength(5);
	});

	test('a wait that ends exactly at timeoutMs is allowed', async () => {
		const { client } = await job([running({ 'retry-after': '40' }), done(bundle('searchset'))]);
		expect((await sendAsync(client, request, { timeoutMs: 40_000 })).status).toBe(200);
	});

	test('stopping the execution during a poll cancels the job on the server', async () => {
		const stop = new AbortController();
		const { client, calls } = await job([
			(_request, response) => {
				response.writeHead(202).end();
				setImmediate(() => stop.abort());
			},
		]);
		expect(await failureOf(sendAsync(client, request, {}, stop.signal))).toMatchObject({ kind: 'cancelled' });
		expect(calls().at(-1)).toBe('DELETE /fhir/job/1');
	});

	test('stopping the execution during a wait cancels the job on the server', async () => {
		const stop = new AbortController();
		const { client, calls } = await job([running({ 'x-progress': 'half' })]);
		expect(await failureOf(sendAsync(client, request, { onProgress: () => stop.abort() }, stop.signal))).toMatchObject({
			kind: 'cancelled',
			message: expect.stringContaining('while a job was running'),
		});
		expect(calls().at(-1)).toBe('DELETE /fhir/job/1');
	});

	test.each([
		['an error', new Error('x'), undefined],
		['an error, not stopped', new Error('x'), new AbortController()],
	])('other errors while polling are thrown unchanged: %s', async (_what, error, stop) => {
		const { client } = await job([running({ 'x-progress': 'half' })]);
		const onProgress = () => {
			throw error;
		};
		await expect(sendAsync(client, request, { onProgress }, stop?.signal)).rejects.toBe(error);
	});

	test('cancelJob: a job that cannot be cancelled is only logged', async () => {
		const runtime = testRuntime();
		const { server, client } = await serverAndClient(failing(404, 'not-found'), { runtime });
		open.push(server);
		await cancelJob(client, `${server.url}/fhir/job/1`);
		expect(server.requests).toHaveLength(1);
		expect(runtime.lines.at(-1)).toContain('could not be cancelled');
	});
});
