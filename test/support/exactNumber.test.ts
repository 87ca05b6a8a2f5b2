import { ExactNumber, exactNumber, toJson, withExactNumbers } from '../../nodes/Fhir/support/exactNumber';
import { parseJson } from '../../nodes/Fhir/support/json';

const written = (json: string) => toJson(withExactNumbers(json, parseJson) as object);

describe('a JSON text', () => {
	it.each([
		'{"value":2.50}',
		'[1.0,-0,1e400,12345678901234567.89,0.10,1E3,100,-7.20,1e-7]',
		'{"a":{"b":[{"c":0.0}]},"d":"2.50"}',
		'{"text":"a: 2.50, [3.0]","quote":"\\" 2.50 \\\\","n":5.10}',
		'2.50',
		'{"plain":1,"text":"x: 1.0, y"}',
	])('%s is written back as it is', (json) => {
		expect(written(json)).toBe(json);
	});

	it('with space around its numbers is written back with the same numbers', () => {
		expect(written('{ "a" :\n\t2.50 , "b" : [ 1.0 ,\r\n 2 ] }')).toBe('{"a":2.50,"b":[1.0,2]}');
	});

	it('has JavaScript numbers where those are written in the same way', () => {
		expect(withExactNumbers('{"a":1,"b":2.5,"c":-3}', parseJson)).toEqual({ a: 1, b: 2.5, c: -3 });
		expect(withExactNumbers('{"a":1,"b":2.50}', parseJson)).toEqual({ a: 1, b: new ExactNumber('2.50') });
	});

	it.each(['{"a":02.50}', '{"a":2.}', '{"a":.50}', '{"a":+1.0}', '{"a":1.0.0}', '{"a":1.0', '{"a":0x10,"b":1.0}'])(
		'%s is not valid',
		(json) => {
			expect(() => withExactNumbers(json, parseJson)).toThrow(SyntaxError);
		},
	);

	it('keeps a text that looks like the mark of an exact number', () => {
		const mark = JSON.stringify(new ExactNumber('1')).slice(1, -2);
		const fake = { a: `\ue000${'0'.repeat(36)}\ue0001\ue000` };
		expect(toJson(fake)).toBe(JSON.stringify(fake));
		expect(mark).toMatch(/[0-9a-f-]{36}/);
	});
});

test.each([
	['2.50', new ExactNumber('2.50')],
	['2.5', 2.5],
	['1e400', new ExactNumber('1e400')],
	['2.', undefined],
	['', undefined],
	['1,5', undefined],
	['2.50 ', undefined],
])('exactNumber(%j)', (text, expected) => {
	expect(exactNumber(text)).toEqual(expected);
});
