import { closeAfterAll } from '../helpers/closing';
import { basicAuth } from '../helpers/http';
import { type FhirServer, type FhirServerOptions, startFhirServer } from './fhirServer';
import { ask } from './support/ask';

async function start(options: FhirServerOptions = {}): Promise<FhirServer> {
	return closeAfterAll(await startFhirServer(options));
}

describe('FHIR test server: terminology', () => {
	const url = 'http://example.org/colours';
	const concept = [
		{ code: 'red', display: 'Red', concept: [{ code: 'ruby', display: 'Ruby red', definition: 'A deep red' }] },
		{ code: 'blue', display: 'Blue' },
	];
	const codes = { resourceType: 'CodeSystem', id: 'colours', url, status: 'active', content: 'complete', concept };
	const compose = { include: [{ system: url }], exclude: [{ system: url, concept: [{ code: 'blue' }] }] };
	const reds = { resourceType: 'ValueSet', id: 'reds', url: `${url}/reds`, status: 'active', compose };
	let baseUrl: string;
	beforeAll(async () => {
		({ baseUrl } = await start({
			terminology: true,
			resources: [codes, reds] as FhirServerOptions['resources'],
		}));
	});

	it('expands a value set, in pages and by a filter', async () => {
		const expansionOf = async (query: string) =>
			(await ask(`${baseUrl}/ValueSet/$expand?url=${url}/reds${query}`)).json.expansion;
		const [red, ruby] = [
			{ system: url, code: 'red', display: 'Red' },
			{ system: url, code: 'ruby', display: 'Ruby red' },
		];
		expect(await expansionOf('')).toMatchObject({ total: 2, contains: [red, ruby] });
		expect(await expansionOf('&offset=1&count=1')).toMatchObject({ total: 2, contains: [ruby] });
		expect(await expansionOf('&filter=RUBY')).toMatchObject({ total: 1, contains: [ruby] });
	});

	it('looks a code up, and says which codes and systems it does not have', async () => {
		const { json } = await ask(`${baseUrl}/CodeSystem/$lookup?system=${url}&code=ruby`);
		expect(json.parameter).toContainEqual({ name: 'display', valueString: 'Ruby red' });
		expect((await ask(`${baseUrl}/CodeSystem/$lookup?system=${url}&code=green`)).status).toBe(404);
		expect((await ask(`${baseUrl}/ValueSet/$expand?url=http://example.org/none`)).status).toBe(404);
	});
});

