import { isSubsetted, parseBody } from '../../../nodes/Fhir/rest/request/body';
import { condition, entityTag, ifNoneExist, ownVersion } from '../../../nodes/Fhir/rest/request/conditional';
import { httpDate, instantText } from '../../../nodes/Fhir/rest/request/instant';
import { typedValue } from '../../../nodes/Fhir/rest/request/typedValue';
import { failureOf } from '../support';

describe('parseBody:', () => {
	test('an empty object is rejected, as text or as an object', async () => {
		for (const body of ['{}', ' { } ', {}]) {
			const failure = await failureOf(() => parseBody(body, { type: 'Patient' }));
			expect(failure).toMatchObject({ kind: 'input', message: '"Body" is an empty object' });
		}
		expect(parseBody('{"resourceType":"Patient"}')).toEqual({ resourceType: 'Patient' });
	});

	test.each([
		['Observation', 'an Observation'],
		['Encounter', 'an Encounter'],
		['Group', 'a Group'],
	])('a body of another type is rejected, with the right article: %s', async (resourceType, words) => {
		const failure = await failureOf(() => parseBody({ resourceType }, { type: 'Patient' }));
		expect(failure.message).toBe(`"Body" is ${words}, but the form says Patient`);
	});
});

describe('condition:', () => {
	test('criteria that select a resource are accepted', () => {
		expect(condition([['_id', '1']])).toEqual([['_id', '1']]);
		expect(
			condition([
				['_count', '1'],
				['_lastUpdated', 'lt2020'],
			]),
		).toHaveLength(2);
	});

	test.each([
		['no criteria', []],
		['only a page size', [['_count', '10']]],
		[
			'only an order and elements',
			[
				['_sort', 'name'],
				['_elements', 'name'],
				['_summary', 'true'],
			],
		],
		[
			'only includes',
			[
				['_include', 'Patient:organization'],
				['_revinclude:iterate', 'Observation:subject'],
			],
		],
	] as Array<[string, Array<[string, string]>]>)('%s is rejected', async (_name, criteria) => {
		expect(await failureOf(() => condition(criteria, 'Criteria'))).toMatchObject({ kind: 'input' });
	});

	test('ifNoneExist encodes the criteria as in a URL', () => {
		expect(ifNoneExist([['identifier', 'http://h.example|ä 1']], 'If None Exist')).toEqual({
			'if-none-exist': 'identifier=http://h.example%7C%C3%A4%201',
		});
	});
});

test.each([
	['3', 'W/"3"'],
	['W/"3"', 'W/"3"'],
	['"a-1.b"', 'W/"a-1.b"'],
])('entityTag: the version %s is sent as %s', (version, tag) => {
	expect(entityTag(version)).toBe(tag);
});

test('ownVersion: a resource without a version is rejected', async () => {
	expect(ownVersion({ resourceType: 'Patient', meta: { versionId: '7' } })).toBe('7');
	expect(await failureOf(() => ownVersion({ resourceType: 'Patient', meta: {} }))).toMatchObject({ kind: 'input' });
});

test.each([
	['R4', [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' }], true],
	['no system', [{ code: 'VIP' }, { code: 'SUBSETTED' }], true],
	['another tag', [{ code: 'VIP' }], false],
	['no list', 'SUBSETTED', false],
	['nonsense', [null, 1], false],
])('isSubsetted: an incomplete resource is recognised by its tag: %s', (_name, tag, incomplete) => {
	expect(isSubsetted({ resourceType: 'Patient', meta: { tag: tag as never } })).toBe(incomplete);
});

describe('instantText and httpDate:', () => {
	test.each(['2026', '2026-03', '2026-03-01', '2026-03-01T08:00Z', '2026-03-01T08:00:00.5+01:00'])(
		'%s is accepted',
		(time) => {
			expect(instantText(` ${time} `, 'Since')).toBe(time);
		},
	);

	test('a date object is accepted', () => {
		expect(instantText(new Date(0), 'Since')).toBe('1970-01-01T00:00:00.000Z');
		expect(httpDate('2026-03-01T08:00:00+01:00', 'Since')).toBe('Sun, 01 Mar 2026 07:00:00 GMT');
	});

	test.each([['2026-13-01'], ['01.03.2026'], ['2026-03-01T08:00:00'], [''], [5], [{}]])(
		'%s is rejected',
		async (time) => {
			expect(await failureOf(() => instantText(time, 'Since'))).toMatchObject({ kind: 'input' });
		},
	);
});

describe('typedValue, common types:', () => {
	test.each([
		['string', 'Chalmers', { valueString: 'Chalmers' }],
		['string', 42, { valueString: '42' }],
		['date', '1974-12-25', { valueDate: '1974-12-25' }],
		['dateTime', '1974', { valueDateTime: '1974' }],
		['boolean', 'true', { valueBoolean: true }],
		['boolean', false, { valueBoolean: false }],
		['integer', '-5', { valueInteger: -5 }],
		['positiveInt', '5', { valuePositiveInt: 5 }],
		['unsignedInt', '0', { valueUnsignedInt: 0 }],
		['decimal', '7.25', { valueDecimal: 7.25 }],
		['base64Binary', 'YQ==', { valueBase64Binary: 'YQ==' }],
		['Coding', '{"code":"a"}', { valueCoding: { code: 'a' } }],
		['Reference', { reference: 'Patient/1' }, { valueReference: { reference: 'Patient/1' } }],
	])('type %s with %p is accepted', (type, value, member) => {
		expect(typedValue(type, value, 'Value')).toEqual(member);
	});

	test.each([
		['string', ''],
		['string', undefined],
		['string', { a: 1 }],
		['boolean', 'yes'],
		['integer', '1.5'],
		['positiveInt', '0'],
		['unsignedInt', '-1'],
		['decimal', '7,25'],
		['Coding', 'code'],
		['Coding', '[]'],
		['Whatever', 'x'],
	])('type %s with %p is rejected', async (type, value) => {
		expect(await failureOf(() => typedValue(type, value, 'Value'))).toMatchObject({
			kind: 'input',
			message: expect.stringContaining('"Value"'),
		});
	});
});
