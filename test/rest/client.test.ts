import type { FhirRequest } from '../../nodes/Fhir/rest/request';
import { startServer, type Handler, type TestServer } from '../servers/httpServer';
import { clientFor, failureOf, serverAndClient, testRuntime } from './support';

const fhirJson = { 'content-type': 'application/fhir+json' };
const read: FhirRequest = { interaction: 'read', method: 'GET', path: 'Patient/1' };
const create: FhirRequest = {
	interaction: 'create',
	method: 'POST',
	path: 'Patient',
	body: { resourceType: 'Patient' },
};
const update: FhirRequest = {
	interaction: 'update',
	method: 'PUT',
	path: 'Patient/1',
	body: { resourceType: 'Patient', id: '1' },
};

let server: TestServer;
let answer: Handler;
beforeAll(async () => {
	server = await startServer((request, response) => answer(request, response));
});
afterAll(() => server.close());
beforeEach(() => {
	server.requests.length = 0;
});

const client = (settings = {}) => clientFor(`${server.url}/fhir/`, settings);
const answering = (status: number, headers: Record<string, string>, body = '') => {
	answer = (_request, response) => void response.writeHead(status, headers).end(body);
};
const json = (value: unknown) => JSON.stringify(value);

describe('what is sent', () => {
	beforeEach(() => answering(200, fhirJson, json({ resourceType: 'Patient', id: '1' })));

	test('path below the base, query encoded once, Accept', async () => {
		await client().send({
			...read,
			query: [
				['_elements', 'id,name'],
				['x', 'a&b=c'],
			],
		});
		expect(server.requests[0]).toMatchObject({
			method: 'GET',
			url: '/fhir/Patient/1?_elements=id,name&x=a%26b%3Dc',
			body: '',
		});
		expect(server.requests[0]?.headers.accept).toBe('application/fhir+json');
		expect(server.requests[0]?.headers['content-type']).toBeUndefined();
	});

	test('a resource as FHIR JSON, with the release where one is chosen', async () => {
		await client({ fhirVersion: '4.3' }).send(create);
		expect(server.requests[0]?.headers).toMatchObject({
			accept: 'application/fhir+json; fhirVersion=4.3',
			'content-type': 'application/fhir+json; fhirVersion=4.3',
		});
		expect(server.requests[0]?.body).toBe('{"resourceType":"Patient"}');
	});

	test('other bodies with their own type, headers of the request before the defaults', async () => {
		const body = { contentType: 'application/json-patch+json', content: '[]' };
		await client().send({
			interaction: 'patch',
			method: 'PATCH',
			path: 'Patient/1',
			body,
			headers: { accept: 'x/y', 'if-match': 'W/"1"' },
		});
		expect(server.requests[0]?.headers).toMatchObject({
			accept: 'x/y',
			'content-type': 'application/json-patch+json',
			'if-match': 'W/"1"',
		});
	});

	test('the base itself without a slash at its end', async () => {
		await client().send({
			interaction: 'batch',
			method: 'POST',
			path: '',
			body: { resourceType: 'Bundle', type: 'batch' },
		});
		await client().send({ interaction: 'search', method: 'GET', path: '', query: [['_type', 'Patient']] });
		expect(server.requests.map(({ url }) => url)).toEqual(['/fhir', '/fhir?_type=Patient']);
	});

	test('a URL of the server as it is', async () => {
		await client().send({ interaction: 'page', method: 'GET', path: '', url: `${server.url}/fhir?_getpages=a%7Cb` });
		expect(server.requests[0]?.url).toBe('/fhir?_getpages=a%7Cb');
	});
});

