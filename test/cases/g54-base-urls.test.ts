import { tested } from '../engine/credentials/credentialDialog';
import { outputOf, type } from '../engine/support/fixtures';
import { type ScriptedServer, startScripted } from '../engine/support/scripted';

const read = { operation: 'get', resourceType: type('Patient'), resourceId: '1' };

describe('G54: a base URL that is the address of a request', () => {
	let target: ScriptedServer;
	beforeAll(async () => {
		target = await startScripted([{ body: { resourceType: 'Patient', id: '1' } }]);
	});
	afterAll(async () => await target.close());
	beforeEach(() => target.server.requests.splice(0));

	it.each([
		['/Patient'],
		['/Observation'],
		['/Patient/123'],
		['/Patient/8cb1dc2f-1'],
		['/Patient/123/_history/2'],
		['/Patient/_search'],
		['/Patient/123/$everything'],
		['/metadata'],
		['/metadata/'],
		['/$export'],
		['/_history'],
		['/.well-known/smart-configuration'],
		['/Patient?_count=5'],
		['/Patient/123#top'],
		['/metadata?_format=json'],
	])('%s is refused by the node and by the connection test, with the base URL that is meant', async (end) => {
		const baseUrl = target.baseUrl + end;
		const { error } = await target.run({ ...read, baseUrl });
		expect(error?.message).toMatch(/^"Base URL" is the address of a request/);
		expect(error?.description).toContain(`\`${target.baseUrl}\``);
		expect(error?.context?.data).toMatchObject({ kind: 'input', effect: 'notSent' });

		const dialog = await tested('fhirBasicAuthApiTest', { baseUrl, user: 'u', password: 'p' });
		expect(dialog.status).toBe('Error');
		expect(dialog.message).toMatch(/^"Base URL" is the address of a request/);
		expect(dialog.message).toContain(`"${target.baseUrl}"`);

		const oAuth2 = await tested('fhirOAuth2ApiTest', { baseUrl, clientId: 'c', clientSecret: 's' });
		expect(oAuth2.message).toMatch(/^"Base URL" is the address of a request/);
		expect(target.server.requests).toEqual([]);
	});

	it.each([
		['a type, when it is entered with a slash at the end', '/Patient/'],
		['a word like a type', '/Patients'],
		['a path below a word that is a type', '/Organization/fhir'],
		['a release below a word that is a type', '/Account/r4'],
		['a tenant with a name', '/Organization/north'],
	])("a server's own path may end in %s", async (_what, end) => {
		outputOf(await target.run({ ...read, baseUrl: target.baseUrl + end }));
		expect(target.server.requests[0]?.url).toBe(`/fhir${end.replace(/\/$/, '')}/Patient/1`);
	});

	it.each([
		['a query', '?_format=json', /contains a query or fragment/],
		['a fragment', '#x', /contains a query or fragment/],
	])('%s alone is refused as before', async (_what, end, message) => {
		const { error } = await target.run({ ...read, baseUrl: target.baseUrl + end });
		expect(error?.message).toMatch(message);
	});
});
