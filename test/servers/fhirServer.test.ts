import { startFhirServer, type FhirServer, type FhirServerOptions } from './fhirServer';
import { ask } from './support/ask';

const open: FhirServer[] = [];

afterAll(async () => {
	await Promise.all(open.map((server) => server.close()));
});

async function start(options: FhirServerOptions = {}): Promise<FhirServer> {
	const server = await startFhirServer(options);
	open.push(server);
	return server;
}

describe('the FHIR server: one resource', () => {
	let server: FhirServer;
	beforeAll(async () => {
		server = await start();
	});

	it('create gives 201 with Location, ETag and Last-Modified, and a read gives it back', async () => {
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

	it('keeps null elements of arrays as they are', async () => {
		const body = { resourceType: 'Patient', id: 'nulls', name: [{ given: ['A', null], _given: [null, { id: 'x' }] }] };
		expect((await ask(`${server.baseUrl}/Patient/nulls`, { method: 'PUT', body })).status).toBe(201);
		expect((await ask(`${server.baseUrl}/Patient/nulls`)).json.name).toEqual(body.name);
	});

	it('knows 200 from 201, refuses a stale version, and answers 304, 404 and 410', async () => {
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

	it('patches by JSON Patch and FHIRPath, and answers 422 where a test fails', async () => {
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
	] as const)('%s of %j as %s is refused with %i', async (method, body, type, status) => {
		const answer = await ask(`${server.baseUrl}/Patient`, { method, body, headers: { 'content-type': type } });
		expect(answer.status).toBe(status);
		expect(answer.json.resourceType).toBe('OperationOutcome');
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

	it('serves a file as Binary, raw and as JSON', async () => {
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

describe('the FHIR server: bundles', () => {
	const patient = (id: string) => ({
		resource: { resourceType: 'Patient', id },
		request: { method: 'PUT', url: `Patient/${id}` },
	});

	it('a transaction with one bad entry writes nothing, a batch all but that', async () => {
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

	it('a transaction of 200 updates goes through, and urn:uuid references are rewritten', async () => {
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
		const answer = await ask(server.baseUrl, {
			method: 'POST',
			body: { resourceType: 'Bundle', type: 'transaction', entry },
		});
		expect(answer.status).toBe(200);
		expect(server.count()).toBe(202);
		expect(answer.json.entry[201].resource.subject.reference).toBe(`Patient/${answer.json.entry[200].resource.id}`);
	});
});

describe('the FHIR server: who may come in', () => {
	it('asks for Basic or a bearer token everywhere but at metadata and SMART configuration', async () => {
		const server = await start({
			basic: { user: 'ann', password: 'sécret' },
			bearer: (token) => token === 'good',
			smart: { tokenUrl: 'https://login.example/token' },
		});
		const status = async (authorization?: string, path = 'Patient') =>
			(await ask(`${server.baseUrl}/${path}`, { headers: authorization ? { authorization } : {} })).status;
		expect(await status()).toBe(401);
		expect(await status(`Basic ${Buffer.from('ann:sécret').toString('base64')}`)).toBe(200);
		expect(await status(`Basic ${Buffer.from('ann:wrong').toString('base64')}`)).toBe(401);
		expect(await status('Bearer good')).toBe(200);
		expect(await status('Bearer bad')).toBe(401);
		expect(await status(undefined, 'metadata')).toBe(200);
		const smart = await ask(`${server.baseUrl}/.well-known/smart-configuration`);
		expect(smart.json.token_endpoint).toBe('https://login.example/token');
		expect((await ask(`${server.baseUrl}/Patient`)).headers['www-authenticate']).toContain('Basic realm');
	});
});
