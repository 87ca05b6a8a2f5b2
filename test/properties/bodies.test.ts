import fc from 'fast-check';
import { readErrorBody } from '../../nodes/Fhir/rest/response/errorBody';
import { maxJsonDepth, parseJson } from '../../nodes/Fhir/support/json';
import { longestText, mostIssues, readIssues } from '../../nodes/Fhir/rest/response/outcome';
import { serverText } from '../../nodes/Fhir/transport/errors/redact';

const json = fc.jsonValue({ maxDepth: 6 });

describe('JSON', () => {
	test('is what JSON.parse makes of it, where no name is that of a prototype', () => {
		fc.assert(
			fc.property(json, fc.constantFrom('', '\ufeff'), fc.nat(3), (value, mark, indent) => {
				const text = JSON.stringify(value, null, indent);
				if (text.includes('__proto__')) return;
				expect(parseJson(mark + text)).toEqual(JSON.parse(text));
			}),
		);
	});

	test('is refused from a depth on, whatever its strings hold', () => {
		const string = fc
			.array(fc.constantFrom('{', '[', '\\"', '\\\\', '}', ']', 'x'))
			.map((parts) => `"${parts.join('')}"`);
		fc.assert(
			fc.property(
				fc.integer({ min: maxJsonDepth - 3, max: maxJsonDepth + 3 }),
				string,
				string,
				(depth, name, value) => {
					const text = `${`{${name}:`.repeat(depth - 1)}[${value}]${'}'.repeat(depth - 1)}`;
					const parse = () => parseJson(text);
					if (depth > maxJsonDepth) expect(parse).toThrow(RangeError);
					else expect(parse()).toEqual(JSON.parse(text));
				},
			),
		);
	});

	test('never names a prototype, however the name is written', () => {
		const letters = '__proto__'.split('');
		const spelt = fc
			.array(fc.boolean(), { minLength: 9, maxLength: 9 })
			.map((escaped) =>
				letters.map((one, at) => (escaped[at] ? `\\u00${one.charCodeAt(0).toString(16)}` : one)).join(''),
			);
		fc.assert(
			fc.property(spelt, (name) => {
				expect(parseJson(`{"a":{"${name}":{"polluted":true},"b":1}}`)).toEqual({ a: { b: 1 } });
			}),
		);
	});
});

describe('Bodies of errors', () => {
	test('whatever they are, give a short text without control characters', () => {
		const parts = fc.constantFrom(
			'{',
			'}',
			'<html>',
			'<title>',
			'</title>',
			'"error":',
			'"issue":[',
			']',
			'&lt;',
			'x'.repeat(500),
			'\u0000',
			'\n',
		);
		const body = fc.oneof(
			fc.string(),
			fc.array(parts).map((some) => some.join('')),
			json.map((value) => JSON.stringify(value)),
		);
		fc.assert(
			fc.property(body, (text) => {
				const { text: shown = '', code = '' } = readErrorBody(text);
				expect(shown.length).toBeLessThanOrEqual(longestText);
				expect(code.length).toBeLessThanOrEqual(200);
				expect(shown).not.toMatch(/\p{Cc}/u);
			}),
		);
	});

	test('an OperationOutcome of any shape has at most so many issues, the worst first', () => {
		const issue = fc.oneof(
			json,
			fc.record({
				severity: fc.oneof(fc.constantFrom('fatal', 'error', 'warning', 'information'), json),
				code: fc.oneof(fc.constantFrom('invalid', 'not-found'), json),
				diagnostics: fc.oneof(fc.string(), json),
				details: fc.oneof(fc.record({ text: fc.oneof(fc.string(), json), coding: json }), json),
				expression: fc.oneof(fc.array(fc.string()), json),
			}),
		);
		const ranks = ['fatal', 'error', 'warning', 'information', 'success'];
		fc.assert(
			fc.property(fc.oneof(fc.array(issue, { maxLength: 80 }), json), (issues) => {
				const read = readIssues({ resourceType: 'OperationOutcome', issue: issues } as never);
				expect(read.length).toBeLessThanOrEqual(mostIssues);
				const rank = read.map(({ severity }) => (ranks.includes(severity) ? ranks.indexOf(severity) : 1));
				expect(rank).toEqual([...rank].sort((a, b) => a - b));
				for (const { code, text, place } of read) {
					expect([typeof code, typeof text]).toEqual(['string', 'string']);
					expect(text.length).toBeLessThanOrEqual(longestText);
					expect(['string', 'undefined']).toContain(typeof place);
				}
			}),
		);
	});

	test('show no token, wherever it stands', () => {
		const token = fc.stringMatching(/^[A-Za-z0-9_-]{20,40}$/);
		fc.assert(
			fc.property(fc.string(), token, fc.string(), (before, secret, after) => {
				for (const echoed of [`Bearer ${secret}`, `basic ${secret}`, `eyJ${secret}.${secret}.${secret}`]) {
					expect(serverText(`${before} ${echoed} ${after}`, 300)).not.toContain(secret);
				}
			}),
		);
	});
});