describe('FHIR test server', () => {
	let server: FhirServer;
	beforeAll(async () => {
		server = await start();
	});

	it('responds to a create with 201, Location, ETag and Last-Modified, and a read returns the resource', async () => {
		const made = await ask(`${server.baseUrl}/Patient`, {
			method: 'POST',
			body: { resourceType: 'Patient', active: true },
		});
		expect(made.status).toBe(201);
		expect(made.headers.location).toBe(`${server.baseUrl}/Patient/${made.json.id}/_history/1`);
		expect(made.headers.etag).toBe('W/"1"');
		const read = await ask(`${server.baseUrl}/Patient/${made.json.id}`);
		expect(read.json).toEqual(made.json);
		expect(read.headers['content-location']).toBe(made.headers.location);
	});

	it('keeps null elements of arrays', async () => {
		const body = { resourceType: 'Patient', id: 'nulls', name: [{ given: ['A', null], _given: [null, { id: 'x' }] }] };
		expect((await ask(`${server.baseUrl}/Patient/nulls`, { method: 'PUT', body })).status).toBe(201);
		expect((await ask(`${server.baseUrl}/Patient/nulls`)).json.name).toEqual(body.name);
	});

	it('responds with 200, 201, 304, 404, 410 and with 412 for a stale version', async () => {
		const url = `${server.baseUrl}/Patient/p1`;
		const put = (gender: string, headers = {}) =>
			ask(url, { method: 'PUT', body: { resourceType: 'Patient', id: 'p1', gender }, headers });
		expect((await put('male')).status).toBe(201);
		expect((await put('female')).status).toBe(200);
		expect((await put('other', { 'if-match': 'W/"1"' })).status).toBe(412);
		expect((await put('other', { 'if-match': 'W/"2"' })).status).toBe(200);
		expect((await ask(url, { headers: { 'if-none-match': 'W/"3"' } })).status).toBe(304);
		expect((await ask(url, { headers: { 'if-none-match': 'W/"2"' } })).status).toBe(200);
		expect((await ask(`${url}/_history/1`)).json.gender).toBe('male');
		expect((await ask(url, { method: 'DELETE' })).status).toBe(200);
		const gone = await ask(url);
		expect(gone.status).toBe(410);
		expect(gone.json.resourceType).toBe('OperationOutcome');
		const history = await ask(`${url}/_history`);
		expect(history.json.entry.map((entry: { request: { method: string } }) => entry.request.method)).toEqual([
			'DELETE',
			'PUT',
			'PUT',
			'PUT',
		]);
		expect((await ask(`${server.baseUrl}/Patient/never`)).status).toBe(404);
		expect((await ask(`${server.baseUrl}/Nonsense/1`)).status).toBe(404);
		expect((await ask(`${server.baseUrl}/Nonsense`)).status).toBe(404);
		expect((await ask(`${server.url}/elsewhere`)).status).toBe(404);
	});

	it('patches by JSON Patch and FHIRPath Patch, and responds with 422 where a test fails', async () => {
		const url = `${server.baseUrl}/Patient/p2`;
		await ask(url, { method: 'PUT', body: { resourceType: 'Patient', id: 'p2', birthDate: '1980-01-01' } });
		const patch = (steps: object[]) =>
			ask(url, { method: 'PATCH', body: steps, headers: { 'content-type': 'application/json-patch+json' } });
		expect((await patch([{ op: 'add', path: '/active', value: true }])).json.active).toBe(true);
		expect((await patch([{ op: 'test', path: '/active', value: false }])).status).toBe(422);
		const part = [
			{ name: 'type', valueCode: 'replace' },
			{ name: 'path', valueString: 'Patient.birthDate' },
			{ name: 'value', valueDate: '1981-02-03' },
		];
		const body = { resourceType: 'Parameters', parameter: [{ name: 'operation', part }] };
		expect((await ask(url, { method: 'PATCH', body })).json.birthDate).toBe('1981-02-03');
	});

	it.each([
		['POST', '{"resourceType":"Patient"', 'application/fhir+json', 400],
		['POST', '', 'application/fhir+json', 400],
		['POST', '<Patient/>', 'application/fhir+xml', 415],
		['POST', '{"resourceType":"Observation"}', 'application/fhir+json', 400],
	] as const)('rejects a %s of %j as %s with %i', async (method, body, type, status) => {
		const response = await ask(`${server.baseUrl}/Patient`, { method, body, headers: { 'content-type': type } });
		expect(response.status).toBe(status);
		expect(response.json.resourceType).toBe('OperationOutcome');
	});

	it('honours Prefer', async () => {
		const prefer = (value: string) =>
			ask(`${server.baseUrl}/Patient`, {
				method: 'POST',
				body: { resourceType: 'Patient' },
				headers: { prefer: value },
			});
		expect(await prefer('return=minimal')).toMatchObject({ status: 201, text: '' });
		expect((await prefer('return=OperationOutcome')).json.resourceType).toBe('OperationOutcome');
	});

	it('serves a Binary as raw bytes and as JSON', async () => {
		const headers = { 'content-type': 'text/plain' };
		const up = await ask(`${server.baseUrl}/Binary`, { method: 'POST', body: 'hello', headers });
		expect(up.status).toBe(201);
		const url = String(up.headers.location).replace(/\/_history.*/, '');
		expect((await ask(url, { headers: { accept: '*/*' } })).text).toBe('hello');
		expect((await ask(url, { headers: { accept: 'application/fhir+json' } })).json.data).toBe('aGVsbG8=');
	});

	it('carries out conditional create, update and delete', async () => {
		const identifier = [{ system: 'urn:mrn', value: 'C-1' }];
		const body = { resourceType: 'Patient', identifier };
		const create = () =>
			ask(`${server.baseUrl}/Patient`, {
				method: 'POST',
				body,
				headers: { 'if-none-exist': 'identifier=urn:mrn|C-1' },
			});
		expect((await create()).status).toBe(201);
		expect((await create()).status).toBe(200);
		const where = `${server.baseUrl}/Patient?identifier=urn:mrn|C-1`;
		expect((await ask(where, { method: 'PUT', body: { ...body, active: true } })).status).toBe(200);
		await ask(`${server.baseUrl}/Patient`, { method: 'POST', body });
		expect((await ask(where, { method: 'DELETE' })).status).toBe(412);
		expect((await ask(where, { method: 'PUT', body })).status).toBe(412);
		expect((await ask(where)).json.total).toBe(2);
	});
});