describe('what is read', () => {
	test('id and version from the body', async () => {
		answering(
			200,
			{ ...fhirJson, etag: 'W/"9"' },
			json({ resourceType: 'Patient', id: '1', meta: { versionId: '3', lastUpdated: '2024-01-01T00:00:00Z' } }),
		);
		expect(await client().send(read)).toMatchObject({
			type: 'Patient',
			id: '1',
			versionId: '3',
			lastModified: '2024-01-01T00:00:00.000Z',
			resource: { id: '1' },
		});
	});

	test.each([
		['absolute with _history', 'http://h/fhir/Patient/7/_history/2', { id: '7', versionId: '2' }],
		['relative with _history', 'Patient/7/_history/2', { id: '7', versionId: '2' }],
		['relative to the host', '/fhir/Patient/7/_history/2', { id: '7', versionId: '2' }],
		['without _history', 'http://h/fhir/Patient/7', { id: '7' }],
	])('a create without a body: from a Location %s', async (_name, location, expected) => {
		answering(201, { location });
		const response = await client().send(create);
		expect(response).toMatchObject({ status: 201, type: 'Patient', ...expected });
		expect(response.location).toMatch(/^http:/);
		expect(response.resource).toBeUndefined();
	});

	test('an answer without a body to a write by id: from ETag and the path', async () => {
		answering(200, { etag: 'W/"4"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' });
		expect(await client().send(update)).toMatchObject({
			type: 'Patient',
			id: '1',
			versionId: '4',
			lastModified: '2024-01-01T00:00:00.000Z',
		});
	});

	test('without an ETag: from Content-Location', async () => {
		answering(200, { 'content-location': 'http://h/fhir/Patient/1/_history/5' });
		expect(await client().send({ ...update, method: 'PATCH', interaction: 'patch' })).toMatchObject({
			id: '1',
			versionId: '5',
		});
	});

	test('an OperationOutcome on success is the outcome, and the resource is the one the headers name', async () => {
		answering(
			201,
			{ ...fhirJson, location: 'Patient/7/_history/1' },
			json({ resourceType: 'OperationOutcome', id: 'x', issue: [] }),
		);
		expect(await client().send(create)).toMatchObject({
			type: 'Patient',
			id: '7',
			versionId: '1',
			outcome: { resourceType: 'OperationOutcome' },
		});
	});

	test.each([200, 202, 204])('a delete answered by %s', async (status) => {
		answering(status, {});
		expect(await client().send({ interaction: 'delete', method: 'DELETE', path: 'Patient/1' })).toMatchObject({
			status,
			type: 'Patient',
			id: '1',
		});
	});

	test('304 is an answer where it is accepted, and an error elsewhere', async () => {
		answering(304, { etag: 'W/"1"' });
		expect(await client().send({ ...read, accepts: [304] })).toMatchObject({ status: 304, versionId: '1' });
		expect(await failureOf(client().send(read))).toMatchObject({ kind: 'http', status: 304 });
	});

	test.each(['application/json', 'application/json+fhir; charset=utf-8', 'text/plain', 'text/html', ''])(
		'JSON under the type "%s"',
		async (type) => {
			answer = (_request, response) => {
				if (type) response.setHeader('content-type', type);
				response.end('\ufeff{"resourceType":"Patient","id":"1"}');
			};
			expect(await client().send(read)).toMatchObject({ id: '1' });
		},
	);

	test('JSON that is no resource, and text', async () => {
		answering(200, { 'content-type': 'application/json' }, '{"token_endpoint":"x"}');
		expect(
			await client().send({ interaction: 'discovery', method: 'GET', path: '.well-known/smart-configuration' }),
		).toMatchObject({ json: { token_endpoint: 'x' } });
		answering(
			200,
			{ 'content-type': 'application/fhir+ndjson' },
			'{"resourceType":"Patient"}\n{"resourceType":"Patient"}\n',
		);
		expect((await client().send({ interaction: 'operation', method: 'GET', path: '$x' })).text).toContain('\n');
	});

	test.each([
		['a web page', 'text/html', '<!DOCTYPE html><title>Login</title>', /web page/],
		['broken JSON', 'application/fhir+json', '{"resourceType":"Pat', /not valid JSON/],
		['FHIR XML', 'application/fhir+xml', '<Patient xmlns="http://hl7.org/fhir"/>', /XML/],
		['JSON too deep', 'application/fhir+json', `{"a":${'['.repeat(400)}${']'.repeat(400)}}`, /levels deep/],
	])('%s on success is a failure: unreadable for a read, done for a write', async (_name, type, body, message) => {
		answering(200, { 'content-type': type }, body);
		const unread = await failureOf(client().send(read));
		expect(unread).toMatchObject({ kind: 'answer', fate: 'unknown' });
		expect(unread.message).toMatch(message);
		const done = await failureOf(client().send(create));
		expect(done).toMatchObject({ kind: 'answer', fate: 'done' });
		expect(done.message).toMatch(/^The server carried out the create, but its/);
	});

	test('a read without a resource is a failure', async () => {
		answering(200, fhirJson, '');
		expect(await failureOf(client().send(read))).toMatchObject({ kind: 'answer' });
	});

	test('a write whose answer breaks off was done, and says where', async () => {
		answer = (_request, response) => {
			response.writeHead(201, { ...fhirJson, location: 'Patient/7/_history/1', 'content-length': '1000' });
			response.write('{"resourceType"');
			setImmediate(() => response.destroy());
		};
		const failure = await failureOf(client().send(create));
		expect(failure).toMatchObject({
			kind: 'network',
			fate: 'done',
			status: 201,
			details: { location: 'Patient/7/_history/1' },
		});
		expect(await failureOf(client().send(read))).toMatchObject({ kind: 'network', fate: 'unknown' });
	});

	test('open leaves the body to the caller, and still throws on an error status', async () => {
		answering(200, { 'content-type': 'image/png' }, 'bytes');
		const opened = await client().open({ ...read, headers: { accept: '*/*' } });
		expect((await opened.bytes()).toString()).toBe('bytes');
		answering(404, fhirJson, json({ resourceType: 'OperationOutcome', issue: [] }));
		expect(await failureOf(client().open(read))).toMatchObject({ status: 404 });
	});
});

