import { removeJob, type Removal } from '../../../nodes/Fhir/rest/jobs/removeJob';
import { closeAfterEach } from '../../helpers/closing';
import { serverAndClient, testRuntime } from '../support';

describe('removeJob:', () => {
	test.each<[number, Removal]>([
		[202, 'removed'],
		[204, 'removed'],
		[404, 'unknown'],
		[410, 'unknown'],
		[400, 'refused'],
		[405, 'refused'],
		[401, 'failed'],
		[403, 'failed'],
		[429, 'failed'],
		[500, 'failed'],
		[503, 'failed'],
	])('a DELETE with the status %i: %s', async (status, removal) => {
		const { server, client } = await serverAndClient((_request, response) => void response.writeHead(status).end());
		closeAfterEach(server);
		expect(await removeJob(client, { url: `${server.url}/fhir/job?id=1` })).toBe(removal);
		expect(server.requests[0]).toMatchObject({ method: 'DELETE', url: '/fhir/job?id=1' });
	});

	test('no response: failed, and the log says so', async () => {
		const runtime = testRuntime();
		const { server, client } = await serverAndClient((request) => void request.socket.destroy(), { runtime });
		closeAfterEach(server);
		expect(await removeJob(client, { url: `${server.url}/fhir/job` })).toBe('failed');
		expect(runtime.lines.at(-1)).toMatch(/^An earlier job could not be deleted: /);
	});

	test('an execution that has been stopped deletes nothing: failed', async () => {
		const { server, client } = await serverAndClient((_request, response) => void response.end());
		closeAfterEach(server);
		expect(await removeJob(client, { url: `${server.url}/fhir/job` }, AbortSignal.abort())).toBe('failed');
		expect(server.requests).toEqual([]);
	});
});
