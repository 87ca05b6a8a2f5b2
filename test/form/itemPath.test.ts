import { itemPath, valueAt } from '../../nodes/Fhir/form/itemPath';

describe('itemPath: the path in an expression', () => {
	test.each([
		['={{ $json }}', []],
		['={{$json}}', []],
		['={{ $json.id }}', ['id']],
		['={{\t$json.subject.reference\n}}', ['subject', 'reference']],
		['={{ $json.name[0].given[12] }}', ['name', '0', 'given', '12']],
		['={{ $json["line 1"][\'it"s\'] }}', ['line 1', 'it"s']],
		['={{ $json["a.b"].c_1 }}', ['a.b', 'c_1']],
		['={{ $json[""] }}', ['']],
	])('of %s', (typed, path) => {
		expect(itemPath(typed)).toEqual(path);
	});

	test.each([
		['a text', 'id'],
		['a text with no "=" before it', '{{ $json.id }}'],
		['an expression among text', '=Patient/{{ $json.id }}'],
		['an expression with a space after it', '={{ $json.id }} '],
		['two expressions', '={{ $json.id }}{{ $json.id }}'],
		['a call', '={{ $json.id.trim() }}'],
		['an operator', '={{ $json.id + 1 }}'],
		['a variable with a similar name', '={{ $json2.id }}'],
		['a node’s output', '={{ $("FHIR").item.json.id }}'],
		['an optional step', '={{ $json?.id }}'],
		['a computed name', '={{ $json[$json.name] }}'],
		['a name with an escape', '={{ $json["a\\u0062"] }}'],
		['a name with braces', '={{ $json["}}"] }}'],
		['a name that n8n rejects', '={{ $json.constructor }}'],
		['a name that n8n rejects, in brackets', '={{ $json["__proto__"].x }}'],
		['a number', 5],
		['an absent value', undefined],
		['a locator', { __rl: true, mode: 'id', value: '={{ $json.id }}' }],
	])('%s has no path', (_name, typed) => {
		expect(itemPath(typed)).toBeUndefined();
	});
});

describe('valueAt: the value at a path', () => {
	const json = {
		text: 'abc',
		empty: '',
		no: false,
		zero: 0,
		nothing: null,
		notANumber: NaN,
		list: ['x', { y: 1 }],
		object: { inner: 'i' },
		bare: Object.assign(Object.create(null) as object, { a: 1 }),
		date: new Date(0),
		work: () => 1,
	};

	test.each<[string[], unknown]>([
		[[], json],
		[['text'], 'abc'],
		[['empty'], ''],
		[['no'], false],
		[['zero'], 0],
		[['list'], json.list],
		[['list', '1', 'y'], 1],
		[['object', 'inner'], 'i'],
		[['bare'], json.bare],
	])('the value at %j is returned unchanged', (path, value) => {
		expect(valueAt(json, path)).toBe(value);
	});

	test.each([
		[['missing']],
		[['nothing']],
		[['nothing', 'x']],
		[['text', 'length']],
		[['text', '0']],
		[['list', '9']],
		[['object', 'toString']],
		[['notANumber']],
		[['date']],
		[['work']],
	])('the value at %j is left to n8n', (path) => {
		expect(valueAt(json, path)).toBeUndefined();
	});

	test('without an item there is no value at any path', () => {
		expect(valueAt(undefined, [])).toBeUndefined();
		expect(valueAt(undefined, ['id'])).toBeUndefined();
	});
});
