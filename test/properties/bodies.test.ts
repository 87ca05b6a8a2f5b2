import fc from 'fast-check';
import { readErrorBody } from '../../nodes/Fhir/rest/response/errorBody';
import { maxIssues, maxIssueTextLength, readIssues } from '../../nodes/Fhir/rest/response/outcome';
import { maxJsonDepth, parseJson } from '../../nodes/Fhir/support/json';
import { serverText } from '../../nodes/Fhir/transport/errors/redact';
import { noMask } from '../../nodes/Fhir/support/mask';

const json = fc.jsonValue({ maxDepth: 6 });

describe('parseJson:', () => {
	test('returns the same as JSON.parse if no member has the name of a prototype', () => {
		fc.assert(
			fc.property(json, fc.constantFrom('', '\ufeff'), fc.nat(3), (value, mark, indent) => {
				const text = JSON.stringify(value, null, indent);
				if (text.includes('__proto__')) return;
				expect(parseJson(mark + text)).toEqual(JSON.parse(text));
			}),
		);
	});

	test('rejects nesting beyond the limit, whatever the strings contain', () => {
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

	test('drops __proto__ members, however the name is escaped', () => {
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

describe('readErrorBody:', () => {
	test('any body gives a short text without control characters', () => {
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
				const { text: shown = '', code = '' } = readErrorBody(text, noMask);
				expect(shown.length).toBeLessThanOrEqual(maxIssueTextLength);
				expect(code.length).toBeLessThanOrEqual(200);
				expect(shown).not.toMatch(/\p{Cc}/u);
			}),
		);
	});

	test('an OperationOutcome of any shape gives a limited number of issues, worst first', () => {
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
				const read = readIssues({ resourceType: 'OperationOutcome', issue: issues } as never, noMask);
				expect(read.length).toBeLessThanOrEqual(maxIssues);
				const rank = read.map(({ severity }) => (ranks.includes(severity) ? ranks.indexOf(severity) : 1));
				expect(rank).toEqual([...rank].sort((a, b) => a - b));
				for (const { code, text, place } of read) {
					expect([typeof code, typeof text]).toEqual(['string', 'string']);
					expect(text.length).toBeLessThanOrEqual(maxIssueTextLength);
					expect(['string', 'undefined']).toContain(typeof place);
				}
			}),
		);
	});

	test('a token in the body is never shown, wherever it is', () => {
		const token = fc.stringMatching(/^[A-Za-z0-9_-]{20,40}$/);
		fc.assert(
			fc.property(fc.string(), token, fc.string(), (before, secret, after) => {
				for (const echoed of [`Bearer ${secret}`, `basic ${secret}`, `eyJ${secret}.${secret}.${secret}`]) {
					expect(serverText(`${before} ${echoed} ${after}`, 300, noMask)).not.toContain(secret);
				}
			}),
		);
	});
});
