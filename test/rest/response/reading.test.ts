import type { OperationOutcome, OutcomeIssue } from '../../../nodes/Fhir/rest/model/resource';
import { parseBody } from '../../../nodes/Fhir/rest/request/body';
import { readErrorBody } from '../../../nodes/Fhir/rest/response/errorBody';
import { maxIssues, readIssues, warnings } from '../../../nodes/Fhir/rest/response/outcome';
import { maxJsonDepth, parseJson } from '../../../nodes/Fhir/support/json';
import { failureOf } from '../support';
import { noMask } from '../../../nodes/Fhir/support/mask';

const outcome = (...issue: OutcomeIssue[]): OperationOutcome => ({ resourceType: 'OperationOutcome', issue });

describe('parseJson:', () => {
	test('members named __proto__ are dropped, however they are escaped', () => {
		for (const name of ['__proto__', '\\u005f_proto__', '__pr\\u006Fto__']) {
			const value = parseJson(`{"a":1,"${name}":{"polluted":true},"b":[{"${name}":1}]}`);
			expect(Object.getOwnPropertyNames(value)).toEqual(['a', 'b']);
			expect(({ ...(value as object) } as { polluted?: boolean }).polluted).toBeUndefined();
		}
	});

	test('other escaped letters are parsed as usual', () => {
		expect(parseJson('{"name":"J\\u00fcrgen","\\u006b":1}')).toEqual({ name: 'Jürgen', k: 1 });
	});

	test('a byte order mark is skipped', () => {
		expect(parseJson('\ufeff{"a":1}')).toEqual({ a: 1 });
	});

	test('nesting is limited, and brackets in strings do not count', () => {
		const nested = (levels: number) => '[ '.repeat(levels) + ']'.repeat(levels);
		expect(() => parseJson(nested(maxJsonDepth))).not.toThrow();
		expect(() => parseJson(nested(maxJsonDepth + 1))).toThrow(RangeError);
		const text = '[{"\\\\'.repeat(1_000);
		expect(parseJson(JSON.stringify({ text, more: '\\' }))).toEqual({ text, more: '\\' });
		expect(() => parseJson(`{"a":"${'x'.repeat(600)}\\"`)).toThrow(SyntaxError);
		expect(() => parseJson(`{"a":1,"b":"${'['.repeat(600)}\\\\\\"","c":${nested(maxJsonDepth)}}`)).toThrow(RangeError);
	});
});

describe('readIssues and warnings:', () => {
	test('details.text takes precedence over diagnostics, coding and code', () => {
		const texts = readIssues(
			outcome(
				{ severity: 'error', code: 'invalid', details: { text: 'Text' }, diagnostics: 'Diagnostics' },
				{
					severity: 'error',
					code: 'invalid',
					diagnostics: 'Diagnostics',
					details: { coding: [{ code: 'c', display: 'Display' }] },
				},
				{ severity: 'error', code: 'invalid', details: { coding: [{ code: 'c' }, { display: 'Display' }] } },
				{ severity: 'error', code: 'invalid' },
			),
			noMask,
		).map(({ text }) => text);
		expect(texts).toEqual(['Text', 'Diagnostics', 'c', 'invalid']);
	});

	test("the server's message number is separated from the text", () => {
		const [issue] = readIssues(
			outcome({
				severity: 'error',
				code: 'processing',
				diagnostics: 'HAPI-0989: Trying to update Patient/1/_history/1 but this is not the current version',
			}),
			noMask,
		);
		expect(issue).toMatchObject({
			number: 'HAPI-0989',
			text: 'Trying to update Patient/1/_history/1 but this is not the current version',
		});
	});

	test('the worst issue comes first, with its place', () => {
		const issues = readIssues(
			outcome(
				{ severity: 'information', code: 'informational', diagnostics: 'fine' },
				{ severity: 'warning', code: 'value', diagnostics: 'odd' },
				{ severity: 'error', code: 'value', diagnostics: 'wrong', expression: ['Patient.birthDate'] },
			),
			noMask,
		);
		expect(issues.map(({ severity }) => severity)).toEqual(['error', 'warning', 'information']);
		expect(issues[0]).toMatchObject({ place: 'Patient.birthDate', code: 'value' });
	});

	test('the number of issues and the length of their texts are limited', () => {
		const many = Array.from({ length: 1_000 }, () => ({
			severity: 'error' as const,
			code: 'value',
			diagnostics: 'x'.repeat(100_000),
		}));
		const issues = readIssues(outcome(...many), noMask);
		expect(issues).toHaveLength(maxIssues);
		expect(JSON.stringify(issues).length).toBeLessThan(150_000);
	});

	test('a malformed outcome is read as far as possible', () => {
		expect(readIssues({ resourceType: 'OperationOutcome' } as OperationOutcome, noMask)).toEqual([]);
		expect(readIssues({ resourceType: 'OperationOutcome', issue: [null, 1, { code: 3 }] } as never, noMask)).toEqual([
			{ severity: 'error', code: 'unknown', text: 'unknown' },
		]);
	});

	test('warnings: without duplicates and without mere information', () => {
		expect(
			warnings(
				outcome(
					{ severity: 'information', code: 'informational', diagnostics: 'All OK' },
					{ severity: 'warning', code: 'value', diagnostics: 'odd', expression: ['Patient.name'] },
					{ severity: 'warning', code: 'value', diagnostics: 'odd', expression: ['Patient.name'] },
				),
				noMask,
			),
		).toEqual(['Patient.name: odd']);
	});
});

