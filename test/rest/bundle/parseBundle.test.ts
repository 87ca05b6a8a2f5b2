import { orderingKeysOf, parseBundle } from '../../../nodes/Fhir/rest/bundle/parseBundle';
import type { BundleEntry } from '../../../nodes/Fhir/rest/model/resource';
import { failureOf } from '../support';

const request = { method: 'PUT', url: 'Patient/1' };

describe('parseBundle:', () => {
	test.each<[string, object]>([
		['a transaction', { type: 'transaction', entry: [{ request }] }],
		['a batch', { type: 'batch', entry: [{ request }, { request: { method: 'GET', url: 'Patient?name=x' } }] }],
		['a document, whose entries have no request', { type: 'document', entry: [{ resource: {} }] }],
		['a collection without entries', { type: 'collection' }],
	])('%s is accepted', (_what, bundle) => {
		const expected = { resourceType: 'Bundle', ...bundle };
		expect(parseBundle(bundle, 'Bundle')).toEqual(expected);
		expect(parseBundle(JSON.stringify(expected), 'Bundle')).toEqual(expected);
	});

	test.each<[object, string]>([
		[{ entry: [{ request }] }, '"Bundle" has no `type`'],
		[{ type: ' ', entry: [{ request }] }, '"Bundle" has no `type`'],
		[{ type: 1, entry: [{ request }] }, '"Bundle" has no `type`'],
		[{ resourceType: 'Patient', type: 'batch' }, '"Bundle" is a Patient'],
		[{ type: 'collection', entry: { request } }, 'is not a list'],
		[{ type: 'batch' }, 'has no entries'],
		[{ type: 'batch', entry: [] }, 'has no entries'],
	])('%j is rejected', async (typed, message) => {
		const failure = await failureOf(() => parseBundle(typed, 'Bundle'));
		expect(failure).toMatchObject({ kind: 'input', message: expect.stringContaining(message) });
	});

	test.each<[unknown]>([
		[null],
		['PUT Patient/1'],
		[{}],
		[{ resource: { resourceType: 'Patient' } }],
		[{ request: null }],
		[{ request: 'PUT Patient/1' }],
		[{ request: {} }],
		[{ request: { method: 'PUT' } }],
		[{ request: { url: 'Patient/1' } }],
		[{ request: { method: ' ', url: 'Patient/1' } }],
		[{ request: { method: 'PUT', url: '' } }],
		[{ request: { method: 1, url: 'Patient/1' } }],
	])('the entry %j has no request, and the error names its position', async (mute) => {
		for (const [entry, place] of [
			[[mute, { request }], 0],
			[[{ request }, mute], 1],
		] as const) {
			const failure = await failureOf(() => parseBundle({ type: 'batch', entry }, 'Bundle'));
			expect(failure.message).toBe(`Entry ${place} in "Bundle" has no \`request\` that says what to do`);
		}
	});
});

test.each<[BundleEntry[] | undefined, string[]]>([
	[undefined, []],
	[
		[{ request }, { request: { method: 'GET', url: 'Patient/2' } }, { request: { method: 'POST', url: 'Patient' } }],
		['Patient/1'],
	],
	[[{ request: { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=1' } }], ['Patient?identifier=1']],
	[
		[{ request }, { request: { method: 'DELETE', url: 'Patient?identifier=2' } }],
		['Patient/1', 'Patient?identifier=2'],
	],
])('orderingKeysOf: the entries %j have the ordering keys %j', (entry, orderingKeys) => {
	expect(orderingKeysOf({ resourceType: 'Bundle', type: 'batch', ...(entry && { entry }) })).toEqual(orderingKeys);
});
