import { waitUntil } from '../../helpers/async';
import { outputOf } from '../support/fixtures';
import { startNode } from '../support/n8n';
import { outcome, scripted, type ScriptedResponse, startScripted } from '../support/scripted';

const everything = {
	resource: 'operation',
	operation: 'run',
	operationName: '$everything',
	level: 'system',
	httpMethod: 'GET',
	options: { respondAsync: true },
};
const accepted: ScriptedResponse = { status: 202, headers: { 'content-location': '{base}/jobs/7' } };
const patient = { resourceType: 'Patient', id: '1' };

describe('Operation → Run with Run Asynchronously', () => {
	it('starts a job, waits for the time in either form of Retry-After and returns the result', async () => {
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

	it('unwraps the response in the Bundle of a job that has only one', async () => {
		const parameters = { resourceType: 'Parameters', parameter: [{ name: 'count', valueInteger: 3 }] };
		const entry = [{ response: { status: '200' }, resource: parameters }];
		const result = await scripted(
			[accepted, { body: { resourceType: 'Bundle', type: 'batch-response', entry } }],
			everything,
		);
		expect(outputOf(result)).toEqual([{ count: 3 }]);
	});

	it('fails where the response in the Bundle of the job failed', async () => {
		const entry = [{ response: { status: '422', outcome: outcome('error', 'too-costly', 'Too much at once') } }];
		const { error } = await scripted(
			[accepted, { body: { resourceType: 'Bundle', type: 'batch-response', entry } }],
			everything,
		);
		expect(error?.httpCode).toBe('422');
		expect(error?.message).toMatch('Too much at once');
	});

	it('returns the manifest of an export', async () => {
		const manifest = { transactionTime: '2026-03-01T00:00:00Z', requiresAccessToken: true, output: [] };
		const headers = { 'content-type': 'application/json' };
		const result = await scripted([accepted, { headers, body: JSON.stringify(manifest) }], everything);
		expect(outputOf(result)).toEqual([manifest]);
	});

	it('returns an immediate response', async () => {
		const result = await scripted([{ body: patient }], everything);
		expect(outputOf(result)).toEqual([patient]);
		expect(result.sent).toHaveLength(1);
	});

	it('polls again while the server is busy, and fails where the server keeps saying that the job failed', async () => {
		const { error, sent, baseUrl } = await scripted(
			[
				accepted,
				{ status: 429, headers: { 'retry-after': '0' } },
				{ status: 500, body: outcome('fatal', 'exception', 'Disk full') },
			],
			everything,
		);
		expect(error?.httpCode).toBe('500');
		expect(error?.message).toMatch('Disk full');
		expect(error?.context?.data).toMatchObject({ statusUrl: `${baseUrl}/jobs/7` });
		expect(sent.map(({ method }) => method)).not.toContain('DELETE');
		expect(sent.filter(({ url }) => url === '/fhir/jobs/7')).toHaveLength(6);
	});

	it('cancels the job on the server when the execution is stopped', async () => {
		const scriptedServer = await startScripted((request) =>
			request.url === '/fhir/$everything' ? accepted : { status: 202 },
		);
		const execution = startNode({
			parameters: { ...everything, authentication: 'none', baseUrl: scriptedServer.baseUrl },
		});
		await waitUntil(() => scriptedServer.server.requests.some(({ url }) => url === '/fhir/jobs/7'));
		execution.stop();
		await waitUntil(() => scriptedServer.server.requests.at(-1)?.method === 'DELETE');
		expect(scriptedServer.server.requests.at(-1)?.url).toBe('/fhir/jobs/7');
		await execution.result;
		await scriptedServer.close();
	});

	it('when off returns the status URL of a job that the server starts by itself', async () => {
		const result = await scripted([accepted], { ...everything, options: {} });
		expect(outputOf(result)).toEqual([{ accepted: true, statusUrl: `${result.baseUrl}/jobs/7` }]);
		expect(result.hints.join()).toMatch('Run Asynchronously');
		expect(result.sent[0]?.headers.prefer).toBeUndefined();
	});
});
