import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { scripted, type ScriptedResponse } from '../engine/support/scripted';

interface Entry {
	fullUrl?: string;
	resource?: IDataObject;
	search?: { mode: string };
	request?: object;
	response?: object;
}

const bundle = (entry: Entry[], next?: string, self?: string): ScriptedResponse => ({
	body: {
		resourceType: 'Bundle',
		type: 'searchset',
		entry,
		link: [
			...(next === undefined ? [] : [{ relation: 'next', url: next }]),
			...(self === undefined ? [] : [{ relation: 'self', url: self }]),
		],
	},
});
const patient = (id: string, more: IDataObject = {}) => ({ resourceType: 'Patient', id, ...more });
const version = (versionId: string, lastUpdated?: string) => ({
	meta: { versionId, ...(lastUpdated && { lastUpdated }) },
});
const match = (id: string, fullUrl?: string, more?: IDataObject): Entry => ({
	...(fullUrl !== undefined && { fullUrl }),
	resource: patient(id, more),
	search: { mode: 'match' },
});
const include = (...parameters: Parameters<typeof match>): Entry => ({
	...match(...parameters),
	search: { mode: 'include' },
});

const search: IDataObject = { operation: 'getAll', resourceType: type('Patient'), returnAll: true };
const items = async (pages: ScriptedResponse[], parameters: IDataObject = search) =>
	outputOf(await scripted(pages, parameters));

describe('A10: a resource that is both a match and included', () => {
	it.each([
		['the match comes first', [match('1'), include('1'), include('2')]],
		['the included one comes first', [include('1'), include('2'), match('1')]],
	])('is one item: %s', async (_order, entries) => {
		expect((await items([bundle(entries)])).map(({ id }) => id)).toEqual(['1', '2']);
	});

	it('is one item, the match, where the included one was on an earlier page', async () => {
		const pages = [
			bundle([match('1'), include('2'), include('3')], '?2'),
			bundle([match('2', undefined, { active: true })]),
		];
		expect(await items(pages)).toEqual([patient('1'), patient('3'), patient('2', { active: true })]);
	});

	it('counts towards the limit as the match that it is', async () => {
		const pages = [bundle([match('1'), include('2')], '?2'), bundle([match('2'), match('3')])];
		const limited = await items(pages, { ...search, returnAll: false, limit: 2 });
		expect(limited.map(({ id }) => id)).toEqual(['1', '2']);
	});
});

describe('A10: the same type and ID with another full URL', () => {
	it.each([
		[
			'on one page',
			[bundle([match('1', 'https://a.example/fhir/Patient/1'), match('1', 'https://b.example/fhir/Patient/1')])],
		],
		[
			'on two pages',
			[
				bundle([match('1', 'https://a.example/fhir/Patient/1')], '?2'),
				bundle([match('1', 'https://b.example/fhir/Patient/1')]),
			],
		],
		[
			'of this server and another',
			[bundle([match('1', '{base}/Patient/1'), match('1', 'https://b.example/fhir/Patient/1')])],
		],
		[
			'on two paths of a host',
			[bundle([match('1', 'https://a.example/x/Patient/1'), match('1', 'https://a.example/y/Patient/1')])],
		],
		[
			'by UUID',
			[
				bundle([
					match('1', 'urn:uuid:0b8b9a5e-6b0f-4c38-9a52-0d4b7f5d0001'),
					match('1', 'urn:uuid:0b8b9a5e-6b0f-4c38-9a52-0d4b7f5d0002'),
				]),
			],
		],
		[
			'as match and as included',
			[bundle([match('1', 'https://a.example/fhir/Patient/1'), include('1', 'https://b.example/fhir/Patient/1')])],
		],
	])('is another resource: %s', async (_where, pages) => {
		expect(await items(pages)).toHaveLength(2);
	});

	it.each([
		['http and https', ['http://a.example/fhir/Patient/1', 'https://a.example/fhir/Patient/1']],
		['a default port', ['https://a.example:443/fhir/Patient/1', 'https://a.example/fhir/Patient/1']],
		['a doubled slash', ['https://a.example//fhir/Patient/1', 'https://a.example/fhir/Patient/1']],
		['the case of the host', ['https://A.Example/fhir/Patient/1', 'https://a.example/fhir/Patient/1']],
		['a version', ['https://a.example/fhir/Patient/1/_history/1', 'https://a.example/fhir/Patient/1']],
		['no full URL on one page', ['{base}/Patient/1', undefined]],
		['a relative one', ['{base}/Patient/1', 'Patient/1']],
		['a UUID that is the ID', ['{base}/Patient/1', 'urn:uuid:1']],
	])('is the same resource where only this differs between pages: %s', async (_what, [first, second]) => {
		expect(await items([bundle([match('1', first)], '?2'), bundle([match('1', second)])])).toHaveLength(1);
	});

	it('is the same resource where the self link shows that both are the server itself', async () => {
		const inner = 'http://10.0.0.7:8080/hapi/fhir';
		const pages = [
			bundle([match('1', `${inner}/Patient/1`)], '?2', `${inner}/Patient?_count=200`),
			bundle([match('1', '{base}/Patient/1')]),
		];
		expect(await items(pages)).toHaveLength(1);
	});

	it('is the same resource where version and time of change are the same on another page (nodes of a cluster)', async () => {
		const same = version('3', '2026-03-01T08:00:00.000Z');
		const pages = [
			bundle([match('1', 'http://node-1/fhir/Patient/1', same)], '?2'),
			bundle([match('1', 'http://node-2/fhir/Patient/1', same)]),
		];
		expect(await items(pages)).toHaveLength(1);
	});
});