describe('readErrorBody:', () => {
	test.each([
		[
			'readIssues and warnings:',
			outcome({ severity: 'error', code: 'not-found', diagnostics: 'Not here' }),
			{ form: 'fhir', code: 'not-found', text: 'Not here' },
		],
		[
			'OAuth',
			{ error: 'invalid_token', error_description: 'The token expired' },
			{ form: 'json', code: 'invalid_token', text: 'The token expired' },
		],
		[
			'OAuth without description',
			{ error: 'insufficient_scope' },
			{ code: 'insufficient_scope', text: 'insufficient_scope' },
		],
		[
			'Google',
			{ error: { code: 429, message: 'Quota exceeded', status: 'RESOURCE_EXHAUSTED' } },
			{ code: 'RESOURCE_EXHAUSTED', text: 'Quota exceeded' },
		],
		[
			'AWS',
			{ __type: 'com.amazon#ThrottlingException', message: 'Rate exceeded' },
			{ code: 'ThrottlingException', text: 'Rate exceeded' },
		],
		['problem details', { title: 'Forbidden', detail: 'No scope' }, { text: 'No scope' }],
		['JSON that says nothing', [], { form: 'json' }],
	])('%s', (_name, body, expected) => {
		expect(readErrorBody(JSON.stringify(body), noMask)).toMatchObject(expected);
	});

	test.each([
		['', { form: 'none' }],
		['Forbidden', { form: 'text', text: 'Forbidden' }],
		['{"cut":', { form: 'text', text: '{"cut":' }],
		[
			'<html><head><title>502 Bad Gateway</title></head><body><h1>x</h1></body></html>',
			{ form: 'html', text: '502 Bad Gateway' },
		],
		[
			'<html><style>p{}</style><body><script>alert(1)</script><p>Not&nbsp;allowed &amp;lt;here&gt;</p></body>',
			{ form: 'html', text: 'Not allowed &lt;here>' },
		],
	])('%s', (body, expected) => {
		expect(readErrorBody(body, noMask)).toEqual(expected);
	});

	test('a token that the server echoes is not shown', () => {
		const token = `eyJ${'a'.repeat(30)}.eyJ${'b'.repeat(30)}.sig`;
		for (const body of [
			`Bad token ${token}`,
			`Authorization: Bearer abcdefghijkl is wrong`,
			JSON.stringify({ error: 'x', error_description: `${token} expired` }),
		]) {
			const read = JSON.stringify(readErrorBody(body, noMask));
			expect(read).toContain('[token]');
			expect(read).not.toMatch(/aaaa|abcdefghijkl/);
		}
	});
});

describe('parseBody:', () => {
	test('accepts text or an object, and adds what only the form names', () => {
		expect(parseBody('{"resourceType":"Patient","active":true}')).toEqual({ resourceType: 'Patient', active: true });
		expect(parseBody({ active: true }, { type: 'Patient', id: '1' })).toEqual({
			resourceType: 'Patient',
			id: '1',
			active: true,
		});
		expect(parseBody({ resourceType: 'Patient', id: '1' }, { type: 'Patient', needsId: true }).id).toBe('1');
	});

	test('does not change the object that it is given', () => {
		const typed = Object.freeze({ active: true });
		parseBody(typed, { type: 'Patient', id: '1' });
		expect(typed).toEqual({ active: true });
	});

	test.each([
		['no JSON', 'Patient', /"Body" is not valid JSON/],
		['an error on the second line', '{\n  "a": 1,,\n}', /line 2, column 10/],
		['a missing end', '{"a": 1', /"Body" is not valid JSON/],
		['an empty text', '', /"Body" is empty/],
		['null', null, /"Body" is empty/],
		['a list', '[]', /not a JSON object/],
		['a number', 7, /not a JSON object/],
		['a body without a type', '{"active":true}', /has no `resourceType`/],
		['a type that is not text', '{"resourceType":1}', /is not text/],
		['what cannot be a type', '{"resourceType":"pateint"}', /not a FHIR resource type/],
		['an id that is not text', '{"resourceType":"Patient","id":1}', /`id` in "Body" is not text/],
		['an invalid id', '{"resourceType":"Patient","id":"a/b"}', /id in Body/],
		['a body nested too deeply', `{"resourceType":"Patient","a":${'['.repeat(600)}${']'.repeat(600)}}`, /levels deep/],
	])('%s is rejected', async (_name, typed, message) => {
		const failure = await failureOf(() => parseBody(typed));
		expect(failure.kind).toBe('input');
		expect(failure.message).toMatch(message);
	});

	test('a body that contradicts the form is rejected', () => {
		expect(() => parseBody({ resourceType: 'Patient' }, { type: 'Observation' })).toThrow(
			'"Body" is a Patient, but the form says Observation',
		);
		expect(() => parseBody({ resourceType: 'Patient', id: '1' }, { id: '2' })).toThrow(
			'differs from the "Resource ID"',
		);
		expect(() => parseBody({ resourceType: 'Patient' }, { needsId: true })).toThrow('"Resource ID" is empty');
	});

	test('the error for invalid JSON shows nothing of the body', async () => {
		const failure = await failureOf(() => parseBody('{"resourceType":"Patient","name":"Chalmers" oops'));
		expect(failure.message + (failure.advice ?? '')).not.toContain('Chalmers');
	});
});
