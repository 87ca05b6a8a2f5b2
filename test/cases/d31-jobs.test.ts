import type { IDataObject } from 'n8n-workflow';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { outputOf } from '../engine/support/fixtures';
import { runNode, startNode } from '../engine/support/n8n';
import { outcome } from '../engine/support/scripted';
import { waitUntil } from '../helpers/async';
import { closeAfterEach } from '../helpers/closing';
import { startServer, type TestServer } from '../servers/httpServer';

type Step = (response: ServerResponse) => void | Promise<void>;

const patient = { resourceType: 'Patient', id: '1' };
const statusQuery = '?_jobId=0b1c&node=2';
const reply =
	(status: number, body?: object | string, headers: Record<string, string> = {}): Step =>
	(response) => {
		const type = typeof body === 'object' ? 'application/fhir+json' : 'text/html';
		response.writeHead(status, { ...(body !== undefined && { 'content-type': type }), ...headers });
		response.end(typeof body === 'object' ? JSON.stringify(body) : body);
	};
const running = reply(202);
const done = reply(200, { resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient }] });
const broken: Step = (response) => void response.destroy();
const halfBody: Step = (response) => {
	response
		.writeHead(200, { 'content-type': 'application/fhir+json', 'content-length': '400' })
		.write('{"resourceType":');
	setTimeout(() => response.destroy(), 20);
};
const slow: Step = async (response) => {
	await pause(700);
	response.destroy();
};

/** A server whose kick-off and polls respond by steps (the last one repeated), and the parameters of a node that asks it. */
async function jobServer(polls: Step[], { kickOff, cancel = reply(202) }: { kickOff?: Step; cancel?: Step } = {}) {
	let poll = 0;
	const server: TestServer = closeAfterEach(
		await startServer(async ({ method, url = '' }, response) => {
			if (method === 'DELETE') return await cancel(response);
			if (url.includes('/status')) return await polls[Math.min(poll++, polls.length - 1)]?.(response);
			const accepted = reply(202, undefined, { 'content-location': `${server.url}/fhir/status${statusQuery}` });
			return await (kickOff ?? accepted)(response);
		}),
	);
	const parameters = (options: IDataObject = {}, others: IDataObject = {}): IDataObject => ({
		resource: 'operation',
		operation: 'run',
		authentication: 'none',
		baseUrl: `${server.url}/fhir`,
		operationName: '$report',
		level: 'system',
		httpMethod: 'GET',
		...others,
		options: { respondAsync: true, retries: 0, pollInterval: 1_000, ...options },
	});
	return {
		server,
		statusUrl: `${server.url}/fhir/status${statusQuery}`,
		parameters,
		run: async (options?: IDataObject, others?: IDataObject) =>
			await runNode({ parameters: parameters(options, others) }),
		calls: (method: string) => server.requests.filter((request) => request.method === method).length,
	};
}

describe('D31: a running job survives', () => {
	it.each<[string, Step[]]>([
		['a poll that is slower than Timeout', [slow]],
		['a connection that breaks', [broken]],
		['a result whose transfer breaks off', [halfBody]],
		["a gateway's 503 and 504", [reply(503, '<h1>503</h1>'), reply(504)]],
		['a 500 that says the job failed', [reply(500, outcome('fatal', 'exception', 'No connection to the database'))]],
		['429 as a web page', [reply(429, '<h1>Too many requests</h1>')]],
		['408 and 425', [reply(408), reply(425)]],
		["202 with a gateway's page as its body", [reply(202, '<h1>Please wait</h1>')]],
		["a gateway's page in place of the result", [reply(200, '<h1>Back soon</h1>')]],
	])('%s', async (_what, trouble) => {
		const { run, calls } = await jobServer([...trouble, done]);
		expect(outputOf(await run({ timeout: 300 }))).toEqual([patient]);
		expect(calls('DELETE')).toBe(0);
	});

	it('a Retry-After that asks for more than the time that is left, and is asked once more at the end', async () => {
		const { run } = await jobServer([reply(202, undefined, { 'retry-after': '99999999' }), done]);
		expect(outputOf(await run({ pollInterval: undefined, jobTimeout: 1_200 }))).toEqual([patient]);
	});
});

describe('D31: a job that is given up is not cancelled, and its full status URL is in the error:', () => {
	it.each<[string, Step, object]>([
		['the server does not know it any more', reply(404, outcome('error', 'not-found', 'x')), { effect: 'unknown' }],
		['its result has expired', reply(410), { status: 410, effect: 'unknown' }],
		['the login does not suffice', reply(403, outcome('error', 'forbidden', 'x')), { status: 403, effect: 'unknown' }],
	])('%s', async (_what, end, facts) => {
		const { run, calls, statusUrl } = await jobServer([running, end]);
		const { error } = await run();
		expect(error?.context?.data).toMatchObject({ ...facts, statusUrl });
		expect(calls('DELETE')).toBe(0);
	});

	it('a token in its URL is masked', async () => {
		const { run, server } = await jobServer([reply(404)], {
			kickOff: (response) => {
				response.writeHead(202, { 'content-location': 'status?job=7&access_token=abcdef&sig=x%2Fy' }).end();
			},
		});
		const { error } = await run();
		expect(error?.context?.data).toMatchObject({
			statusUrl: `${server.url}/fhir/status?job=7&access_token=[token]&sig=[token]`,
		});
	});

	it('a later page of its result cannot be read', async () => {
		const next = [{ relation: 'next', url: 'report?page=2' }];
		const page = { resourceType: 'Bundle', type: 'searchset', link: next, entry: [{ resource: patient }] };
		const { statusUrl, parameters, server } = await jobServer([reply(200, page)]);
		const result = runNode({ parameters: parameters() });
		const { error } = await result;
		expect(error?.context?.data).toMatchObject({ statusUrl });
		expect(server.requests.map(({ method }) => method)).not.toContain('DELETE');
	});
});

