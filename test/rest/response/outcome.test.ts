import type { OperationOutcome } from '../../../nodes/Fhir/rest/model/resource';
import { mainIssueText, readIssues, warnings } from '../../../nodes/Fhir/rest/response/outcome';
import { noMask } from '../../../nodes/Fhir/support/mask';

const outcome = (issue?: unknown) => ({ resourceType: 'OperationOutcome', issue }) as OperationOutcome;
const readOf = (issue: object) => readIssues(outcome([{ severity: 'error', code: 'invalid', ...issue }]), noMask)[0];

describe('readIssues, one issue:', () => {
	test.each<[object, object]>([
		[{ details: { text: 'A', coding: [{ display: 'B' }] }, diagnostics: 'C' }, { text: 'A' }],
		[{ details: { coding: [{ display: 'B' }] }, diagnostics: 'C' }, { text: 'C' }],
		[{ details: { coding: [null, {}, { code: 'b' }, { display: 'B' }] } }, { text: 'b' }],
		[{ details: { coding: [{ display: 'B', code: 'b' }] } }, { text: 'B' }],
		[{ details: { coding: 'B' } }, { text: 'invalid' }],
		[{ details: { text: ' ' } }, { text: 'invalid' }],
		[{ code: undefined }, { code: 'unknown', text: 'unknown' }],
		[{ severity: 1 }, { severity: 'error' }],
		[{ diagnostics: 'HAPI-0989: Bad' }, { text: 'Bad', number: 'HAPI-0989' }],
		[{ diagnostics: 'HAPI-0989:Bad' }, { text: 'Bad', number: 'HAPI-0989' }],
		[{ diagnostics: 'HAPI-0989: Bad\nand worse' }, { text: 'Bad and worse', number: 'HAPI-0989' }],
		[{ diagnostics: 'See HAPI-0989: Bad' }, { text: 'See HAPI-0989: Bad' }],
		[{ expression: ['a'], location: ['b'] }, { place: 'a' }],
		[{ location: ['b'] }, { place: 'b' }],
	])('%j is read as %j', (issue, expected) => {
		expect(readOf(issue)).toStrictEqual({ severity: 'error', code: 'invalid', text: 'invalid', ...expected });
	});

	test.each([[undefined], [null], ['x'], [{ code: 'x' }], [[]], [[null, 'x']]])('%j gives no issues', (issue) => {
		expect(readIssues(outcome(issue), noMask)).toEqual([]);
	});
});

describe('Issues of an OperationOutcome:', () => {
	const issues = ['information', 'warning', 'odd', 'fatal', 'success', 'error'].map((severity) => ({
		severity,
		code: severity,
	}));

	test('readIssues sorts them worst first and cuts them at the maximum', () => {
		const severities = (most?: number) => readIssues(outcome(issues), noMask, most).map(({ severity }) => severity);
		expect(severities()).toEqual(['fatal', 'odd', 'error', 'warning', 'information', 'success']);
		expect(severities(2)).toEqual(['fatal', 'odd']);
	});

	test.each<[object[], string | undefined]>([
		[[{ code: 'a' }, { code: 'b', diagnostics: 'B' }, { code: 'c', diagnostics: 'C' }], 'B'],
		[[{ code: 'a' }, { code: 'b' }], 'a'],
		[[], undefined],
	])('mainIssueText: %j gives %s', (some, sentence) => {
		expect(mainIssueText(readIssues(outcome(some), noMask))).toBe(sentence);
	});

	test('warnings returns those worse than information, without duplicates', () => {
		const warning = { severity: 'warning', code: 'x', diagnostics: 'Bad', expression: ['Patient.name'] };
		const information = { severity: 'information', code: 'x', diagnostics: 'All OK' };
		const error = { severity: 'error', code: 'x', diagnostics: 'Worse' };
		expect(warnings(outcome([warning, information, warning, error]), noMask)).toEqual(['Worse', 'Patient.name: Bad']);
	});
});
