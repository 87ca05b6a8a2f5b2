import { outputOf } from '../support/fixtures';
import { startNode } from '../support/n8n';
import { outcome, scripted, startScripted, type Answer } from '../support/scripted';

const everything = {
	resource: 'operation',
	operation: 'run',
	operationName: '$everything',
	level: 'system',
	httpMethod: 'GET',
	options: { respondAsync: true },
};
const accepted: Answer = { status: 202, headers: { 'content-location': '{base}/jobs/7' } };
const patient = { resourceType: 'Patient', id: '1' };

describe('Run asynchronously', () => {
	it('asks for a job, waits as the server says in either form of Retry-After, and gives the result', async () => {
		const result = await scripted(
			[
				accepted,
				{ status: 202, headers: { 'retry-after': '0', 'x-progress': 'Collecting' } },
				{ status: 202, headers: { 'retry-after': new Date(Date.now() - 1000).toUTCString() } },
				{ body: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient }] } },
			],
			everything,
		);
		expect(outputOf(result)).toEqual([patient]);
		expect(result.sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
			'GET /fhir/$everything',
			...Array.from({ length: 3 }, () => 'GET /fhir/jobs/7'),
		]);
		expect(result.sent[0]?.headers.prefer).toBe('respond-async');
	});

	it('unwraps the one response that a job gives in a Bundle', async () => {
		const parameters = { resourceType: 'Parameters', parameter: [{ name: 'count', valueInteger: 3 }] };
		const entry = [{ response: { status: '200' }, resource: parameters }];
		const result = await scripted(
			[accepted, { body: { resourceType: 'Bundle', type: 'batch-response', entry } }],
			everything,
		);
		expect(outputOf(result)).toEqual([{ count: 3 }]);
	});

	it('fails as that one response does', async () => {
		const entry = [{ response: { status: '422', outcome: outcome('error', 'too-costly', 'Too much at once') } }];
		const { error } = await scripted(
			[accepted, { body: { resourceType: 'Bundle', type: 'batch-response', entry } }],
			everything,
		);
		expect(error?.httpCode).toBe('422');
		expect(error?.message).toMatch('Too much at once');
	});

	it('gives the manifest of an export', async () => {
		const manifest = { transactionTime: '2026-03-01T00:00:00Z', requiresAccessToken: true, output: [] };
		const headers = { 'content-type': 'application/json' };
		const result = await scripted([accepted, { headers, body: JSON.stringify(manifest) }], everything);
		expect(outputOf(result)).toEqual([manifest]);
	});

	it('takes an answer that comes at once', async () => {
		const result = await scripted([{ body: patient }], everything);
		expect(outputOf(result)).toEqual([patient]);
		expect(result.sent).toHaveLength(1);
	});

	it('goes on while the server is busy, and fails where the job does', async () => {
		const { error, sent } = await scripted(
			[
				accepted,
				{ status: 429, headers: { 'retry-after': '0' } },
				{ status: 500, body: outcome('fatal', 'exception', 'Disk full') },
			],
			everything,
		);
		expect(error?.httpCode).toBe('500');
		expect(error?.message).toMatch('Disk full');
		expect(sent.filter(({ url }) => url === '/fhir/jobs/7')).toHaveLength(2);
	});

	it('cancels the job on the server when the execution is stopped', async () => {
		const place = await startScripted((request) => (request.url === '/fhir/$everything' ? accepted : { status: 202 }));
		const execution = startNode({
			parameters: { ...everything, authentication: 'none', baseUrl: place.baseUrl },
		});
		const until = async (done: () => boolean) => {
			while (!done()) await new Promise((resolve) => setTimeout(resolve, 20));
		};
		await until(() => place.server.requests.some(({ url }) => url === '/fhir/jobs/7'));
		execution.stop();
		await until(() => place.server.requests.at(-1)?.method === 'DELETE');
		expect(place.server.requests.at(-1)?.url).toBe('/fhir/jobs/7');
		await execution.result;
		await place.close();
	});

	it('is an option: without it, a job that the server starts by itself is named', async () => {
		const result = await scripted([accepted], { ...everything, options: {} });
		expect(outputOf(result)).toEqual([{ accepted: true, statusUrl: `${result.baseUrl}/jobs/7` }]);
		expect(result.hints.join()).toMatch('Run Asynchronously');
		expect(result.sent[0]?.headers.prefer).toBeUndefined();
	});
});
