import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { scripted } from '../engine/support/scripted';

const patient = { body: { resourceType: 'Patient', id: '1' } };
const page = { body: { resourceType: 'Bundle', type: 'searchset' } };
const on = (operation: string, more: IDataObject = {}): IDataObject => ({
	operation,
	resourceType: type('Patient'),
	...more,
});
const get = on('get', { resourceId: '1' });
const update = on('update', { body: '{ "resourceType": "Patient", "id": "1" }' });
const search = on('getAll', { searchBy: 'queryString', queryString: 'name=x' });
const headers = (...rows: Array<[string, string]>) => ({
	headers: { header: rows.map(([name, value]) => ({ name, value })) },
});

async function sentFor(operation: IDataObject, options: IDataObject, responses: object[] = [patient], more = {}) {
	const all = { ...operation, options: { ...(operation.options as IDataObject | undefined), ...options } };
	return await scripted(responses, all, more);
}

describe('B19: Accept', () => {
	it('is FHIR JSON, or else JSON, by default', async () => {
		const { sent } = await sentFor(get, {});
		expect(sent[0]?.headers.accept).toBe('application/fhir+json, application/json;q=0.9');
	});

	it.each([
		['a read', get, patient],
		['a search', search, page],
		['a search by POST', { ...search, options: { method: 'post' } }, page],
		['an update', update, patient],
		['a Bundle', { resource: 'bundle', operation: 'sendItems', body: '{ "resourceType": "Patient" }' }, page],
		['the SMART configuration', { resource: 'server', operation: 'getSmartConfiguration' }, { body: '{}' }],
		['GraphQL', { resource: 'server', operation: 'graphql', graphqlQuery: '{ PatientList { id } }' }, { body: '{}' }],
		['a file', { resource: 'binary', operation: 'download', binaryId: '1' }, { body: 'x' }],
	])('of Headers is sent with %s instead of the default', async (_what, operation, response) => {
		const { sent } = await sentFor(operation, headers(['Accept', 'application/json']), [response]);
		expect(sent[0]?.headers.accept).toBe('application/json');
	});

	it('of Headers is also sent with next pages and with the polls of a job', async () => {
		const next = { body: { ...page.body, link: [{ relation: 'next', url: '{base}?page=2' }] } };
		const pages = await sentFor({ ...search, returnAll: true }, headers(['accept', 'a/b']), [next, page]);
		expect(pages.sent.map((request) => request.headers.accept)).toEqual(['a/b', 'a/b']);
		const job = { resource: 'operation', operation: 'run', operationName: '$x', level: 'system' };
		const accepted = { status: 202, headers: { 'content-location': '{base}/jobs/1' } };
		const run = await sentFor(job, { ...headers(['accept', 'a/b']), respondAsync: true }, [accepted, patient]);
		expect(run.sent.map((request) => request.headers.accept)).toEqual(['a/b', 'a/b']);
	});

	it('of the Download operation comes before that of Headers', async () => {
		const download = { resource: 'binary', operation: 'download', binaryId: '1' };
		const options = { ...headers(['Accept', 'application/json']), accept: 'image/png' };
		const { sent } = await sentFor(download, options, [{ body: 'x' }]);
		expect(sent[0]?.headers.accept).toBe('image/png');
	});

	it('of Headers leaves out the FHIR Version, which a hint says', async () => {
		const { sent, hints } = await sentFor(get, { ...headers(['Accept', 'application/json']), fhirVersion: '4.0' });
		expect(sent[0]?.headers.accept).toBe('application/json');
		expect(hints).toEqual([expect.stringMatching(/"FHIR Version" is not added/)]);
	});
});