describe('what an error status becomes', () => {
	const issue = (diagnostics: string) =>
		json({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'processing', diagnostics }] });
	const ifMatch = { 'if-match': 'W/"1"' };
	const conditional: FhirRequest = { ...update, path: 'Patient', query: [['identifier', '1']] };

	test.each<[number, FhirRequest, RegExp]>([
		[400, { ...read, interaction: 'search', path: 'Patient' }, /rejected the search as invalid: Words$/],
		[401, read, /did not accept the login/],
		[403, create, /not permitted to do this create/],
		[404, read, /Patient\/1 does not exist/],
		[404, { ...read, interaction: 'search', path: 'Patient' }, /does not offer the resource type Patient/],
		[404, { ...read, interaction: 'operation', path: '$x' }, /does not know this operation/],
		[405, update, /does not support the update/],
		[406, read, /cannot answer in FHIR JSON/],
		[409, { ...update, headers: ifMatch }, /Patient\/1 has changed on the server/],
		[409, { ...update, interaction: 'delete', method: 'DELETE' }, /Patient\/1 cannot be deleted/],
		[409, update, /update conflicts/],
		[410, read, /Patient\/1 has been deleted/],
		[412, { ...update, headers: ifMatch }, /Patient\/1 has changed on the server/],
		[412, { ...update, headers: { 'if-none-match': '*' } }, /Patient\/1 exists already/],
		[412, conditional, /More than one resource matches/],
		[413, create, /larger than the server accepts/],
		[415, create, /format of the body/],
		[418, create, /refused the create \(status 418\)/],
		[422, create, /could not process the content/],
		[428, update, /asks for the version/],
		[429, read, /too many requests/],
		[500, create, /failed during the create \(status 500\)/],
		[501, create, /not implemented/],
		[503, read, /not available/],
		[504, read, /gateway/],
	])('%i for %o', async (status, request, message) => {
		answering(status, fhirJson, issue('HAPI-0001: Words.'));
		const failure = await failureOf(client().send(request));
		expect(failure).toMatchObject({
			kind: 'http',
			status,
			code: 'processing',
			details: { issues: [{ text: 'Words.', number: 'HAPI-0001' }] },
		});
		expect(failure.message).toMatch(message);
		expect(failure.message).toContain('Words');
		expect(failure.advice).toBeTruthy();
	});

	test('a scope is named for 403, a waiting time for 429', async () => {
		answering(403, {});
		expect((await failureOf(client().send(create))).advice).toContain('`system/Patient.write`');
		expect((await failureOf(client().send(read))).advice).toContain('`system/Patient.read`');
		answering(429, { 'retry-after': '17' });
		expect(await failureOf(client().send(read))).toMatchObject({
			advice: expect.stringContaining('17 seconds'),
			details: { retryAfter: '17' },
		});
	});

	test('404 from something that is no FHIR server puts the base URL in question', async () => {
		answering(404, { 'content-type': 'text/html' }, '<html><title>Not Found</title></html>');
		const failure = await failureOf(client().send(read));
		expect(failure.message).toContain('does not answer as a FHIR server');
		expect(failure.advice).toContain('Base URL');
	});

	test('a write that ended in 500, 502, 504 or 408 may have been carried out; 503 and 4xx were not', async () => {
		for (const [status, fate] of [
			[500, 'unknown'],
			[502, 'unknown'],
			[504, 'unknown'],
			[408, 'unknown'],
			[503, 'refused'],
			[501, 'refused'],
			[422, 'refused'],
		] as const) {
			answering(status, {});
			expect((await failureOf(client().send(create))).fate).toBe(fate);
			expect((await failureOf(client().send({ ...create, interaction: 'search', path: 'Patient/_search' }))).fate).toBe(
				'refused',
			);
		}
	});

	test('no query and no body of ours stands in an error', async () => {
		answering(400, {}, '');
		const failure = await failureOf(
			client().send({ ...create, query: [['name', 'Chalmers']], body: { resourceType: 'Patient', name: 'Chalmers' } }),
		);
		const paged = await failureOf(client().send({ ...read, url: `${server.url}/fhir/Patient?name=Chalmers` }));
		for (const error of [failure, paged]) expect(json({ ...error, message: error.message })).not.toContain('Chalmers');
		expect(paged.details.request).toBe(`GET ${server.url}/fhir/Patient`);
	});

	test('an error body that breaks off, or is huge, leaves the status to speak', async () => {
		answer = (_request, response) => {
			response.writeHead(400, { 'content-length': '1000' });
			response.write('{');
			setImmediate(() => response.destroy());
		};
		expect(await failureOf(client().send(read))).toMatchObject({ kind: 'http', status: 400 });
		answering(400, fhirJson, issue('x'.repeat(3_000_000)));
		const failure = await failureOf(client().send(read));
		expect(failure.status).toBe(400);
		expect(json({ ...failure, message: failure.message }).length).toBeLessThan(5_000);
	});
});