describe('FHIR test server', () => {
	const patient = (id: string) => ({
		resource: { resourceType: 'Patient', id },
		request: { method: 'PUT', url: `Patient/${id}` },
	});

	it('writes nothing of a transaction with one bad entry, and all other entries of such a batch', async () => {
		const server = await start();
		const entry = [patient('a'), { request: { method: 'DELETE', url: 'Patient/unknown' } }, patient('b')];
		const all = await ask(server.baseUrl, {
			method: 'POST',
			body: { resourceType: 'Bundle', type: 'transaction', entry },
		});
		expect(all.status).toBe(404);
		expect(all.json.issue[0].expression).toEqual(['Bundle.entry[1]']);
		expect(server.count()).toBe(0);
		expect((await ask(`${server.baseUrl}/Patient/a`)).status).toBe(404);
		const each = await ask(server.baseUrl, { method: 'POST', body: { resourceType: 'Bundle', type: 'batch', entry } });
		const statuses = each.json.entry.map((one: { response: { status: string } }) => one.response.status);
		expect(statuses).toEqual(['201', '404', '201']);
		expect(each.json.entry[0].response).toMatchObject({ location: 'Patient/a/_history/1', etag: 'W/"1"' });
		expect(server.count('Patient')).toBe(2);
	});

	it('carries out a transaction of 200 updates and rewrites urn:uuid references', async () => {
		const server = await start();
		const urn = 'urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a';
		const entry = [
			...Array.from({ length: 200 }, (_, n) => patient(`p${n}`)),
			{ fullUrl: urn, resource: { resourceType: 'Patient' }, request: { method: 'POST', url: 'Patient' } },
			{
				resource: { resourceType: 'Observation', status: 'final', subject: { reference: urn } },
				request: { method: 'POST', url: 'Observation' },
			},
		];
		const response = await ask(server.baseUrl, {
			method: 'POST',
			body: { resourceType: 'Bundle', type: 'transaction', entry },
		});
		expect(response.status).toBe(200);
		expect(server.count()).toBe(202);
		expect(response.json.entry[201].resource.subject.reference).toBe(`Patient/${response.json.entry[200].resource.id}`);
	});
});

describe('FHIR test server', () => {
	it('requires Basic Auth or a bearer token for all requests except metadata and SMART configuration', async () => {
		const server = await start({
			basic: { user: 'ann', password: 'sécret' },
			bearer: (token) => token === 'good',
			smart: { tokenUrl: 'https://login.example/token' },
		});
		const status = async (authorization?: string, path = 'Patient') =>
			(await ask(`${server.baseUrl}/${path}`, { headers: authorization ? { authorization } : {} })).status;
		expect(await status()).toBe(401);
		expect(await status(basicAuth('ann', 'sécret'))).toBe(200);
		expect(await status(basicAuth('ann', 'wrong'))).toBe(401);
		expect(await status('Bearer good')).toBe(200);
		expect(await status('Bearer bad')).toBe(401);
		expect(await status(undefined, 'metadata')).toBe(200);
		const smart = await ask(`${server.baseUrl}/.well-known/smart-configuration`);
		expect(smart.json.token_endpoint).toBe('https://login.example/token');
		expect((await ask(`${server.baseUrl}/Patient`)).headers['www-authenticate']).toContain('Basic realm');
	});
});
