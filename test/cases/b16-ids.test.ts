import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { scripted } from '../engine/support/scripted';

const ids = [
	'x'.repeat(70),
	'a_b',
	'_a',
	'urn:oid:1.2.840',
	'~a~',
	'T2JzOjE=',
	'1+2',
	'a@b',
	'!$,',
	"eM5CWtq15N0WJeuCet5bJlQ3-s1.a'(b)",
];
const versions = ['2024-01-01T00:00:00.000Z', '2024-01-01T00:00:00+01:00', 'MTcw==', 'v'.repeat(70), '1_2'];
const dangerous = [
	'1/2',
	'..',
	'.',
	'1?x=1',
	'1#x',
	'1%2F2',
	'%2e%2e',
	'1\\2',
	'1 2',
	'1\n2',
	'1;x',
	'$expunge',
	'_history',
	'_search',
	'*',
];

const patient = (id: string, versionId?: string) => ({
	resourceType: 'Patient',
	id,
	...(versionId !== undefined && { meta: { versionId } }),
});
const on = (operation: string, more: IDataObject = {}): IDataObject => ({
	operation,
	resourceType: type('Patient'),
	...more,
});
const entriesIn = (body = '') =>
	(JSON.parse(body) as { entry: Array<{ request: IDataObject; fullUrl?: string }> }).entry.map(
		({ request }) => request,
	);

describe('B16: an ID that FHIR would not allow, but a server has', () => {
	it.each(ids)('%s is read, updated, patched and deleted', async (id) => {
		const body = JSON.stringify(patient(id));
		const jsonPatch = '[{ "op": "remove", "path": "/gender" }]';
		for (const operation of [
			on('get', { resourceId: id }),
			on('update', { resourceId: id, body }),
			on('upsert', { body }),
			on('patch', { resourceId: id, patchInput: 'json', jsonPatch }),
			on('delete', { resourceId: id }),
		]) {
			const { sent, ...result } = await scripted([{ body: patient(id) }], operation);
			expect(outputOf(result)).toMatchObject([{ id }]);
			expect(sent[0]?.url).toBe(`/fhir/Patient/${id}`);
		}
	});

	it.each([
		['the history', on('getHistory', { resourceId: 'urn:oid:1.2' }), '/fhir/Patient/urn:oid:1.2/_history'],
		[
			'a compartment',
			{ resource: 'search', operation: 'compartment', compartmentId: 'a_b' },
			'/fhir/Patient/a_b/Observation',
		],
		[
			'everything',
			{ resource: 'patient', operation: 'getEverything', resourceId: 'a_b' },
			'/fhir/Patient/a_b/$everything',
		],
		['a file', { resource: 'binary', operation: 'download', binaryId: 'urn:oid:1.2' }, '/fhir/Binary/urn:oid:1.2'],
		[
			'an operation',
			{
				resource: 'operation',
				operation: 'run',
				operationName: '$x',
				level: 'instance',
				resourceType: type('Patient'),
				resourceId: 'a~b',
			},
			'/fhir/Patient/a~b/$x',
		],
		[
			'a reference',
			{ resource: 'reference', operation: 'resolve', reference: 'Patient/urn:oid:1.2', context: '{}' },
			'/fhir/Patient/urn:oid:1.2',
		],
		[
			'a reference to a version',
			{ resource: 'reference', operation: 'resolve', reference: 'Patient/a_b/_history/MTcw==', context: '{}' },
			'/fhir/Patient/a_b/_history/MTcw==',
		],
	])('%s is asked for', async (_what, operation, path) => {
		const { sent } = await scripted([{ body: patient('x') }], operation);
		expect(sent[0]?.url.replace(/\?.*/, '')).toBe(path);
	});

	it.each(dangerous)('%j is still refused before anything is sent', async (id) => {
		for (const operation of ['get', 'delete']) {
			const { error, sent } = await scripted([{ body: patient('1') }], on(operation, { resourceId: id }));
			expect(error?.message).toMatch(/^"Resource ID"/);
			expect(sent).toEqual([]);
		}
		const body = JSON.stringify(patient(id));
		const { error, sent } = await scripted([{ body: patient('1') }], on('update', { body }));
		expect(error?.message).toMatch(/^"id in Body"/);
		expect(sent).toEqual([]);
	});
});

describe('B16: a version ID that FHIR would not allow, but a server has', () => {
	it.each(versions)('%s is read and written against', async (version) => {
		const read = await scripted(
			[{ body: patient('1', version) }],
			on('get', { resourceId: '1', options: { versionId: version } }),
		);
		expect(read.sent[0]?.url).toBe(`/fhir/Patient/1/_history/${version}`);
		const update = { body: JSON.stringify(patient('1', version)), options: { versionCheck: 'body' } };
		const written = await scripted([{ body: patient('1') }], on('update', update));
		expect(written.sent[0]?.headers['if-match']).toBe(`W/"${version}"`);
		const etag = { resourceId: '1', options: { ifNoneMatch: `W/"${version}"` } };
		const known = await scripted([{ status: 304, headers: { etag: `W/"${version}"` } }], on('get', etag));
		expect(known.sent[0]?.headers['if-none-match']).toBe(`W/"${version}"`);
		expect(outputOf(known)).toEqual([{ notModified: true, resourceType: 'Patient', id: '1', versionId: version }]);
	});

	it.each(['1/2', '1"2', '1 2', '..', '1%2F2'])('%j is still refused before anything is sent', async (version) => {
		const { error, sent } = await scripted(
			[{ body: patient('1') }],
			on('update', { body: JSON.stringify(patient('1')), options: { ifMatch: version } }),
		);
		expect(error?.message).toMatch(/^"If Match"/);
		expect(sent).toEqual([]);
	});
});

