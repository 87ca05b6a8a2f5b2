import { type Case, runCases, type Verdict } from '../../tools/sqlOnFhir/cases';
import { ownCases } from './ownCases';

let verdicts: Verdict[];
beforeAll(async () => {
	verdicts = await runCases(ownCases);
});

describe('SQL on FHIR: cases of our own', () => {
	test.each(ownCases.tests.map(({ title }: Case) => title))('%s', (title) => {
		expect(verdicts.find((verdict) => verdict.title === title)?.reason).toBeUndefined();
	});
});

describe('SQL on FHIR: the runner of the official cases', () => {
	it('reports a case whose rows or error differ from what is expected', async () => {
		const view = { resource: 'Patient', select: [{ column: [{ name: 'id', path: 'id' }] }] };
		const tests = [
			{ title: 'other rows', view, expect: [{ id: 'x' }] },
			{ title: 'no error', view, expectError: true },
			{ title: 'other columns', view, expectColumns: ['name'] },
			{ title: 'an error', view: {}, expect: [] },
		];
		const found = await runCases({ title: '', resources: [{ resourceType: 'Patient', id: 'a' }], tests });
		expect(found.map(({ reason }) => reason)).toEqual([
			'got [["id","a"]], not [["id","x"]]',
			'no error',
			'columns id',
			expect.stringContaining('ViewDefinition, resource'),
		]);
	});
});
