import type { IDataObject } from 'n8n-workflow';
import { outputOf, startHospital, type, type Hospital } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';

describe('Server', () => {
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
	const ask = async (operation: string, answer: object, parameters: IDataObject = {}) =>
		await scripted([answer], { resource: 'server', operation, ...parameters });

	describe('Get Capabilities', () => {
		it('gives the CapabilityStatement', async () => {
			expect(outputOf(await run('getCapabilities'))).toEqual([
				expect.objectContaining({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' }),
			]);
			expect(hospital.server.requests).toEqual([expect.objectContaining({ method: 'GET', url: '/fhir/metadata' })]);
		});

		it('asks for a part of it', async () => {
			const { sent } = await ask(
				'getCapabilities',
				{ body: { resourceType: 'TerminologyCapabilities' } },
				{ options: { mode: 'terminology' } },
			);
			expect(sent[0]?.url).toBe('/fhir/metadata?mode=terminology');
		});
	});

	describe('Get SMART Configuration', () => {
		it('gives it as the server publishes it', async () => {
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
			['nothing with 200', {}],
		])('says that there is none: %s', async (_what, answer) => {
			const { error } = await ask('getSmartConfiguration', answer);
			expect(error?.message).toBe('The server publishes no SMART configuration');
			expect(error?.description).toMatch(/Token URL/);
		});

		it('leaves other errors what they are', async () => {
			const { error } = await ask('getSmartConfiguration', { status: 403 });
			expect(error).toMatchObject({ httpCode: '403', message: expect.stringMatching(/not permitted/) });
		});
	});

	describe('Get History', () => {
		it('gives the changes to all resources, newest first, as many as asked for', async () => {
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

		it('asks for changes since a time', async () => {
			const { sent } = await ask(
				'getHistory',
				{ body: { resourceType: 'Bundle', type: 'history' } },
				{ options: { since: '2026-03-01T08:00:00Z' } },
			);
			expect(sent[0]?.url).toMatch(/^\/fhir\/_history\?_since=2026-03-01T08:00:00Z/);
		});

		it('says so where the server keeps none', async () => {
			const { error } = await ask('getHistory', { status: 405 });
			expect(error).toMatchObject({ httpCode: '405', message: expect.stringMatching(/history request/) });
		});
	});
});
