import fc from 'fast-check';
import { readPlainObject } from '../../nodes/Fhir/support/plainJson';

/** What `JSON.parse` gives for a text; undefined if it is not valid. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const outermost = (value: unknown) => {
	const { resourceType, id } = value as { resourceType?: unknown; id?: unknown };
	return { ...(resourceType !== undefined && { resourceType }), ...(id !== undefined && { id }) };
};

/** Takes a text to be valid only if `JSON.parse` does, and then with the same type and ID. */
function agrees(text: string): boolean {
	const plain = readPlainObject(text);
	if (plain === undefined) return true;
	const value = parsed(text);
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	return JSON.stringify(outermost(plain)) === JSON.stringify(outermost(value));
}

describe('Reading type and ID of a JSON object without parsing it', () => {
	it('takes the outermost members, and the last of two with one name, as JSON.parse does', () => {
		const text = '{ "id" : "1", "contained":[{"resourceType":"Patient","id":"2"}], "resourceType":"List" ,"id":"3" }';
		expect(readPlainObject(text)).toEqual({ resourceType: 'List', id: '3' });
	});

	it('gives nothing for members that an object does not have', () => {
		expect(readPlainObject('{"name":[{"id":"x"}],"n":-1.50e+3,"b":[true,false,null,[],{}]}')).toEqual({});
	});

	it.each([
		['an escape', String.raw`{"\u0069d":"1"}`],
		['a control character', '{"id":"a\u0001"}'],
		['a tab between members', '{\t"id":"1"}'],
		['an ID that is a number', '{"id":1}'],
		['an ID that is a list', '{"id":["1"]}'],
		['an ID that is null', '{"id":null}'],
		['a member named __proto__', '{"__proto__":{"id":"1"}}'],
		['deep nesting', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`],
	])('leaves %s to JSON.parse', (_what, text) => {
		expect(readPlainObject(text)).toBeUndefined();
	});

	it.each([
		'',
		' ',
		'1',
		'"id"',
		'[]',
		'[{"id":"1"}]',
		'{"id":"1"}}',
		'{"id":"1"},{"id":"2"}',
		'{"id":"1"} {"id":"2"}',
		'{"id":"1",}',
		'{,"id":"1"}',
		'{"id" "1"}',
		'{"id":}',
		'{"id":"1"',
		'{"id":"1',
		'{"id":"1"]',
		'{"a":[1,]}',
		'{"a":[,1]}',
		'{"a":[1 2]}',
		'{"a":01}',
		'{"a":1.}',
		'{"a":+1}',
		'{"a":.5}',
		'{"a":1e}',
		'{"a":-}',
		'{"a":nul}',
		'{"a":truefalse}',
		'{"a":{"b"}}',
		'{"a":"b":"c"}',
		'{"a":1"b":2}',
		"{'a':1}",
		'{a:1}',
		'{"a":[}]}',
		'{"a":1}/*b*/',
		'\ufeff{"a":1}',
	])('does not take %j to be an object', (text) => {
		expect(readPlainObject(text)).toBeUndefined();
	});

	it('reads each object that JSON.stringify writes, unless it has escapes', () => {
		const object = fc.dictionary(fc.constantFrom('id', 'resourceType', 'a', 'b'), fc.jsonValue({ maxDepth: 4 }));
		fc.assert(
			fc.property(object, (value) => {
				const text = JSON.stringify(value);
				const isPlain = [value.id, value.resourceType].every(
					(member) => member === undefined || typeof member === 'string',
				);
				if (!isPlain || text.includes('\\') || text.includes('__proto__')) return agrees(text);
				return agrees(text) && readPlainObject(text) !== undefined;
			}),
			{ numRuns: 2_000 },
		);
	});

	it('never takes a text that JSON.parse refuses, whatever was cut out, doubled or put in', () => {
		const piece = fc.constantFrom(
			...Array.from('{}[],:"0123456789-+.eE \\tn'),
			'true',
			'null',
			'"id"',
			'"resourceType":"Patient"',
		);
		const start = fc.constantFrom('', '{"id":"1","a":[1,{"b":null}],"c":-0.5e1}', '{"resourceType":"Patient","x":{}}');
		fc.assert(
			fc.property(start, fc.array(piece, { maxLength: 6 }), fc.nat(), fc.nat(), (text, pieces, from, length) => {
				const at = from % (text.length + 1);
				return agrees(text.slice(0, at) + pieces.join('') + text.slice(at + (length % 4)));
			}),
			{ numRuns: 20_000 },
		);
	});
});
