import { parseResourceUrl, versionOfETag } from '../../../nodes/Fhir/rest/model/resourceUrl';
import { orderingKeyOf } from '../../../nodes/Fhir/rest/request/orderingKey';
import { isRepeatable } from '../../../nodes/Fhir/rest/request/repeatable';
import type { FhirRequest } from '../../../nodes/Fhir/rest/request/request';

const make = (method: FhirRequest['method'], path: string, more: Partial<FhirRequest> = {}): FhirRequest => ({
	interaction: 'operation',
	method,
	path,
	...more,
});
const bundle = (type: string, ...requests: Array<Record<string, string>>) => ({
	body: {
		resourceType: 'Bundle',
		type,
		entry: requests.map((request) => ({ request })),
	} as unknown as FhirRequest['body'],
});

describe('isRepeatable:', () => {
	test.each([
		['a read', make('GET', 'Patient/1')],
		['a HEAD request', make('HEAD', 'Patient/1')],
		['an update by id', make('PUT', 'Patient/1')],
		['a conditional update', make('PUT', 'Patient', { query: [['identifier', '1']] })],
		['a delete', make('DELETE', 'Patient/1')],
		['a conditional create', make('POST', 'Patient', { headers: { 'if-none-exist': 'identifier=1' } })],
		['a POST search', make('POST', 'Patient/_search')],
		['a validation', make('POST', 'Patient/$validate')],
		['an expansion', make('POST', 'ValueSet/1/$expand')],
		['a request that the caller marks as repeatable', make('PATCH', 'Patient/1', { repeatable: true })],
		[
			'a batch of updates',
			make('POST', '', bundle('batch', { method: 'PUT', url: 'Patient/1' }, { method: 'GET', url: 'Patient/2' })),
		],
		[
			'a batch of deletes and HEAD requests',
			make('POST', '', bundle('batch', { method: 'DELETE', url: 'Patient/1' }, { method: 'HEAD', url: 'Patient/2' })),
		],
		['an empty batch', make('POST', '', { body: { resourceType: 'Bundle', type: 'batch' } })],
		[
			'a transaction of conditional creates',
			make('POST', '', bundle('transaction', { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=1' })),
		],
	])('true for %s', (_name, request) => {
		expect(isRepeatable(request)).toBe(true);
	});

	test.each([
		['not a create', make('POST', 'Patient')],
		['not a patch', make('PATCH', 'Patient/1')],
		['not a patch of a version', make('PATCH', 'Patient/1', { headers: { 'if-match': 'W/"1"' } })],
		['not a POST to a URL that the server returned', make('POST', 'Patient/_search', { url: 'https://h/x' })],
		['not a Bundle that is stored', make('POST', 'Bundle', bundle('batch', { method: 'GET', url: 'Patient/1' }))],
		['not a transaction with a patch', make('POST', '', bundle('transaction', { method: 'PATCH', url: 'Patient/1' }))],
		[
			'not a batch with an update of a version',
			make('POST', '', bundle('batch', { method: 'PUT', url: 'Patient/1', ifMatch: 'W/"1"' })),
		],
		['not an update of a version', make('PUT', 'Patient/1', { headers: { 'if-match': 'W/"1"' } })],
		['not an update with If-None-Match', make('PUT', 'Patient/1', { headers: { 'if-none-match': '*' } })],
		['not an unknown operation', make('POST', 'Patient/1/$merge')],
		['not a GraphQL query without a mark', make('POST', '$graphql')],
		[
			'not a transaction with one create',
			make('POST', '', bundle('transaction', { method: 'PUT', url: 'Patient/1' }, { method: 'POST', url: 'Patient' })),
		],
		[
			'not a batch with an entry without a request',
			make('POST', '', { body: { resourceType: 'Bundle', type: 'batch', entry: [{}] } as never }),
		],
		['not a message', make('POST', '', bundle('message'))],
		['not a request that the caller marks as not repeatable', make('GET', 'Patient/1', { repeatable: false })],
	])('false, %s', (_name, request) => {
		expect(isRepeatable(request)).toBe(false);
	});
});

describe('orderingKeyOf:', () => {
	test('writes of the same resource have the same key, whatever the method', () => {
		expect(orderingKeyOf(make('PUT', 'Patient/1'))).toBe('Patient/1');
		expect(orderingKeyOf(make('PATCH', 'Patient/1'))).toBe('Patient/1');
		expect(orderingKeyOf(make('DELETE', 'Patient/1'))).toBe('Patient/1');
		expect(orderingKeyOf(make('POST', 'Patient/1/$meta-add'))).toBe('Patient/1');
	});

	test('writes with the same condition have the same key, in the URL or in If-None-Exist', () => {
		const update = orderingKeyOf(
			make('PUT', 'Patient', {
				query: [
					['identifier', 'a|1'],
					['active', 'true'],
				],
			}),
		);
		const create = orderingKeyOf(
			make('POST', 'Patient', { headers: { 'if-none-exist': 'active=true&identifier=a%7C1' } }),
		);
		expect(update).toBe('Patient?active=true&identifier=a%7C1');
		expect(create).toBe(update);
		expect(
			orderingKeyOf(
				make('PUT', 'Person', {
					query: [
						['identifier', 'a|1'],
						['active', 'true'],
					],
				}),
			),
		).not.toBe(update);
	});

	test('reads, plain creates and Bundles have no key', () => {
		for (const request of [
			make('GET', 'Patient/1'),
			make('POST', 'Patient'),
			make('POST', 'Patient/_search'),
			make('POST', 'Patient/1/$validate'),
			make('POST', ''),
			make('POST', '$process-message'),
		]) {
			expect(orderingKeyOf(request)).toBeUndefined();
		}
	});
});

describe('parseResourceUrl and versionOfETag:', () => {
	test.each([
		['https://h/fhir/Patient/1/_history/2', { type: 'Patient', id: '1', versionId: '2' }],
		['https://h/fhir/Patient/1', { type: 'Patient', id: '1' }],
		['Patient/1/_history/2', { type: 'Patient', id: '1', versionId: '2' }],
		['/fhir/Patient/1/', { type: 'Patient', id: '1' }],
		['Patient/1?x=y#z', { type: 'Patient', id: '1' }],
		['https://h/fhir/R4', undefined],
		['https://h/fhir', undefined],
		['Custom/1', undefined],
		['', undefined],
	])('parseResourceUrl: %s gives %j', (url, named) => {
		expect(parseResourceUrl(url)).toEqual(named);
	});

	test('parseResourceUrl accepts an unknown type if it is expected', () => {
		expect(parseResourceUrl('Custom/1', 'Custom')).toEqual({ type: 'Custom', id: '1' });
	});

	test.each([
		['W/"3"', '3'],
		['"3"', '3'],
		['3', '3'],
		['W/"a-b.c"', 'a-b.c'],
		['W/""', undefined],
		['*', undefined],
		['', undefined],
	])('versionOfETag: %s gives %s', (etag, version) => {
		expect(versionOfETag(etag)).toBe(version);
	});
});
