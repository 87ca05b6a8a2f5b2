import { entriesOf, linkOf } from '../../../nodes/Fhir/rest/model/bundle';
import type { Bundle } from '../../../nodes/Fhir/rest/model/resource';

const bundle = (more: object): Bundle => ({ resourceType: 'Bundle', type: 'searchset', ...more });
const patient = { resourceType: 'Patient', id: '1' };

describe('entriesOf:', () => {
	test('well-formed entries are returned as the same objects', () => {
		const entry = [
			{},
			{ fullUrl: 'urn:1', resource: patient, search: { mode: 'match', score: 1 } },
			{ request: { method: 'GET', url: 'Patient/1' } },
			{ response: { status: '200', location: 'l', etag: 'e', lastModified: 't' } },
			{ response: { status: 200 }, search: {} },
		];
		const read = entriesOf(bundle({ entry }));
		expect(read).toHaveLength(entry.length);
		read.forEach((one, at) => expect(one).toBe(entry[at]));
	});

	test.each([[undefined], [null], ['text'], [7], [{ length: 1, 0: {} }]])(
		'%j in place of the list gives no entries',
		(entry) => {
			expect(entriesOf(bundle({ entry }))).toEqual([]);
		},
	);

	test('values that are not objects are left out', () => {
		expect(entriesOf(bundle({ entry: [null, 7, 'text', [], [{}], undefined, { fullUrl: 'urn:1' }] }))).toEqual([
			{ fullUrl: 'urn:1' },
		]);
	});

	test.each<[string, object]>([
		['a full URL', { fullUrl: 7 }],
		['a resource', { resource: 'text' }],
		['a resource without type', { resource: { id: '1' } }],
		['a search', { search: null }],
		['a list of searches', { search: [{ mode: 'match' }] }],
		['a mode', { search: { mode: {} } }],
		['a request', { request: 'GET' }],
		['a method', { request: { method: 7, url: 'Patient' } }],
		['a URL', { request: { method: 'GET', url: null } }],
		['a response', { response: 200 }],
		['a location', { response: { status: '200', location: {} } }],
		['an ETag', { response: { status: '200', etag: 3 } }],
		['a time', { response: { status: '200', lastModified: false } }],
	])('%s of the wrong type is left out, and the other members are kept', (_what, wrong) => {
		const right = {
			fullUrl: 'urn:1',
			resource: patient,
			search: { mode: 'include' },
			request: { method: 'PUT', url: 'Patient/1' },
			response: { status: '200', etag: 'W/"1"' },
		};
		const [name = ''] = Object.keys(wrong);
		const { [name as keyof typeof right]: _left, ...rest } = right;
		expect(entriesOf(bundle({ entry: [{ ...right, ...wrong }] }))).toEqual([rest]);
		expect(entriesOf(bundle({ entry: [wrong] }))).toEqual([{}]);
	});
});

describe('linkOf:', () => {
	test('finds the first link with the relation and trims its URL', () => {
		const link = [
			null,
			'x',
			{ relation: 'self', url: 's' },
			{ relation: 'next', url: ' n ' },
			{ relation: 'next', url: 'm' },
		];
		expect(linkOf(bundle({ link }), 'next')).toBe('n');
		expect(linkOf(bundle({ link }), 'self')).toBe('s');
		expect(linkOf(bundle({ link }), 'prev')).toBeUndefined();
	});

	test.each([
		[undefined],
		[null],
		[{ relation: 'next', url: 'n' }],
		[[{ relation: 'next' }]],
		[[{ relation: 'next', url: 7 }]],
		[[{ relation: 'next', url: ' ' }]],
	])('%j gives no next link', (link) => {
		expect(linkOf(bundle({ link }), 'next')).toBeUndefined();
	});
});
