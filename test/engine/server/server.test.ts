import type { IDataObject } from 'n8n-workflow';
import { type Hospital, outputOf, startHospital, type } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';

describe('Server →', () => {
	let hospital: Hospital;

	beforeAll(async () => {
		hospital = await startHospital({ smart: { tokenUrl: 'oauth/token' } });
		const input = ['First', 'Second', 'Third'].map((family) => ({ resourceType: 'Patient', name: [{ family }] }));
		await hospital.run({ operation: 'create', resourceType: type('Patient'), body: '={{ $json }}' }, { input });
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => (hospital.server.requests.length = 0));

	const run = async (operation: string, parameters: IDataObject = {}) =>
		await hospital.run({ resource: 'server', operation, ...parameters });
	const ask = async (operation: string, response: object, parameters: IDataObject = {}) =>
		await scripted([response], { resource: 'server', operation, ...parameters });

	describe('Get Capabilities', () => {
		it('returns the CapabilityStatement', async () => {
			expect(outputOf(await run('getCapabilities'))).toEqual([
				expect.objectContaining({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' }),
			]);
			expect(hospital.server.requests).toEqual([expect.objectContaining({ method: 'GET', url: '/fhir/metadata' })]);
		});

		it('sends the option Mode', async () => {
			const { sent } = await ask(
				'getCapabilities',
				{ body: { resourceType: 'TerminologyCapabilities' } },
				{ options: { mode: 'terminology' } },
			);
			expect(sent[0]?.url).toBe('/fhir/metadata?mode=terminology');
		});
	});

	describe('Get SMART Configuration', () => {
		it('returns the configuration as the server publishes it', async () => {
			expect(outputOf(await run('getSmartConfiguration'))).toEqual([
				expect.objectContaining({ token_endpoint: 'oauth/token', capabilities: expect.any(Array) }),
			]);
			const [request] = hospital.server.requests;
			expect(request?.url).toBe('/fhir/.well-known/smart-configuration');
			expect(request?.headers.accept).toMatch(/^application\/json/);
		});

		it.each<[string, object]>([
			[
				'404 with an OperationOutcome (HAPI)',
				{ status: 404, body: outcome('error', 'processing', 'HAPI-0302: Unknown') },
			],
			[
				'404 with HTML',
				{ status: 404, body: '<html><title>Not Found</title></html>', headers: { 'content-type': 'text/html' } },
			],
			['400', { status: 400, body: outcome('error', 'processing', 'Unknown resource type') }],
			['an OperationOutcome with 200', { body: outcome('error', 'not-found', 'no') }],
			['an empty response with 200', {}],
		])('says that the server publishes no SMART configuration on %s', async (_what, response) => {
			const { error } = await ask('getSmartConfiguration', response);
			expect(error?.message).toBe('The server does not publish a SMART configuration');
			expect(error?.description).toMatch(/Token URL/);
		});

		it('reports other errors unchanged', async () => {
			const { error } = await ask('getSmartConfiguration', { status: 403 });
			expect(error).toMatchObject({ httpCode: '403', message: expect.stringMatching(/not have permission/) });
		});
	});

	describe('Get History', () => {
		it('returns the changes to all resources up to the limit, newest first', async () => {
			const [first] = outputOf(await run('getHistory', { returnAll: true }));
			await hospital.run({ operation: 'delete', resourceType: type('Patient'), resourceId: String(first?.id) });
			hospital.server.requests.length = 0;
			const changes = outputOf(await run('getHistory', { returnAll: false, limit: 2 }));
			expect(changes).toHaveLength(2);
			expect(changes[0]).toMatchObject({ resourceType: 'Patient', id: first?.id, deleted: true });
			expect(changes[1]).toEqual(first);
			expect(hospital.server.requests).toHaveLength(1);
			expect(hospital.server.requests[0]?.url).toMatch(/^\/fhir\/_history\?/);
		});

		it('sends the option Since', async () => {
			const { sent } = await ask(
				'getHistory',
				{ body: { resourceType: 'Bundle', type: 'history' } },
				{ options: { since: '2026-03-01T08:00:00Z' } },
			);
			expect(sent[0]?.url).toMatch(/^\/fhir\/_history\?_since=2026-03-01T08:00:00Z/);
		});

		it('fails where the server keeps no history', async () => {
			const { error } = await ask('getHistory', { status: 405 });
			expect(error).toMatchObject({ httpCode: '405', message: expect.stringMatching(/history request/) });
		});
	});
});
