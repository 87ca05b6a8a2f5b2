import fc from 'fast-check';
import { encodeQuery, parseQueryString, searchQuery } from '../../../nodes/Fhir/rest/request/query';
import { maxGetSearchLength, resultQuery, searchRequest } from '../../../nodes/Fhir/rest/search/searchRequest';
import { failureOf } from '../support';

const pair = fc.tuple(
	fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_\-.:]{0,20}$/),
	fc
		.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
		.filter((value) => value.trim() !== '' && !/[\p{Cc}\p{Surrogate}]/u.test(value)),
);

describe('searchQuery:', () => {
	test('keeps repeated names, order, modifiers, chains and reverse chains', () => {
		const query = searchQuery([
			{ name: 'date', value: 'ge2024-01-01' },
			{ name: 'date', value: 'le2024-12-31' },
			{ name: 'name', modifier: 'exact', value: 'Peter' },
			{ name: 'name', modifier: ':contains', value: 'ham' },
			{ name: 'subject:Patient.name', value: 'Chalmers' },
			{ name: '_has:Observation:patient:code', value: 'http://loinc.org|1234-5' },
		]);
		expect(encodeQuery(query)).toBe(
			'date=ge2024-01-01&date=le2024-12-31&name:exact=Peter&name:contains=ham&subject:Patient.name=Chalmers' +
				'&_has:Observation:patient:code=http://loinc.org%7C1234-5',
		);
	});

	test.each(['', 'a&b', 'a=b', 'a#b', 'a b', 'a?b', 'a%26b', 'a/b', '-a', 'a\nb', 'Patient?name'])(
		'the name %j is rejected',
		async (name) => {
			const failure = await failureOf(() => searchQuery([{ name, value: 'x' }]));
			expect(failure.kind).toBe('input');
			expect(failure.message).toContain('"Search Parameters"');
		},
	);

	test.each(['a\nb', 'a\rb', 'a\u0000', '\ud800'])('the value %j is rejected and not shown', async (value) => {
		const failure = await failureOf(() => searchQuery([{ name: 'name', value }]));
		expect(failure.message).toContain('`name`');
		expect(failure.message).not.toContain(value);
	});

	test('an empty value is rejected, since it would silently widen the search', () => {
		expect(() => searchQuery([{ name: 'identifier', value: ' ' }])).toThrow('`identifier` has no value');
	});

	test('no value can become another parameter', () => {
		fc.assert(
			fc.property(fc.array(pair, { minLength: 1, maxLength: 6 }), (pairs) => {
				const query = searchQuery(pairs.map(([name, value]) => ({ name, value })));
				const url = new URL(`https://h/fhir/Patient?${encodeQuery(query)}`);
				expect([...url.searchParams]).toEqual(pairs);
				expect(url.hash).toBe('');
				expect([...new URLSearchParams(encodeQuery(query))]).toEqual(pairs);
			}),
		);
	});
});

