import type { IDataObject } from 'n8n-workflow';
import { createGzip, gzipSync } from 'node:zlib';
import { outputOf, type } from '../engine/support/fixtures';
import { runNode } from '../engine/support/n8n';
import { outcome } from '../engine/support/scripted';
import { type Handler, startServer, type TestServer } from '../servers/httpServer';
import { clientFor } from '../rest/support';

const MB = 1024 * 1024;
const fhir = { 'content-type': 'application/fhir+json' };
/** An outcome whose first issue has words, and which is much longer than a message. */
const longOutcome = (size: number) =>
	JSON.stringify({
		resourceType: 'OperationOutcome',
		issue: [
			{ severity: 'error', code: 'not-found', diagnostics: 'No such patient' },
			...Array.from({ length: size / 100 }, () => ({
				severity: 'information',
				code: 'x',
				diagnostics: 'y'.repeat(50),
			})),
		],
	});

describe('E32: of a response with an error status', () => {
	let server: TestServer;
	let answer: Handler;
	let sent = 0;
	beforeAll(async () => {
		server = await startServer((request, response) => answer(request, response));
	});
	afterAll(async () => await server.close());
	beforeEach(() => {
		sent = 0;
	});

	/** Writes without end, as fast as it is read, and counts. */
	const endless =
		(status: number, start: string, gzip: boolean): Handler =>
		(_request, response) => {
			response.writeHead(status, { ...fhir, ...(gzip && { 'content-encoding': 'gzip' }) });
			const chunk = Buffer.alloc(64 * 1024, 'x');
			const target = gzip ? createGzip() : response;
			if (target !== response) target.pipe(response);
			target.write(start);
			const write = () => {
				while (!response.destroyed && sent < 400 * MB) {
					sent += chunk.length;
					if (!target.write(chunk)) return void target.once('drain', write);
				}
				target.end();
			};
			write();
		};
	const read = async (parameters: IDataObject = {}) =>
		await runNode({
			parameters: {
				resource: 'resource',
				operation: 'get',
				authentication: 'none',
				baseUrl: `${server.url}/fhir`,
				resourceType: type('Patient'),
				resourceId: '1',
				...parameters,
				options: { retries: 0 },
			},
		});
	const grown = async (action: () => Promise<unknown>) => {
		const before = process.memoryUsage.rss();
		await action();
		return (process.memoryUsage.rss() - before) / MB;
	};

	it.each([
		['chunked', false],
		['gzip', true],
	])('an endless body (%s) is read up to 1 MB, and the connection ends', async (_how, gzip) => {
		answer = endless(
			404,
			'{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found","diagnostics":"No such patient ',
			gzip,
		);
		const result = await read();
		expect(result.error?.message).toContain('No such patient xxx');
		expect(sent).toBeLessThan(gzip ? 400 * MB : 60 * MB);
	});

	it('915 KB of gzip in gzip, which would be gigabytes, cost no memory', async () => {
		const inner = gzipSync(Buffer.alloc(256 * MB));
		const body = gzipSync(Buffer.concat(Array.from({ length: 20 }, () => inner)));
		answer = (_request, response) =>
			void response.writeHead(404, { ...fhir, 'content-encoding': 'gzip, gzip' }).end(body);
		let message = '';
		const growth = await grown(async () => {
			message = (await read()).error?.message ?? '';
		});
		expect(message).toContain('The server has nothing at this address');
		expect(growth).toBeLessThan(200);
	});

	it.each([400, 401, 404, 409, 412, 422, 500, 503])(
		'status %i: the words in the first MB are shown',
		async (status) => {
			answer = (_request, response) => void response.writeHead(status, fhir).end(longOutcome(3 * MB));
			const { error } = await read();
			expect(error?.message).toContain('No such patient');
			expect((error?.context?.data as { issues: unknown[] }).issues).toHaveLength(50);
		},
	);

	it('the results of a batch are read to the end', async () => {
		const filler = { resourceType: 'Patient', id: '1', text: { div: 'x'.repeat(3 * MB) } };
		const entry = [
			{ resource: filler, response: { status: '200' } },
			{ response: { status: '201', location: 'Patient/2' } },
		];
		answer = (_request, response) =>
			void response.writeHead(400, fhir).end(JSON.stringify({ resourceType: 'Bundle', entry, type: 'batch-response' }));
		const bundle = JSON.stringify({
			resourceType: 'Bundle',
			type: 'batch',
			entry: [1, 2].map((id) => ({
				resource: { resourceType: 'Patient', id: String(id) },
				request: { method: 'PUT', url: `Patient/${id}` },
			})),
		});
		const result = await read({ resource: 'bundle', operation: 'send', bundle });
		expect(outputOf(result)).toMatchObject([{ status: 200 }, { status: 201, id: '2' }]);
	});

	it('a validation with many issues is a result, and read to the end', async () => {
		answer = (_request, response) => void response.writeHead(422, fhir).end(longOutcome(3 * MB));
		const result = await read({ operation: 'validate', body: '{"resourceType":"Patient"}' });
		expect((outputOf(result)[0] as { issues: unknown[] }).issues.length).toBeGreaterThan(30_000);
	});

	it('a connection is used again after an error with a short body', async () => {
		const ports = new Set<number | undefined>();
		answer = ({ socket }, response) => {
			ports.add(socket.remotePort);
			response.writeHead(404, fhir).end(JSON.stringify(outcome('error', 'not-found', 'None')));
		};
		const client = clientFor(`${server.url}/fhir`);
		for (let count = 0; count < 5; count++) {
			await client.send({ interaction: 'read', method: 'GET', path: 'Patient/1' }).catch(() => undefined);
		}
		expect(ports.size).toBe(1);
	});

	it('of a token endpoint no more than 1 MB is read', async () => {
		answer = endless(500, 'No token today ', false);
		const { error } = await runNode({
			parameters: {
				resource: 'resource',
				operation: 'get',
				authentication: 'oAuth2',
				resourceType: type('Patient'),
				resourceId: '1',
				options: { retries: 0 },
			},
			credentials: {
				fhirOAuth2Api: {
					baseUrl: `${server.url}/fhir`,
					tokenUrl: `${server.url}/token`,
					clientId: 'e32',
					clientAuthentication: 'secretBody',
					clientSecret: 'planted-secret-1',
				},
			},
		});
		expect(error?.message).toBe('The token endpoint is not available');
		expect(error?.description).toContain('No token today');
		expect(sent).toBeLessThan(60 * MB);
	});

	it('that a running job sends while it is polled, no more than 1 MB is read', async () => {
		let polls = 0;
		const running = endless(429, '{"note":"', false);
		answer = (request, response) => {
			if (request.method === 'POST') response.writeHead(202, { 'content-location': `${server.url}/fhir/job/1` }).end();
			else if (polls++ === 0) void running(request, response);
			else response.writeHead(200, fhir).end('{"resourceType":"Parameters"}');
		};
		const job = await runNode({
			parameters: {
				resource: 'operation',
				operation: 'run',
				level: 'system',
				operationName: '$export',
				httpMethod: 'POST',
				authentication: 'none',
				baseUrl: `${server.url}/fhir`,
				options: { retries: 0, respondAsync: true },
			},
		});
		expect(job.error).toBeUndefined();
		expect(polls).toBe(2);
		expect(sent).toBeLessThan(60 * MB);
	});
});
