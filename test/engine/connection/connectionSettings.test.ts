import type { IDataObject } from 'n8n-workflow';
import { closeAfterEach } from '../../helpers/closing';
import { outputOf, type } from '../support/fixtures';
import { runNode } from '../support/n8n';
import { type ScriptedServer, startScripted } from '../support/scripted';

const patient = { resourceType: 'Patient', id: '1' };
let target: ScriptedServer;

beforeEach(async () => {
	target = closeAfterEach(await startScripted([{ status: 503 }, { body: patient }]));
});

async function get(parameters: IDataObject, typeVersion = 1.1, input?: IDataObject[]) {
	const { baseUrl } = target;
	const own = { operation: 'get', resourceType: type('Patient'), resourceId: '1', authentication: 'none', baseUrl };
	return await runNode({ parameters: { resource: 'resource', ...own, ...parameters }, typeVersion, input });
}

const settings = {
	addFormat: true,
	fhirVersion: '4.0',
	headers: { header: [{ name: 'X-Tenant', value: 'ward-7' }] },
	retries: 0,
};

describe('Connection', () => {
	it('holds for the requests of a node of version 1.1', async () => {
		const { error } = await get({ connection: settings });
		expect(error).toBeDefined();
		expect(target.server.requests).toHaveLength(1);
		const [request] = target.server.requests;
		expect(request?.url).toBe('/fhir/Patient/1?_format=json');
		expect(request?.headers).toMatchObject({
			'x-tenant': 'ward-7',
			accept: expect.stringContaining('fhirVersion=4.0'),
		});
	});

	it('is not read by a node of version 1, which has no such field', async () => {
		await get({ connection: settings, options: { retryBudget: 0 } }, 1);
		expect(target.server.requests[0]?.url).toBe('/fhir/Patient/1');
	});

	it('may have expressions, which hold for their item', async () => {
		target = closeAfterEach(await startScripted([{ body: patient }]));
		const connection = { headers: { header: [{ name: 'X-Tenant', value: '={{ $json.tenant }}' }] } };
		outputOf(await get({ connection }, 1.1, [{ tenant: 'a' }, { tenant: 'b' }]));
		expect(target.server.requests.map(({ headers }) => headers['x-tenant']).sort()).toEqual(['a', 'b']);
	});

	it('has Items in Parallel, which is the same for all items', async () => {
		const { error } = await get({ connection: { concurrency: '={{ $json.n }}' } }, 1.1, [{ n: 1 }, { n: 2 }]);
		expect(error?.message).toContain('"Items in Parallel" differs from that of the first item');
	});

	it('names a setting that cannot be used', async () => {
		const { error } = await get({ connection: { timeout: 'soon' } });
		expect(error?.message).toContain('Timeout');
		expect(target.server.requests).toEqual([]);
	});
});
