import { makeEntry } from '../../../nodes/Fhir/rest/bundle/entries';
import { readEntryResults } from '../../../nodes/Fhir/rest/bundle/entryResults';
import type { BundleEntry } from '../../../nodes/Fhir/rest/model/resource';
import type { FhirResponse } from '../../../nodes/Fhir/rest/response/response';
import { failureOf } from '../support';
import { noMask } from '../../../nodes/Fhir/support/mask';

const patient = { resourceType: 'Patient', id: '0a1b2c3d-0000-4000-8000-000000000001' };
const post = (id: string): BundleEntry => ({
	fullUrl: `urn:uuid:${id}`,
	resource: { resourceType: 'Patient' },
	request: { method: 'POST', url: 'Patient' },
});
const answered = (...entry: unknown[]): FhirResponse => ({
	status: 200,
	headers: {},
	url: 'http://h/fhir',
	mask: noMask,
	resource: { resourceType: 'Bundle', type: 'batch-response', entry: entry as never },
});
const outcome = (code: string, diagnostics: string) => ({
	resourceType: 'OperationOutcome',
	issue: [{ severity: 'error', code, diagnostics }],
});

describe('makeEntry:', () => {
	test('a create has a full URL with its own UUID or a new one', () => {
		expect(makeEntry({ method: 'POST', type: 'Patient', body: patient })).toEqual({
			fullUrl: `urn:uuid:${patient.id}`,
			resource: patient,
			request: { method: 'POST', url: 'Patient' },
		});
		const plain = { resourceType: 'Patient', id: 'example' };
		const [one, two] = [1, 2].map(() => makeEntry({ method: 'POST', type: 'Patient', body: plain }).fullUrl);
		expect(one).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
		expect(one).not.toBe(two);
		expect(makeEntry({ method: 'POST', type: 'Patient', body: plain, fullUrl: 'urn:uuid:x' }).fullUrl).toBe(
			'urn:uuid:x',
		);
	});

	test('conditions are placed as the method requires', () => {
		const query = [['identifier', 'a|1']] as const;
		expect(makeEntry({ method: 'POST', type: 'Patient', body: patient, query }).request).toEqual({
			method: 'POST',
			url: 'Patient',
			ifNoneExist: 'identifier=a%7C1',
		});
		expect(makeEntry({ method: 'PUT', type: 'Patient', body: patient, query }).request).toEqual({
			method: 'PUT',
			url: 'Patient?identifier=a%7C1',
		});
		expect(makeEntry({ method: 'PUT', type: 'Patient', id: '1', body: patient, ifMatch: 'W/"2"' }).request).toEqual({
			method: 'PUT',
			url: 'Patient/1',
			ifMatch: 'W/"2"',
		});
		expect(makeEntry({ method: 'DELETE', type: 'Patient', id: '1' })).toEqual({
			request: { method: 'DELETE', url: 'Patient/1' },
		});
		expect(makeEntry({ method: 'GET', type: 'Patient', query })).toEqual({
			request: { method: 'GET', url: 'Patient?identifier=a%7C1' },
		});
	});

	test('a JSON Patch is sent in a Binary, a FHIRPath Patch as Parameters', () => {
		const body = { contentType: 'application/json-patch+json', content: '[{"op":"remove","path":"/ä"}]' };
		const { resource } = makeEntry({ method: 'PATCH', type: 'Patient', id: '1', body });
		expect(resource).toMatchObject({ resourceType: 'Binary', contentType: body.contentType });
		expect(Buffer.from(String(resource?.data), 'base64').toString()).toBe(body.content);
		const parameters = { resourceType: 'Parameters' };
		expect(makeEntry({ method: 'PATCH', type: 'Patient', id: '1', body: parameters }).resource).toBe(parameters);
	});

	test('missing parts are named', () => {
		for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
			expect(() => makeEntry({ method, type: 'Patient', body: patient })).toThrow(
				`An entry with ${method} has neither an ID nor criteria`,
			);
		}
		for (const method of ['POST', 'PUT', 'PATCH'] as const) {
			expect(() => makeEntry({ method, type: 'Patient', id: '1' })).toThrow(`An entry with ${method} has no resource`);
		}
		expect(() => makeEntry({ method: 'DELETE', type: 'Patient', id: 'a/b' })).toThrow('"Resource ID"');
	});
});

