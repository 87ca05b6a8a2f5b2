import { answeringServer, failureOf, fhirJson, requests } from '../support';

const { read, create, update } = requests;
const { answerBy, answering, client } = answeringServer();
const json = (value: unknown) => JSON.stringify(value);

describe('parseResponse:', () => {
	test('reads id and version from the body', async () => {
		answering(
			200,
			{ ...fhirJson, etag: 'W/"9"' },
			json({ resourceType: 'Patient', id: '1', meta: { versionId: '3', lastUpdated: '2024-01-01T00:00:00Z' } }),
		);
		expect(await client().send(read)).toMatchObject({
			type: 'Patient',
			id: '1',
			versionId: '3',
			lastModified: '2024-01-01T00:00:00Z',
			resource: { id: '1' },
		});
	});

	test.each([
		['absolute with _history', 'http://h/fhir/Patient/7/_history/2', { id: '7', versionId: '2' }],
		['relative with _history', 'Patient/7/_history/2', { id: '7', versionId: '2' }],
		['relative to the host', '/fhir/Patient/7/_history/2', { id: '7', versionId: '2' }],
		['without _history', 'http://h/fhir/Patient/7', { id: '7' }],
	])('a create without a body: reads id and version from a Location %s', async (_name, location, expected) => {
		answering(201, { location });
		const response = await client().send(create);
		expect(response).toMatchObject({ status: 201, type: 'Patient', ...expected });
		expect(response.location).toMatch(/^http:/);
		expect(response.resource).toBeUndefined();
	});

	test('a write by id without a body: reads id and version from ETag and path', async () => {
		answering(200, { etag: 'W/"4"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' });
		expect(await client().send(update)).toMatchObject({
			type: 'Patient',
			id: '1',
			versionId: '4',
			lastModified: 'Mon, 01 Jan 2024 00:00:00 GMT',
		});
	});

	test('a write without ETag: reads id and version from Content-Location', async () => {
		answering(200, { 'content-location': 'http://h/fhir/Patient/1/_history/5' });
		expect(await client().send({ ...update, method: 'PATCH', interaction: 'patch' })).toMatchObject({
			id: '1',
			versionId: '5',
		});
	});

	test('an OperationOutcome with a success status is the outcome, and the headers name the resource', async () => {
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

	test.each([200, 202, 204])('a delete with the status %s succeeds', async (status) => {
		answering(status, {});
		expect(await client().send({ interaction: 'delete', method: 'DELETE', path: 'Patient/1' })).toMatchObject({
			status,
			type: 'Patient',
			id: '1',
		});
	});

	test('304 is a response if the request accepts it, else an error', async () => {
		answering(304, { etag: 'W/"1"' });
		expect(await client().send({ ...read, accepts: [304] })).toMatchObject({ status: 304, versionId: '1' });
		expect(await failureOf(client().send(read))).toMatchObject({ kind: 'http', status: 304 });
	});

	test.each(['application/json', 'application/json+fhir; charset=utf-8', 'text/plain', 'text/html', ''])(
		'JSON with the content type "%s" is parsed',
		async (type) => {
			answerBy((_request, response) => {
				if (type) response.setHeader('content-type', type);
				response.end('\ufeff{"resourceType":"Patient","id":"1"}');
			});
			expect(await client().send(read)).toMatchObject({ id: '1' });
		},
	);

	test('JSON that is not a resource, and text, are returned', async () => {
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
	])(
		'%s with a success status throws a Failure: effect unknown for a read, applied for a write',
		async (_name, type, body, message) => {
			answering(200, { 'content-type': type }, body);
			const unread = await failureOf(client().send(read));
			expect(unread).toMatchObject({ kind: 'response', effect: 'unknown' });
			expect(unread.message).toMatch(message);
			const done = await failureOf(client().send(create));
			expect(done).toMatchObject({ kind: 'response', effect: 'applied' });
			expect(done.message).toMatch(/^The server carried out the create, but the server's response is/);
		},
	);

	test('a read without a resource throws a Failure', async () => {
		answering(200, fhirJson, '');
		expect(await failureOf(client().send(read))).toMatchObject({ kind: 'response' });
	});

	test('a write whose response breaks off was applied, and the failure names the resource', async () => {
		answerBy((_request, response) => {
			response.writeHead(201, { ...fhirJson, location: 'Patient/7/_history/1', 'content-length': '1000' });
			response.write('{"resourceType"');
			setImmediate(() => response.destroy());
		});
		const failure = await failureOf(client().send(create));
		expect(failure).toMatchObject({
			kind: 'network',
			effect: 'applied',
			status: 201,
			details: { location: 'Patient/7/_history/1' },
		});
		expect(await failureOf(client().send(read))).toMatchObject({ kind: 'network' });
	});

	test('FhirClient.open leaves the body to the caller, but throws for an error status', async () => {
		answering(200, { 'content-type': 'image/png' }, 'bytes');
		const opened = await client().open({ ...read, headers: { accept: '*/*' } });
		expect((await opened.bytes()).toString()).toBe('bytes');
		answering(404, fhirJson, json({ resourceType: 'OperationOutcome', issue: [] }));
		expect(await failureOf(client().open(read))).toMatchObject({ status: 404 });
	});
});