describe('capabilities', () => {
	const statement = json({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });

	test('are asked for once for all who ask at the same time, and again after ten minutes', async () => {
		answering(200, fhirJson, statement);
		const runtime = testRuntime();
		const asking = client({ runtime });
		const all = await Promise.all([asking.capabilities(), asking.capabilities(), asking.capabilities()]);
		expect(all.map(({ fhirVersion }) => fhirVersion)).toEqual(['4.0.1', '4.0.1', '4.0.1']);
		runtime.turn(9 * 60_000);
		await asking.capabilities();
		expect(server.requests.map(({ url }) => url)).toEqual(['/fhir/metadata']);
		runtime.turn(2 * 60_000);
		await asking.capabilities();
		expect(server.requests).toHaveLength(2);
	});

	test('a failure is not remembered', async () => {
		const asking = client();
		answering(503, {});
		expect(await failureOf(asking.capabilities())).toMatchObject({ status: 503 });
		answering(200, fhirJson, statement);
		expect((await asking.capabilities()).fhirVersion).toBe('4.0.1');
	});

	test('who is stopped does not stop the others', async () => {
		const stop = new AbortController();
		let asked = 0;
		const made = await serverAndClient((_request, response) => {
			if (++asked === 1) stop.abort();
			else response.writeHead(200, fhirJson).end(statement);
		});
		try {
			const first = failureOf(made.client.capabilities(stop.signal));
			const second = made.client.capabilities();
			expect((await first).kind).toBe('cancelled');
			expect((await second).fhirVersion).toBe('4.0.1');
		} finally {
			await made.server.close();
		}
	});
});