describe('A10: versions of a resource in a search', () => {
	it('are two things on one page, as where a reference names a version', async () => {
		const found = await items([bundle([match('1', undefined, version('2')), include('1', undefined, version('1'))])]);
		expect(found).toHaveLength(2);
	});

	it('are one thing on two pages: the resource was changed meanwhile', async () => {
		const pages = [bundle([match('1', undefined, version('1'))], '?2'), bundle([match('1', undefined, version('2'))])];
		expect(await items(pages)).toEqual([patient('1', version('1'))]);
	});
});

describe('A10: a history', () => {
	const history: IDataObject = {
		operation: 'getHistory',
		resourceType: type('Patient'),
		resourceId: '1',
		returnAll: true,
	};
	const put = (more: IDataObject, response: object = {}): Entry => ({
		fullUrl: '{base}/Patient/1',
		resource: patient('1', more),
		request: { method: 'PUT', url: 'Patient/1' },
		response: { status: '200', ...response },
	});
	const lastModified = '2026-03-01T08:00:00Z';

	it.each([
		['on one page', [bundle([put({ gender: 'female' }, { lastModified }), put({ gender: 'male' }, { lastModified })])]],
		[
			'on two pages',
			[
				bundle([put({ gender: 'female' }, { lastModified })], '?2'),
				bundle([put({ gender: 'male' }, { lastModified })]),
			],
		],
		[
			'that are equal',
			[bundle([put({ gender: 'female' }, { lastModified }), put({ gender: 'female' }, { lastModified })])],
		],
	])('keeps two versions with the same time and no version ID: %s', async (_where, pages) => {
		expect(await items(pages, history)).toHaveLength(2);
	});

	it('gives an equal version without a version ID once where the next page repeats it', async () => {
		const pages = [
			bundle([put({ gender: 'male' }, { lastModified }), put({ gender: 'female' }, { lastModified })], '?2'),
			bundle([put({ gender: 'female' }, { lastModified }), put({ gender: 'unknown' }, { lastModified })]),
		];
		expect((await items(pages, history)).map(({ gender }) => gender)).toEqual(['male', 'female', 'unknown']);
	});

	it('keeps a deletion that has the version of the change before it', async () => {
		const etag = 'W/"2"';
		const deletion = { request: { method: 'DELETE', url: 'Patient/1' }, response: { status: '204', etag } };
		const pages = [bundle([deletion, put({}, { etag })])];
		expect(await items(pages, history)).toHaveLength(2);
	});

	it('keeps the same version of different servers', async () => {
		const entry = (host: string) => ({ ...put(version('1')), fullUrl: `https://${host}/fhir/Patient/1` });
		expect(await items([bundle([entry('a.example'), entry('b.example')])], history)).toHaveLength(2);
	});
});

describe('A10: entries without an ID', () => {
	it.each([
		['no full URL', undefined],
		['the same full URL, which is no resource', '{base}'],
	])('are all kept: %s', async (_what, fullUrl) => {
		const anonymous = (family: string): Entry => ({
			fullUrl,
			resource: { resourceType: 'Patient', name: [{ family }] },
		});
		expect(await items([bundle([anonymous('A'), anonymous('B')])])).toHaveLength(2);
	});

	it('are given once where pages repeat their full URL', async () => {
		const anonymous: Entry = {
			fullUrl: 'urn:uuid:0b8b9a5e-6b0f-4c38-9a52-0d4b7f5d0001',
			resource: { resourceType: 'Patient' },
		};
		expect(await items([bundle([anonymous], '?2'), bundle([anonymous])])).toHaveLength(1);
	});
});