describe('D31: a job is cancelled once', () => {
	it('when its time is over', async () => {
		const { run, calls, statusUrl } = await jobServer([running]);
		const { error } = await run({ jobTimeout: 1_500 });
		expect(error?.message).toBe('The server has not finished the job after 1.5 seconds');
		expect(error?.description).toMatch('The job was cancelled.');
		expect(error?.context?.data).toMatchObject({ kind: 'timeout', effect: 'unknown', statusUrl });
		expect(calls('DELETE')).toBe(1);
	});

	it('and the error says so if the server refuses that', async () => {
		const { run, calls } = await jobServer([running], { cancel: reply(405) });
		const { error } = await run({ jobTimeout: 1_500, retries: 4 });
		expect(error?.description).toMatch('could not be cancelled');
		expect(calls('DELETE')).toBe(1);
	});

	it('when the execution is stopped, even if the server does not respond to that', async () => {
		const { parameters, server, calls } = await jobServer([running], {
			cancel: async () => await pause(20_000, undefined, { ref: false }),
		});
		const execution = startNode({ parameters: parameters() });
		await waitUntil(() => server.requests.some(({ url }) => url.includes('/status')));
		const stopped = Date.now();
		execution.stop();
		await execution.result;
		await waitUntil(() => calls('DELETE') > 0);
		await pause(100);
		expect(calls('DELETE')).toBe(1);
		expect(Date.now() - stopped).toBeLessThan(8_000);
	});
});

describe('D31: the request that starts a job', () => {
	it.each<[string, string, Step]>([
		['by GET, and its response is lost', 'GET', broken],
		['by GET, and a gateway lost the server', 'GET', reply(502, '<h1>502</h1>')],
		['by POST of an operation that only reads, and its response is lost', 'POST', broken],
	])('%s: it is not sent again, and the error says that a job may be running', async (_what, httpMethod, kickOff) => {
		const { run, server } = await jobServer([done], { kickOff });
		const { error } = await run({ retries: 3 }, { httpMethod, operationName: '$everything' });
		expect(error?.context?.data).toMatchObject({ effect: 'unknown' });
		expect(error?.description).toMatch('A job may be running');
		expect(server.requests).toHaveLength(1);
	});

	it('is sent again where the server says that it did nothing', async () => {
		let count = 0;
		const { run, server } = await jobServer([done], {
			kickOff: (response) => {
				if (count++ === 0) return void response.writeHead(429, { 'retry-after': '0' }).end();
				response.writeHead(202, { 'content-location': 'status?job=7' }).end();
			},
		});
		expect(outputOf(await run({ retries: 2 }))).toEqual([patient]);
		expect(server.requests).toHaveLength(3);
	});

	it('asks for FHIR JSON and for a job, and for nothing else: Azure refuses any other Accept or Prefer', async () => {
		const { run, server } = await jobServer([done]);
		await run();
		expect(server.requests[0]?.headers).toMatchObject({ accept: 'application/fhir+json', prefer: 'respond-async' });
	});

	it('starts one job although the body of its response breaks off', async () => {
		const { run, server } = await jobServer([done], {
			kickOff: (response) => {
				response.writeHead(202, { 'content-location': 'status?job=7', 'content-length': '100' }).write('{');
				setTimeout(() => response.destroy(), 20);
			},
		});
		expect(outputOf(await run({ retries: 2 }))).toEqual([patient]);
		expect(server.requests).toHaveLength(2);
	});

	it.each<[string, Step]>([
		['no address', reply(202)],
		['an empty address', reply(202, undefined, { 'content-location': '' })],
		['words only', reply(202, outcome('information', 'informational', 'Request is being processed'))],
	])('is answered 202 with %s: an error says that the job may be running', async (_what, kickOff) => {
		const { run } = await jobServer([done], { kickOff });
		const { error } = await run();
		expect(error?.message).toMatch('did not say where its result will be');
		expect(error?.description).toMatch('The job may be running');
		expect(error?.context?.data).toMatchObject({ kind: 'response', status: 202, effect: 'applied' });
	});

	it('is answered 202 with an address that cannot be used: the error holds it', async () => {
		const { run } = await jobServer([done], {
			kickOff: reply(202, undefined, { 'content-location': 'urn:job:7?x=1' }),
		});
		const { error } = await run();
		expect(error?.context?.data).toMatchObject({ effect: 'applied', statusUrl: 'urn:job:7?x=1' });
	});
});

describe('D31: without Run Asynchronously', () => {
	it('a 202 without an address is accepted, not a success', async () => {
		const { run } = await jobServer([done], { kickOff: reply(202) });
		const result = await run({ respondAsync: false });
		expect(outputOf(result)).toMatchObject([{ accepted: true }]);
		expect(outputOf(result)[0]).not.toHaveProperty('success');
		expect(result.hints.join()).toMatch('carries it out later');
	});
});