describe('B19: Content-Type', () => {
	const utf8 = 'application/fhir+json; charset=utf-8';

	it.each([
		['a resource', update],
		['a Bundle', { resource: 'bundle', operation: 'sendItems', body: '{ "resourceType": "Patient" }' }],
		[
			'a JSON Patch',
			on('patch', { resourceId: '1', patchInput: 'json', jsonPatch: '[{ "op": "remove", "path": "/a" }]' }),
		],
	])('of Headers is sent with %s', async (_what, operation) => {
		const { sent } = await sentFor(operation, headers(['content-TYPE', utf8]));
		expect(sent[0]?.headers['content-type']).toBe(utf8);
	});

	it('of Headers is not sent with what has no body, a form, or a file, which keeps its own', async () => {
		const options = headers(['Content-Type', utf8]);
		expect((await sentFor(get, options)).sent[0]?.headers).not.toHaveProperty('content-type');
		const form = await sentFor({ ...search, options: { method: 'post' } }, options, [page]);
		expect(form.sent[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
		const binary = [{ data: { data: 'aGk=', mimeType: 'image/png' } }];
		const upload = await sentFor({ resource: 'binary', operation: 'upload' }, options, [patient], { binary });
		expect(upload.sent[0]?.headers['content-type']).toBe('image/png');
	});
});

describe('B19: Prefer', () => {
	const conditional = on('delete', { findBy: 'queryString', queryString: 'identifier=http://h|1' });
	const send = (entry: object) => ({
		resource: 'bundle',
		operation: 'send',
		bundle: JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry: [entry] }),
	});
	const resource = { resourceType: 'Patient' };

	it.each([
		[
			'is added to what the options ask for',
			update,
			'respond-async, wait=10',
			'return=representation, respond-async, wait=10',
		],
		['replaces a preference of the same name', update, 'RETURN=minimal', 'RETURN=minimal'],
		['is added to handling=strict of a conditional write', conditional, 'wait=5', 'wait=5, handling=strict'],
		['replaces handling=strict of a conditional write', conditional, 'handling=lenient', 'handling=lenient'],
		['is sent with a read', get, 'handling=strict', 'handling=strict'],
		['may have a comma within quotes', get, 'foo="a,b", return=minimal', 'foo="a,b", return=minimal'],
	])('of Headers %s', async (_what, operation, prefer, expected) => {
		const { sent } = await sentFor(operation, headers(['Prefer', prefer]));
		expect(sent[0]?.headers.prefer).toBe(expected);
	});

	it.each([
		[
			'a conditional create',
			{ request: { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=http://h|1' }, resource },
		],
		['a conditional update', { request: { method: 'PUT', url: 'Patient?identifier=http://h|1' }, resource }],
		['a conditional delete', { request: { method: 'DELETE', url: 'Patient?identifier=http://h|1' } }],
	])('handling=strict is sent with a Bundle that has %s', async (_what, entry) => {
		const { sent } = await sentFor(send(entry), {});
		expect(sent[0]?.headers.prefer).toBe('return=representation, handling=strict');
	});

	it('handling=strict is not sent with a Bundle that has none, and not where Headers say lenient', async () => {
		const read = await sentFor(send({ request: { method: 'GET', url: 'Patient?name=x' } }), {});
		expect(read.sent[0]?.headers.prefer).toBe('return=representation');
		const entry = { request: { method: 'DELETE', url: 'Patient?identifier=http://h|1' } };
		const lenient = await sentFor(send(entry), headers(['Prefer', 'handling=lenient']));
		expect(lenient.sent[0]?.headers.prefer).toBe('return=representation, handling=lenient');
	});

	it('handling=strict is sent with Send Items that creates conditionally', async () => {
		const items = { resource: 'bundle', operation: 'sendItems', body: '{ "resourceType": "Patient" }' };
		const { sent } = await sentFor(items, { ifNoneExist: 'identifier=http://h|1' });
		expect(sent[0]?.headers.prefer).toContain('handling=strict');
	});
});

describe('B19: Add Format Parameter', () => {
	const add = { addFormat: true };
	const urlsOf = async (operation: IDataObject, responses: object[] = [patient], more = {}) =>
		(await sentFor(operation, add, responses, more)).sent.map(({ url }) => url);

	it('adds _format=json to reads, writes, searches by GET and POST, and Bundles', async () => {
		expect(await urlsOf(get)).toEqual(['/fhir/Patient/1?_format=json']);
		expect(await urlsOf(update)).toEqual(['/fhir/Patient/1?_format=json']);
		expect(await urlsOf(search, [page])).toEqual(['/fhir/Patient?name=x&_count=50&_format=json']);
		expect(await urlsOf({ ...search, options: { method: 'post' } }, [page])).toEqual([
			'/fhir/Patient/_search?_format=json',
		]);
		const items = { resource: 'bundle', operation: 'sendItems', body: '{ "resourceType": "Patient" }' };
		const { sent } = await sentFor(items, add, [page]);
		expect(sent[0]?.url).toBe('/fhir?_format=json');
		expect(sent[0]?.body).not.toContain('_format');
	});

	it('adds it to next links that do not have it', async () => {
		const linked = (url: string) => ({ body: { ...page.body, link: [{ relation: 'next', url: `{base}${url}` }] } });
		const responses = [linked('?page=2&_format=json'), linked('?page=3'), page];
		expect(await urlsOf({ ...search, returnAll: true }, responses)).toEqual([
			'/fhir/Patient?name=x&_count=200&_format=json',
			'/fhir?page=2&_format=json',
			'/fhir?page=3&_format=json',
		]);
	});

	it('adds it to no file, and not where the user has named a format', async () => {
		expect(await urlsOf({ resource: 'binary', operation: 'download', binaryId: '1' }, [{ body: 'x' }])).toEqual([
			'/fhir/Binary/1',
		]);
		const typed = { ...search, queryString: 'name=x&_format=application/fhir%2Bjson' };
		expect((await urlsOf(typed, [page]))[0]?.match(/_format/g)).toHaveLength(1);
		expect(await urlsOf({ ...typed, options: { method: 'post' } }, [page])).toEqual(['/fhir/Patient/_search']);
	});

	it('is off by default', async () => {
		expect((await sentFor(get, {})).sent[0]?.url).toBe('/fhir/Patient/1');
	});
});

describe('B19: the type of a response', () => {
	const types = [
		'application/fhir',
		'application/fhir; charset=utf-8',
		'application/vnd.x.fhir+json',
		'application/vnd.api+json',
		'application/vnd.acme.ehr',
		'text/json',
		'application/x-fhir',
	];

	it.each(types)('%s: a body that is a resource is read', async (contentType) => {
		const response = { headers: { 'content-type': contentType }, body: JSON.stringify(patient.body) };
		expect(outputOf(await scripted([response], get))).toEqual([patient.body]);
		const bundle = {
			headers: { 'content-type': contentType },
			body: JSON.stringify({ ...page.body, entry: [{ resource: patient.body }] }),
		};
		expect(outputOf(await scripted([bundle], search))).toEqual([patient.body]);
	});

	it('application/fhir: the response of an operation is read, and is no file', async () => {
		const response = { headers: { 'content-type': 'application/fhir' }, body: JSON.stringify(patient.body) };
		const run = { resource: 'operation', operation: 'run', operationName: '$x', level: 'system' };
		expect(outputOf(await scripted([response], run))).toEqual([patient.body]);
	});
});
