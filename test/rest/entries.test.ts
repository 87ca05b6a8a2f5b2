import { makeEntry } from '../../nodes/Fhir/rest/entries';
import { readEntryResults } from '../../nodes/Fhir/rest/entryResults';
import type { Bundle, BundleEntry } from '../../nodes/Fhir/rest/resource';
import type { FhirResponse } from '../../nodes/Fhir/rest/response';
import { sendBundle } from '../../nodes/Fhir/rest/sendBundle';
import { isBundle } from '../../nodes/Fhir/rest/resource';
import { parseJson } from '../../nodes/Fhir/rest/json';
import type { Handler } from '../servers/httpServer';
import { failureOf, serverAndClient, testRuntime } from './support';

const patient = { resourceType: 'Patient', id: '0a1b2c3d-0000-4000-8000-000000000001' };
const post = (id: string): BundleEntry => ({
	fullUrl: `urn:uuid:${id}`,
	resource: { resourceType: 'Patient' },
	request: { method: 'POST', url: 'Patient' },
});
const bundle = (type: string, entry: BundleEntry[]): Bundle => ({ resourceType: 'Bundle', type, entry });
const answered = (...entry: unknown[]): FhirResponse => ({
	status: 200,
	headers: {},
	url: 'http://h/fhir',
	resource: { resourceType: 'Bundle', type: 'batch-response', entry: entry as never },
});
const outcome = (code: string, diagnostics: string) => ({
	resourceType: 'OperationOutcome',
	issue: [{ severity: 'error', code, diagnostics }],
});

describe('making entries', () => {
	test('a create refers to itself by the UUID that it has, or by a new one', () => {
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

	test('conditions stand where the method wants them', () => {
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

	test('a JSON Patch travels in a Binary, a FHIRPath Patch as Parameters', () => {
		const body = { contentType: 'application/json-patch+json', content: '[{"op":"remove","path":"/ä"}]' };
		const { resource } = makeEntry({ method: 'PATCH', type: 'Patient', id: '1', body });
		expect(resource).toMatchObject({ resourceType: 'Binary', contentType: body.contentType });
		expect(Buffer.from(String(resource?.data), 'base64').toString()).toBe(body.content);
		const parameters = { resourceType: 'Parameters' };
		expect(makeEntry({ method: 'PATCH', type: 'Patient', id: '1', body: parameters }).resource).toBe(parameters);
	});

	test('what is missing is said', () => {
		for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
			expect(() => makeEntry({ method, type: 'Patient', body: patient })).toThrow(
				`An entry with ${method} names neither an ID nor criteria`,
			);
		}
		for (const method of ['POST', 'PUT', 'PATCH'] as const) {
			expect(() => makeEntry({ method, type: 'Patient', id: '1' })).toThrow(`An entry with ${method} has no resource`);
		}
		expect(() => makeEntry({ method: 'DELETE', type: 'Patient', id: 'a/b' })).toThrow('"Resource ID"');
	});
});

describe('reading answers entry by entry', () => {
	test('id, version and address from location, etag or resource', () => {
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

	test('each entry that failed has its own failure, as if it had been sent alone', () => {
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
		expect(unsaid).toMatchObject({ status: 0, failure: { kind: 'answer', fate: 'unknown' } });
	});

	test.each([
		['fewer', answered({ response: { status: '201' } })],
		['no Bundle', { status: 200, headers: {}, url: 'http://h/fhir' }],
	])('%s answers than entries: nothing is guessed', async (_name, answer) => {
		expect(await failureOf(() => readEntryResults([post('a'), post('b')], answer))).toMatchObject({
			kind: 'answer',
			fate: 'done',
		});
	});
});

describe('entries that the server puts off', () => {
	/** Puts the entries of these names off until they were asked for often enough. */
	const throttling = (patience: Record<string, number>): Handler => {
		return ({ body }, response) => {
			const bundle = parseJson(body.toString());
			const entries = isBundle(bundle) ? (bundle.entry ?? []) : [];
			const answers = entries.map(({ fullUrl = '' }) => {
				const left = (patience[fullUrl] ?? 0) - 1;
				patience[fullUrl] = left;
				return {
					response:
						left >= 0
							? { status: '429', outcome: outcome('throttled', 'Slow down') }
							: { status: '201', location: `Patient/${fullUrl.slice(-1)}/_history/1` },
				};
			});
			response.setHeader('retry-after', '2');
			response.end(JSON.stringify({ resourceType: 'Bundle', type: 'batch-response', entry: answers }));
		};
	};

	test('are sent again, and they alone; the order stays', async () => {
		const runtime = testRuntime();
		const { server, client } = await serverAndClient(throttling({ 'urn:uuid:b': 2 }), { runtime });
		try {
			const { results } = await sendBundle(client, bundle('batch', ['a', 'b', 'c'].map(post)));
			expect(results.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
			expect(server.requests.map(({ body }) => body.match(/urn:uuid:./g))).toEqual([
				['urn:uuid:a', 'urn:uuid:b', 'urn:uuid:c'],
				['urn:uuid:b'],
				['urn:uuid:b'],
			]);
			expect(runtime.slept.every((wait) => wait >= 2_000)).toBe(true);
		} finally {
			await server.close();
		}
	});

	test('keep their failure in the end, and the others their success', async () => {
		const { server, client } = await serverAndClient(throttling({ 'urn:uuid:b': 100 }));
		try {
			const { results } = await sendBundle(client, bundle('batch', ['a', 'b'].map(post)));
			const [one, two] = results;
			expect(one).toMatchObject({ status: 201, id: 'a' });
			expect(two?.failure).toMatchObject({ status: 429, fate: 'refused' });
			expect(server.requests).toHaveLength(5);
		} finally {
			await server.close();
		}
	});

	test('a repetition that fails costs the others nothing', async () => {
		let requests = 0;
		const throttle = throttling({ 'urn:uuid:b': 100 });
		const { server, client } = await serverAndClient((request, response) => {
			if (++requests === 1) return throttle(request, response);
			response.writeHead(500).end();
			return undefined;
		});
		try {
			const { results } = await sendBundle(client, bundle('batch', ['a', 'b'].map(post)));
			const [one, two] = results;
			expect(one).toMatchObject({ status: 201, id: 'a' });
			expect(two?.failure).toMatchObject({ status: 500, fate: 'unknown' });
		} finally {
			await server.close();
		}
	});

	test('a transaction that is refused is one failure', async () => {
		const { server, client } = await serverAndClient(
			(_request, response) => void response.writeHead(400).end(JSON.stringify(outcome('invalid', 'Entry 1 is bad'))),
		);
		try {
			expect(await failureOf(sendBundle(client, bundle('transaction', ['a', 'b'].map(post))))).toMatchObject({
				status: 400,
				fate: 'refused',
				message: expect.stringContaining('Entry 1 is bad'),
			});
		} finally {
			await server.close();
		}
	});
});