describe('readEntryResults:', () => {
	test('reads id, version and location from Location, ETag or the resource', () => {
		const results = readEntryResults(
			[
				post('a'),
				post('b'),
				{ request: { method: 'PUT', url: 'Patient/3' } },
				{ request: { method: 'DELETE', url: 'Patient/4' } },
			],
			answered(
				{ response: { status: '201 Created', location: 'Patient/1/_history/1', lastModified: '2024-01-01T00:00:00Z' } },
				{ response: { status: '201' }, resource: { resourceType: 'Patient', id: '2', meta: { versionId: '7' } } },
				{ response: { status: 200, etag: 'W/"5"' } },
				{ response: { status: '204 No Content' } },
			),
		);
		expect(results).toMatchObject([
			{
				status: 201,
				type: 'Patient',
				id: '1',
				versionId: '1',
				location: 'Patient/1/_history/1',
				lastModified: '2024-01-01T00:00:00Z',
			},
			{ status: 201, id: '2', versionId: '7', resource: { id: '2' } },
			{ status: 200, type: 'Patient', id: '3', versionId: '5' },
			{ status: 204, type: 'Patient', id: '4' },
		]);
		expect(results.every(({ failure }) => failure === undefined)).toBe(true);
	});

	test('each failed entry has its own Failure, as if it had been sent on its own', () => {
		const [bad, stale, silent, unsaid] = readEntryResults(
			[
				post('a'),
				{ request: { method: 'PUT', url: 'Patient/2', ifMatch: 'W/"1"' } },
				{ request: { method: 'GET', url: 'Patient/3' } },
				{},
			],
			answered(
				{ response: { status: '422 Unprocessable', outcome: outcome('value', 'HAPI-0450: Bad date') } },
				{ response: { status: '412' }, resource: outcome('conflict', 'No') },
				{ response: { status: '404' } },
				{},
			),
		);
		expect(bad?.failure).toMatchObject({
			kind: 'http',
			status: 422,
			message: expect.stringContaining('Bad date'),
			details: { issues: [{ number: 'HAPI-0450' }] },
		});
		expect(stale?.failure?.message).toContain('Patient/2 has changed on the server');
		expect(silent?.failure?.message).toContain('Patient/3 does not exist');
		expect(unsaid).toMatchObject({ status: 0, failure: { kind: 'response', effect: 'unknown' } });
	});

	test('an OperationOutcome is a message, unless it was requested', () => {
		const stored = { ...outcome('informational', 'All well'), id: '101' };
		const [read, created] = readEntryResults(
			[{ request: { method: 'GET', url: 'OperationOutcome/101' } }, post('a')],
			answered(
				{ response: { status: '200' }, resource: stored },
				{ response: { status: '201', location: 'Patient/1/_history/1' }, resource: stored },
			),
		);
		expect(read).toMatchObject({ type: 'OperationOutcome', id: '101', resource: stored });
		expect(read?.outcome).toBeUndefined();
		expect(created).toMatchObject({ type: 'Patient', id: '1', outcome: stored });
		expect(created?.resource).toBeUndefined();
	});

	test.each([
		['fewer results than entries', answered({ response: { status: '201' } })],
		['a response without a Bundle', { status: 200, headers: {}, url: 'http://h/fhir', mask: noMask }],
	])('%s: throws a Failure instead of guessing', async (_name, answer) => {
		expect(await failureOf(() => readEntryResults([post('a'), post('b')], answer))).toMatchObject({
			kind: 'response',
			effect: 'applied',
		});
	});
});
