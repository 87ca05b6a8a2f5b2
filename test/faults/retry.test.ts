import type { IDataObject } from 'n8n-workflow';
import { once } from 'node:events';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';
import { type } from '../engine/support/fixtures';
import { type Credentials, runNode, startNode } from '../engine/support/n8n';
import { waitUntil } from '../helpers/async';
import { fhirJson } from '../helpers/http';
import { type Handler, startServer, type TestServer } from '../servers/httpServer';

const read = { operation: 'get', resourceType: type('Patient'), resourceId: 'p1' };
const create = { operation: 'create', resourceType: type('Patient'), body: { resourceType: 'Patient', active: true } };
const update = { ...create, operation: 'update', resourceId: 'p1' };

const succeeds: Handler = (_request, response) =>
	void response.writeHead(200, fhirJson).end(JSON.stringify({ resourceType: 'Patient', id: 'p1' }));
const busy =
	(headers: Record<string, string> = {}, status = 429): Handler =>
	(_request, response) =>
		void response.writeHead(status, headers).end();
const silent: Handler = () => undefined;

describe('Retry:', () => {
	let server: TestServer;
	let script: Handler[];
	let times: number[];

	beforeEach(async () => {
		times = [];
		server = await startServer((request, response) => {
			times.push(Date.now());
			const handler = script[Math.min(times.length, script.length) - 1] ?? succeeds;
			return handler(request, response);
		});
	});
	afterEach(async () => {
		await server.close();
		await closeConnections();
	});

	const settings = (parameters: IDataObject, options: IDataObject) => ({
		parameters: {
			resource: 'resource',
			authentication: 'none',
			baseUrl: `${server.url}/fhir`,
			...parameters,
			options: { ...options, ...(parameters.options as IDataObject | undefined) },
		},
	});
	const run = async (parameters: IDataObject, options: IDataObject = {}) =>
		await runNode(settings(parameters, options));

	describe('option Retries', () => {
		it('sets how often a request is sent again', async () => {
			script = [busy()];
			for (const retries of [0, 1, 3]) {
				times.length = 0;
				expect((await run(read, { retries })).error?.httpCode).toBe('429');
				expect(times).toHaveLength(retries + 1);
			}
		});

		it('applies to 429 and 503, also for writes', async () => {
			script = [busy(), busy({ 'retry-after': '0' }, 503), succeeds];
			expect((await run(create)).error).toBeUndefined();
			expect(times).toHaveLength(3);
		});

		it('rejects a negative number', async () => {
			const { error } = await run(read, { retries: -1 });
			expect(error?.message).toBe('"Retries" is not a number of 0 or more');
			expect(times).toHaveLength(0);
		});
	});

	describe('option Retry Time Budget', () => {
		it('ends the retries when it is used up', async () => {
			script = [busy({ 'retry-after': '1' })];
			expect((await run(read, { retries: 100, retryBudget: 1_500 })).error?.httpCode).toBe('429');
			expect(times.length).toBeLessThan(4);
		});

		it('rejects a longer wait at once, and the error says how long the server asks to wait', async () => {
			script = [busy({ 'retry-after': '3600' }, 503)];
			const { error } = await run(read, { retries: 5, retryBudget: 60_000 });
			expect(times).toHaveLength(1);
			expect(error?.description).toMatch('Try again in 3600 seconds.');
		});
	});

	describe('the node waits for', () => {
		const gap = () => (times[1] ?? 0) - (times[0] ?? 0);

		it('Retry-After in seconds', async () => {
			script = [busy({ 'retry-after': '1' }), succeeds];
			expect((await run(read)).error).toBeUndefined();
			expect(gap()).toBeGreaterThanOrEqual(990);
		});

		it('Retry-After as a date', async () => {
			// Dates have whole seconds: two from now is at least one.
			script = [
				(request, response) => busy({ 'retry-after': new Date(Date.now() + 2_000).toUTCString() })(request, response),
				succeeds,
			];
			expect((await run(read)).error).toBeUndefined();
			expect(gap()).toBeGreaterThanOrEqual(900);
		});

		it('x-ms-retry-after-ms before Retry-After (Azure)', async () => {
			script = [busy({ 'x-ms-retry-after-ms': '400', 'retry-after': '3600' }), succeeds];
			expect((await run(read)).error).toBeUndefined();
			expect(gap()).toBeGreaterThanOrEqual(390);
		});
	});

	describe('stopping the execution ends', () => {
		/** Stops the execution as soon as the server has received `requests` requests. */
		async function stopAfter(requests: number, parameters: IDataObject, more: object = {}) {
			const patient = { retries: 9, retryBudget: 3_600_000, timeout: 3_600_000, totalTimeout: 3_600_000 };
			const execution = startNode({ ...settings(parameters, patient), ...more });
			await waitUntil(() => times.length >= requests);
			execution.stop();
			return await execution.result;
		}

		it('the wait before a retry', async () => {
			script = [busy({ 'retry-after': '1800' })];
			const { run: record } = await stopAfter(1, read);
			expect(record.status).toBe('canceled');
			expect(times).toHaveLength(1);
		});

		it('a request that waits for its response, and closes its connection', async () => {
			const closed = new Promise<void>((resolve) => {
				script = [({ socket }) => void once(socket, 'close').then(() => resolve())];
			});
			const { run: record } = await stopAfter(1, create);
			expect(record.status).toBe('canceled');
			await closed;
		});

		it('all running items, and starts no other item', async () => {
			script = [silent];
			const items = Array.from({ length: 50 }, () => ({}));
			const { run: record } = await stopAfter(10, read, { input: items });
			expect(record.status).toBe('canceled');
			expect(times).toHaveLength(10);
		});

		it('a token call', async () => {
			script = [silent];
			const credentials: Credentials = {
				fhirOAuth2Api: {
					baseUrl: `${server.url}/fhir`,
					tokenUrl: `${server.url}/token`,
					clientId: 'client',
					clientAuthentication: 'secretHeader',
					clientSecret: 'secret',
				},
			};
			const { run: record } = await stopAfter(1, { ...read, authentication: 'oAuth2' }, { credentials });
			expect(record.status).toBe('canceled');
			expect(server.requests.map(({ url }) => url)).toEqual(['/token']);
		});

		it('a search between two pages', async () => {
			script = [
				(_request, response) =>
					void response.writeHead(200, fhirJson).end(
						JSON.stringify({
							resourceType: 'Bundle',
							type: 'searchset',
							link: [{ relation: 'next', url: `${server.url}/fhir/Patient?page=2` }],
						}),
					),
				silent,
			];
			const search = { operation: 'getAll', resourceType: type('Patient'), returnAll: true };
			const { run: record } = await stopAfter(2, search);
			expect(record.status).toBe('canceled');
		});
	});

	describe('a write of unknown effect', () => {
		const breaks: Handler = ({ socket }) => void socket.resetAndDestroy();

		it('is not sent again, and the error says what to check', async () => {
			script = [breaks];
			const { error } = await run(create);
			expect(times).toHaveLength(1);
			expect(error?.description).toMatch('check there whether the change was made before you send it again');
			expect(error?.context?.data).toMatchObject({ effect: 'unknown', method: 'POST' });
		});

		it('is sent again where it is idempotent, and the error says so', async () => {
			script = [breaks];
			const { error } = await run(update, { retries: 1 });
			expect(times).toHaveLength(2);
			expect(error?.description).toMatch(
				'It is not known whether the server carried out the update: check on the server, or send it again, which does no harm.',
			);
		});

		it.each([502, 504])('is not sent again after a %i of a gateway', async (status) => {
			script = [busy({}, status)];
			const { error } = await run(create);
			expect(times).toHaveLength(1);
			expect(error?.description).toMatch('First check whether the create was carried out after all');
			expect(error?.context?.data).toMatchObject({ effect: 'unknown', status });
		});
	});

	describe('an entry of a batch with status 429 or 503', () => {
		const batchResponse = (...statuses: string[]): Handler => {
			const entry = statuses.map((status) => ({ response: { status } }));
			const body = JSON.stringify({ resourceType: 'Bundle', type: 'batch-response', entry });
			return (_request, response) => void response.writeHead(200, fhirJson).end(body);
		};
		const entry = ['a', 'b', 'c'].map((id) => ({
			resource: { resourceType: 'Patient', language: id },
			request: { method: 'POST', url: 'Patient' },
		}));
		const send = { resource: 'bundle', operation: 'send', bundle: { resourceType: 'Bundle', type: 'batch', entry } };

		it('is sent again without the other entries', async () => {
			script = [batchResponse('201', '429', '503'), batchResponse('201', '429'), batchResponse('201')];
			const { output, error } = await run(send);
			expect(error).toBeUndefined();
			expect(output.map(({ json }) => json.status)).toEqual([201, 201, 201]);
			const sent = server.requests.map(({ body }) =>
				(JSON.parse(body) as { entry: typeof entry }).entry.map(({ resource }) => resource.language),
			);
			expect(sent).toEqual([['a', 'b', 'c'], ['b', 'c'], ['c']]);
		});

		it('is an error where Retries is 0', async () => {
			script = [batchResponse('201', '429', '201')];
			const { error } = await run(send, { retries: 0 });
			expect(error).toBeDefined();
			expect(times).toHaveLength(1);
		});
	});
});
