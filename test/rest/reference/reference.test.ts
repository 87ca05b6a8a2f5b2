import fc from 'fast-check';
import type { Bundle, Resource } from '../../../nodes/Fhir/rest/model/resource';
import { containedIn, parseReference, resolveInBundle } from '../../../nodes/Fhir/rest/reference/reference';

describe('parseReference:', () => {
	test.each([
		['Patient/1', { kind: 'relative', type: 'Patient', id: '1' }],
		['Patient/1/_history/2', { kind: 'relative', type: 'Patient', id: '1', versionId: '2' }],
		['https://h/fhir/Patient/1', { kind: 'absolute', url: 'https://h/fhir/Patient/1', type: 'Patient', id: '1' }],
		['https://h/fhir/Patient/1/_history/2', { kind: 'absolute', type: 'Patient', id: '1', versionId: '2' }],
		['https://h/some/document', { kind: 'absolute', url: 'https://h/some/document' }],
		['#a', { kind: 'contained', id: 'a' }],
		['#', { kind: 'contained', id: '' }],
		['urn:uuid:8a1b', { kind: 'urn', urn: 'urn:uuid:8a1b' }],
		['urn:oid:1.2.3', { kind: 'urn', urn: 'urn:oid:1.2.3' }],
		[
			{ reference: ' Patient/1 ', display: 'x' },
			{ kind: 'relative', id: '1' },
		],
		[
			{ type: 'Patient', identifier: { system: 's', value: 'v' } },
			{ kind: 'logical', type: 'Patient', system: 's', value: 'v' },
		],
		[{ identifier: { value: 'v' } }, { kind: 'logical', value: 'v' }],
	])('%j is parsed', (typed, expected) => {
		expect(parseReference(typed)).toMatchObject(expected);
	});

	test.each([
		'',
		'Patient',
		'1',
		'Patient/',
		'../Patient/1',
		'fhir/Patient/1',
		'Patient/1?x=y',
		'Patient/1#a',
		'ftp://h/Patient/1',
		'javascript:1',
		null,
		{},
		{ display: 'x' },
		{ identifier: {} },
		7,
	])('%j is rejected', (typed) => {
		expect(() => parseReference(typed)).toThrow('"Reference"');
	});

	test('returns the type, id and version of any generated reference', () => {
		const id = fc.stringMatching(/^[A-Za-z0-9\-.]{1,64}$/);
		fc.assert(
			fc.property(id, fc.option(id, { nil: undefined }), (one, version) => {
				const text = `Observation/${one}${version === undefined ? '' : `/_history/${version}`}`;
				expect(parseReference(text)).toEqual({
					kind: 'relative',
					type: 'Observation',
					id: one,
					...(version !== undefined && { versionId: version }),
				});
				expect(parseReference(`https://h/fhir/${text}`)).toMatchObject({
					kind: 'absolute',
					type: 'Observation',
					id: one,
				});
			}),
		);
	});
});

describe('Resolving a reference locally:', () => {
	const resource = (type: string, id: string, more = {}): Resource => ({ resourceType: type, id, ...more });
	const bundle: Bundle = {
		resourceType: 'Bundle',
		type: 'collection',
		entry: [
			{ fullUrl: 'urn:uuid:aa', resource: resource('Patient', 'x') },
			{ fullUrl: 'https://a/fhir/Patient/1', resource: resource('Patient', '1', { meta: { versionId: '2' } }) },
			{
				fullUrl: 'https://b/fhir/Patient/1',
				resource: resource('Patient', '1', { identifier: [{ system: 's', value: 'v' }] }),
			},
			{ resource: resource('Organization', '9') },
		],
	};
	const found = (typed: unknown, from?: string) =>
		bundle.entry?.indexOf(resolveInBundle(parseReference(typed), bundle, from) ?? {});

	test.each([
		['urn:uuid:aa', undefined, 0],
		['urn:uuid:bb', undefined, -1],
		['https://b/fhir/Patient/1', undefined, 2],
		['https://c/fhir/Patient/1', undefined, -1],
		['Patient/1', 'https://b/fhir/Observation/7', 2],
		['Patient/1', 'https://a/fhir/Observation/7/_history/3', 1],
		['Patient/1', undefined, 1],
		['Patient/1/_history/2', 'https://a/fhir/Observation/7', 1],
		['Patient/1/_history/3', undefined, -1],
		['https://a/fhir/Patient/1/_history/2', undefined, 1],
		['Organization/9', 'https://b/fhir/Observation/7', 3],
		['#x', undefined, -1],
		[{ identifier: { system: 's', value: 'v' } }, undefined, 2],
		[{ identifier: { value: 'v' } }, undefined, 2],
		[{ type: 'Organization', identifier: { value: 'v' } }, undefined, -1],
		[{ identifier: { system: 't', value: 'v' } }, undefined, -1],
	])('resolveInBundle: %j from the entry %s', (typed, from, expected) => {
		expect(found(typed, from)).toBe(expected);
	});

	test('containedIn finds contained resources and the container itself', () => {
		const container = resource('Observation', '1', { contained: [null, { resourceType: 'Patient', id: 'p' }] });
		expect(containedIn(container, 'p')).toEqual({ resourceType: 'Patient', id: 'p' });
		expect(containedIn(container, '')).toBe(container);
		expect(containedIn(container, 'q')).toBeUndefined();
		expect(containedIn(resource('Patient', '1'), 'q')).toBeUndefined();
	});
});
