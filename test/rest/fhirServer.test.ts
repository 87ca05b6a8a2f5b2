import { makeEntry } from '../../nodes/Fhir/rest/bundle/entries';
import { sendBundle } from '../../nodes/Fhir/rest/bundle/sendBundle';
import { capabilityStatement } from '../../nodes/Fhir/rest/conformance/capabilities';
import { resourcePath } from '../../nodes/Fhir/rest/request/path';
import { searchQuery } from '../../nodes/Fhir/rest/request/query';
import type { FhirRequest } from '../../nodes/Fhir/rest/request/request';
import { searchRequest } from '../../nodes/Fhir/rest/search/searchRequest';
import { type FhirServer, startFhirServer } from '../servers/fhirServer';
import { allOf, clientFor, failureOf } from './support';

/** Against a FHIR server that others wrote, with the specification's own examples. */
let server: FhirServer;
beforeAll(async () => {
	server = await startFhirServer({ examples: ['Patient', 'Observation', 'Organization', 'Practitioner'] });
});
afterAll(() => server.close());

const client = () => clientFor(server.baseUrl);
const patient = { resourceType: 'Patient', name: [{ family: 'Testperson' }] };

test('FHIR server: create, read, update, an update with an old version, delete, read again', async () => {
	const created = await client().send({ interaction: 'create', method: 'POST', path: 'Patient', body: patient });
	const { id = '', versionId = '' } = created;
	expect(created).toMatchObject({ status: 201, type: 'Patient' });
	expect(created.location).toContain(`/Patient/${id}`);
	const path = resourcePath('Patient', id);
	const read: FhirRequest = { interaction: 'read', method: 'GET', path };
	expect((await client().send(read)).resource).toMatchObject({ ...patient, id });
	const update = { interaction: 'update', method: 'PUT', path, body: { ...patient, id, active: true } } as const;
	const updated = await client().send({ ...update, headers: { 'if-match': `W/"${versionId}"` } });
	expect(updated.versionId).not.toBe(versionId);
	const stale = await failureOf(client().send({ ...update, headers: { 'if-match': `W/"${versionId}"` } }));
	expect(stale.message).toContain(`Patient/${id} has changed on the server`);
	expect((await client().send({ interaction: 'delete', method: 'DELETE', path })).status).toBeLessThan(300);
	expect((await failureOf(client().send(read))).status).toBe(410);
});

test('FHIR server: a search over several pages finds each resource once, whatever the page size', async () => {
	const total = server.count('Patient');
	expect(total).toBeGreaterThan(10);
	for (const size of ['3', '7', '1000']) {
		const pages = await allOf(client().search(searchRequest({ path: 'Patient', query: [['_count', size]] })));
		const ids = pages.flatMap(({ matches }) => matches.map(({ resource }) => resource?.id));
		expect(ids).toHaveLength(total);
		expect(new Set(ids).size).toBe(total);
	}
});

test('FHIR server: searches by GET and by POST find the same, with chains and includes', async () => {
	const query = [
		...searchQuery([{ name: 'subject:Patient.name', value: 'Chalmers' }]),
		['_include', 'Observation:subject'] as const,
	];
	const found = async (method: 'GET' | 'POST') =>
		(await allOf(client().search(searchRequest({ path: 'Observation', query, method })))).flatMap(
			({ matches, included }) => [
				matches.map(({ resource }) => resource?.id),
				included.map(({ resource }) => resource?.resourceType),
			],
		);
	const [matches, included] = await found('GET');
	expect(matches?.length).toBeGreaterThan(0);
	expect(new Set(included)).toEqual(new Set(['Patient']));
	expect(await found('POST')).toEqual([matches, included]);
});

test('FHIR server: a search with a limit requests no more pages than it needs', async () => {
	server.requests.length = 0;
	const pages = await allOf(client().search(searchRequest({ path: 'Observation', query: [] }), { limit: 5 }));
	expect(pages.flatMap(({ matches }) => matches)).toHaveLength(5);
	expect(server.requests.map(({ url }) => url)).toEqual(['/fhir/Observation?_count=5']);
});

test('FHIR server: a history returns the newest version first', async () => {
	const { id = '' } = await client().send({ interaction: 'create', method: 'POST', path: 'Patient', body: patient });
	const path = resourcePath('Patient', id);
	await client().send({ interaction: 'update', method: 'PUT', path, body: { ...patient, id, active: true } });
	const [page] = await allOf(client().search({ interaction: 'history', method: 'GET', path: `${path}/_history` }));
	expect(page?.matches.map(({ resource }) => resource?.active)).toEqual([true, undefined]);
});

test('FHIR server: a transaction with references between its entries', async () => {
	const owner = makeEntry({ method: 'POST', type: 'Patient', body: patient });
	const observation = {
		resourceType: 'Observation',
		status: 'final',
		code: { text: 'x' },
		subject: { reference: owner.fullUrl ?? '' },
	};
	const entry = [makeEntry({ method: 'POST', type: 'Observation', body: observation }), owner];
	const { results } = await sendBundle(client(), { resourceType: 'Bundle', type: 'transaction', entry });
	expect(results.map(({ type, status }) => [type, status])).toEqual([
		['Observation', 201],
		['Patient', 201],
	]);
	const stored = await client().send({
		interaction: 'read',
		method: 'GET',
		path: resourcePath('Observation', results[0]?.id),
	});
	expect(stored.resource?.subject).toMatchObject({ reference: `Patient/${results[1]?.id}` });
});

test('FHIR server: a batch in which one entry fails', async () => {
	const entry = [
		makeEntry({ method: 'POST', type: 'Patient', body: patient }),
		{ request: { method: 'GET', url: 'Patient/does-not-exist' } },
	];
	const { results } = await sendBundle(client(), { resourceType: 'Bundle', type: 'batch', entry });
	const [good, bad] = results;
	expect(good).toMatchObject({ status: 201, type: 'Patient' });
	expect(good?.failure).toBeUndefined();
	expect(bad?.failure).toMatchObject({ status: 404 });
});

test('FHIR server: the CapabilityStatement is read', async () => {
	expect(await capabilityStatement(client())).toMatchObject({
		resourceType: 'CapabilityStatement',
		fhirVersion: '4.0.1',
	});
});
