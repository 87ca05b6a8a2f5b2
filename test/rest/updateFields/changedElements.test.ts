import { changedElements } from '../../../nodes/Fhir/rest/updateFields/changedElements';
import { patchSteps } from '../../../nodes/Fhir/rest/updateFields/difference';
import { ExactNumber } from '../../../nodes/Fhir/support/exactNumber';

const patient = { resourceType: 'Patient', id: '1' };
const taken = (members: object) => changedElements({ ...patient, ...members }, 'Body');

describe('changedElements: what a body of Update Fields says', () => {
	test('type and ID only say which resource is meant, and the version what it was made from', () => {
		const meta = { versionId: '3', lastUpdated: '2026-01-01T00:00:00Z' };
		expect(taken({ meta, gender: null })).toEqual({ given: { gender: null }, id: '1', version: '3' });
	});

	test('the rest of meta can be changed', () => {
		expect(taken({ meta: { versionId: '3', profile: ['http://p'] } }).given).toEqual({
			meta: { profile: ['http://p'] },
		});
	});

	test('the mark of an incomplete resource is not for the one on the server', () => {
		const marked = { code: 'SUBSETTED' };
		expect(taken({ meta: { tag: [marked] }, active: true }).given).toEqual({ active: true });
		expect(taken({ meta: { tag: [marked, { code: 'x' }] } }).given).toEqual({ meta: { tag: [{ code: 'x' }] } });
	});

	test.each<[string, object, RegExp]>([
		['no element', { meta: { versionId: '3' } }, /has no element to change/],
		['null for meta', { meta: null, active: true }, /removes `meta`/],
		['an empty text', { contact: [{ name: { family: '' } }] }, /`contact.name.family` is an empty text/],
	])('refuses %s', (_title, members, message) => {
		expect(() => taken(members)).toThrow(message);
	});
});

describe('patchSteps: the JSON Patch that makes one resource of another', () => {
	test.each<[string, object, object, object[]]>([
		['nothing for equal ones', { a: [{ b: 1 }] }, { a: [{ b: 1 }] }, []],
		['escapes names', {}, { 'a/b~c': 1 }, [{ op: 'add', path: '/a~1b~0c', value: 1 }]],
		['removes', { a: 1 }, {}, [{ op: 'remove', path: '/a' }]],
		[
			'keeps to what changes within an object',
			{ a: { b: 1, c: 2 } },
			{ a: { b: 1, c: 3 } },
			[{ op: 'replace', path: '/a/c', value: 3 }],
		],
		['adds to the end of a list', { a: [1] }, { a: [1, 2] }, [{ op: 'add', path: '/a/-', value: 2 }]],
		[
			'replaces a list that gets shorter, if it is the one that was read',
			{ a: [1, 2] },
			{ a: [2] },
			[
				{ op: 'test', path: '/a', value: [1, 2] },
				{ op: 'replace', path: '/a', value: [2] },
			],
		],
		[
			'tests an entry once, however deep the change is',
			{ a: [{ b: [{ c: 1 }] }] },
			{ a: [{ b: [{ c: 2 }] }] },
			[
				{ op: 'test', path: '/a/0', value: { b: [{ c: 1 }] } },
				{ op: 'replace', path: '/a/0/b/0/c', value: 2 },
			],
		],
		['tells 2.50 from 2.5', { a: new ExactNumber('2.50') }, { a: 2.5 }, [{ op: 'replace', path: '/a', value: 2.5 }]],
	])('%s', (_title, current, next, steps) => {
		expect(patchSteps(current as Record<string, unknown>, next as Record<string, unknown>, false)).toEqual(steps);
	});
});