describe('B16: what a create returns', () => {
	const create = on('create', { body: '{ "gender": "female" }', options: { return: 'minimal' } });

	it.each([
		['Location', 'urn:oid:1.2', { location: '{base}/Patient/urn:oid:1.2/_history/MTcw==' }],
		[
			'Location with percent-encoding',
			'urn:oid:1.2',
			{ location: '{base}/Patient/urn%3Aoid%3A1.2/_history/MTcw%3D%3D' },
		],
		['a relative Location', 'x'.repeat(70), { location: `Patient/${'x'.repeat(70)}/_history/MTcw==` }],
		['Content-Location', 'a_b', { 'content-location': '{base}/Patient/a_b/_history/MTcw==' }],
		['Location without a version, and ETag', 'a~b', { location: '{base}/Patient/a~b', etag: 'W/"MTcw=="' }],
	])('the item has ID and version from %s', async (_where, id, headers) => {
		const result = await scripted([{ status: 201, headers: headers }], create);
		expect(outputOf(result)).toMatchObject([{ resourceType: 'Patient', id, meta: { versionId: 'MTcw==' } }]);
	});

	it.each([['{base}/Patient/_history/3'], ['{base}/Patient/$x'], ['{base}/jobs/Patient/a%2Fb']])(
		'%s names no resource',
		async (location) => {
			const [item] = outputOf(await scripted([{ status: 201, headers: { location } }], create));
			expect(item).not.toHaveProperty('id');
		},
	);

	it('an uploaded file has its ID, and so has its DocumentReference', async () => {
		const headers = { location: '{base}/Binary/urn:oid:1.2/_history/1' };
		const upload = { resource: 'binary', operation: 'upload', createDocumentReference: true };
		const binary = [{ data: { data: 'aGk=', mimeType: 'text/plain' } }];
		const { sent, ...result } = await scripted([{ status: 201, headers }], upload, { binary });
		expect(outputOf(result)).toMatchObject([{ resourceType: 'Binary', id: 'urn:oid:1.2' }]);
		expect(sent[1]?.body).toContain('"url":"Binary/urn:oid:1.2"');
	});
});

describe('B16: Bundles and histories', () => {
	const sendItems = { resource: 'bundle', operation: 'sendItems' };
	const responses = (...entry: object[]) => ({
		body: { resourceType: 'Bundle', type: 'batch-response', entry: entry.map((response) => ({ response })) },
	});

	it('Send Items: entries name such IDs and versions, and results have them', async () => {
		const input = [{ id: 'urn:oid:1.2', resourceType: 'Patient' }];
		const location = 'Patient/urn:oid:1.2/_history/MTcw==';
		const parameters = { ...sendItems, itemMethod: 'update', options: { ifMatch: 'MTcw==', return: 'minimal' } };
		const { sent, ...result } = await scripted([responses({ status: '200', location })], parameters, { input });
		expect(entriesIn(sent[0]?.body)).toEqual([{ method: 'PUT', url: 'Patient/urn:oid:1.2', ifMatch: 'W/"MTcw=="' }]);
		expect(outputOf(result)).toMatchObject([{ id: 'urn:oid:1.2', meta: { versionId: 'MTcw==' } }]);
	});

	it('Send Items: an item that refers to such an ID comes after the one that writes it', async () => {
		const subject = { reference: 'Patient/urn:oid:1.2' };
		const input = [
			{ resourceType: 'Observation', id: 'o1', subject },
			{ resourceType: 'Patient', id: 'urn:oid:1.2' },
		];
		const parameters = { ...sendItems, itemMethod: 'upsert' };
		const { sent } = await scripted([responses({ status: '200' })], parameters, { input });
		expect(sent.map(({ body }) => entriesIn(body).map(({ url }) => url))).toEqual([
			['Patient/urn:oid:1.2'],
			['Observation/o1'],
		]);
	});

	it('two Bundles that write one resource keep their order, however its URL is encoded', async () => {
		const bundle = (url: string) => ({
			bundle: {
				resourceType: 'Bundle',
				type: 'batch',
				entry: [{ resource: patient('a:b'), request: { method: 'PUT', url } }],
			},
		});
		let running = 0;
		let most = 0;
		const { error } = await scripted(
			() => {
				most = Math.max(most, ++running);
				// By then an unordered request would have arrived; one that waits for this response comes later.
				setImmediate(() => running--);
				return responses({ status: '200' });
			},
			{ resource: 'bundle', operation: 'send', bundle: '={{ $json.bundle }}' },
			{ input: [bundle('Patient/a:b'), bundle('Patient/a%3Ab'), bundle('Patient/a:b')] },
		);
		expect(error).toBeUndefined();
		expect(most).toBe(1);
	});

	it('history: a deletion has the version in its ETag', async () => {
		const entry = [
			{ request: { method: 'DELETE', url: 'Patient/a_b' }, response: { status: '204', etag: 'W/"MTcw=="' } },
		];
		const history = { body: { resourceType: 'Bundle', type: 'history', entry } };
		const result = await scripted([history], on('getHistory', { resourceId: 'a_b' }));
		expect(outputOf(result)).toEqual([{ resourceType: 'Patient', id: 'a_b', deleted: true, versionId: 'MTcw==' }]);
	});
});