describe('parseQueryString:', () => {
	test('gives the same with or without `?`, plain or encoded', () => {
		const expected = [
			['name', 'Mc Donald'],
			['identifier', 'urn:oid:1.2|7'],
		];
		expect(parseQueryString('?name=Mc%20Donald&identifier=urn%3Aoid%3A1.2%7C7')).toEqual(expected);
		expect(parseQueryString('name=Mc Donald&identifier=urn:oid:1.2|7')).toEqual(expected);
		expect(parseQueryString('name=Mc+Donald&&identifier=urn:oid:1.2|7&')).toEqual(expected);
	});

	test('spaces around the query, a name or a modifier are trimmed', () => {
		expect(parseQueryString(' ?name=x ')).toEqual([['name', 'x']]);
		expect(searchQuery([{ name: ' name ', value: 'x' }])).toEqual([['name', 'x']]);
		expect(searchQuery([{ name: ' name ', modifier: ' exact ', value: 'x' }])).toEqual([['name:exact', 'x']]);
		expect(() => searchQuery([{ name: 'name', modifier: 'a:b c', value: 'x' }])).toThrow(
			'has an invalid parameter name',
		);
	});

	test.each(['https://h/fhir/Patient?name=x', 'http://h?a=b', 'Patient?name=x', 'A?b=c'])(
		'%j is rejected as more than a query',
		(typed) => {
			expect(() => parseQueryString(typed)).toThrow('"Query" is more than a query');
		},
	);

	test.each(['url=http://h/x?a', 'name=Patient?', 'name=xA?'])('%j is accepted as a query', (typed) => {
		expect(parseQueryString(typed)).toHaveLength(1);
	});

	test('the error says what is wrong with a name', () => {
		expect(() => parseQueryString('=x')).toThrow('"Query" has a parameter without a name');
		expect(() => parseQueryString('a b=x')).toThrow('"Query" has an invalid parameter name');
		expect(() => parseQueryString('name')).toThrow('"Query" has a parameter without `=`');
	});

	test('a plus in a time zone stays a plus', () => {
		expect(parseQueryString('note=T10:00+01:00+x')).toEqual([['note', 'T10:00 01:00 x']]);
		expect(parseQueryString('_lastUpdated=ge2024-01-01T00:00:00+01:00')).toEqual([
			['_lastUpdated', 'ge2024-01-01T00:00:00+01:00'],
		]);
		expect(parseQueryString('_lastUpdated=ge2024-01-01T00%3A00%3A00%2B01:00')).toEqual([
			['_lastUpdated', 'ge2024-01-01T00:00:00+01:00'],
		]);
	});

	test('a stray percent sign stays a percent sign', () => {
		expect(parseQueryString('note=100%')).toEqual([['note', '100%']]);
	});

	test('a value may contain an equals sign', () => {
		expect(parseQueryString('identifier=a=b')).toEqual([['identifier', 'a=b']]);
	});

	test.each(['https://h/fhir/Patient?name=x', 'Patient?name=x', 'name', 'name=', '=x', 'a%26b=c', 'a=%0d%0ab'])(
		'%j is rejected',
		(typed) => {
			expect(() => parseQueryString(typed)).toThrow('"Query"');
		},
	);

	test('parses what encodeQuery encodes to the same query', () => {
		fc.assert(
			fc.property(fc.array(pair, { maxLength: 6 }), (pairs) => {
				expect(parseQueryString(encodeQuery(pairs))).toEqual(pairs.map(([name, value]) => [name, value]));
			}),
		);
	});
});

describe('searchRequest:', () => {
	const query = [['name', 'Chalmers']] as const;

	test('uses GET, or POST to _search if requested', () => {
		expect(searchRequest({ path: 'Patient', query })).toMatchObject({ method: 'GET', path: 'Patient', query });
		const posted = searchRequest({ path: 'Patient', query, method: 'POST' });
		expect(posted).toMatchObject({
			method: 'POST',
			path: 'Patient/_search',
			body: { contentType: 'application/x-www-form-urlencoded', content: 'name=Chalmers' },
		});
		expect(posted.query).toBeUndefined();
		expect(searchRequest({ path: '', query, method: 'POST' }).path).toBe('_search');
	});

	test('uses POST for a long URL, unless GET is requested', () => {
		const long = [['_id', 'x'.repeat(maxGetSearchLength)]] as const;
		expect(searchRequest({ path: 'Patient', query: long }).method).toBe('POST');
		expect(searchRequest({ path: 'Patient', query: long, method: 'GET' }).method).toBe('GET');
		const fits = [['_id', 'x'.repeat(maxGetSearchLength - 'Patient_id='.length - 1)]] as const;
		expect(searchRequest({ path: 'Patient', query: fits }).method).toBe('GET');
	});

	test('resultQuery contains only what is set, repeats includes and removes spaces from lists', () => {
		expect(resultQuery({})).toEqual([]);
		expect(
			resultQuery({
				include: ['Observation:subject', 'Observation:performer'],
				revinclude: ['Provenance:target'],
				sort: '-date, _id',
				count: 20,
				summary: 'true',
				elements: 'id, name',
				total: 'accurate',
			}),
		).toEqual([
			['_include', 'Observation:subject'],
			['_include', 'Observation:performer'],
			['_revinclude', 'Provenance:target'],
			['_sort', '-date,_id'],
			['_count', '20'],
			['_summary', 'true'],
			['_elements', 'id,name'],
			['_total', 'accurate'],
		]);
	});
});
