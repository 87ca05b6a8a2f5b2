import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { outcome, scripted, type ScriptedResponse } from '../engine/support/scripted';

const patient = { resource: { resourceType: 'Patient', id: '1' }, search: { mode: 'match' } };
const entryOf = (resource: object, mode?: string) => ({ resource, ...(mode && { search: { mode } }) });
const bundle = (entry: object[], next?: string, more: object = {}): ScriptedResponse => ({
	body: {
		resourceType: 'Bundle',
		type: 'searchset',
		...(next && { link: [{ relation: 'next', url: next }] }),
		entry,
		...more,
	},
});
const getMany: IDataObject = { operation: 'getAll', resourceType: type('Patient'), returnAll: true };
const everything: IDataObject = { resource: 'patient', operation: 'getEverything', resourceId: '1', returnAll: true };
const run: IDataObject = { resource: 'operation', operation: 'run', operationName: '$x', httpMethod: 'GET' };
const failing = outcome('fatal', 'exception', 'The index is being rebuilt');
const modes = ['match', 'include', 'outcome', undefined];

describe('C26: an OperationOutcome among the results', () => {
	it.each(modes)('is never an item, with search mode %s, but a hint', async (mode) => {
		const result = await scripted([bundle([patient, entryOf(outcome('warning', 'x', 'Ignored: foo'), mode)])], getMany);
		expect(outputOf(result)).toEqual([patient.resource]);
		expect(result.hints).toEqual(['Ignored: foo']);
	});

	it.each([
		['Get Everything', everything],
		['an operation', run],
	])('is never an item of %s', async (_what, parameters) => {
		const result = await scripted(
			[bundle([patient, entryOf(outcome('warning', 'x', 'Ignored: foo'), 'match')])],
			parameters,
		);
		expect(outputOf(result)).toEqual([patient.resource]);
		expect(result.hints).toEqual(['Ignored: foo']);
	});

	it('does not count towards the limit', async () => {
		const result = await scripted([bundle([entryOf(outcome('information', 'x', 'Hello'), 'match'), patient])], {
			...getMany,
			returnAll: false,
			limit: 1,
		});
		expect(outputOf(result)).toEqual([patient.resource]);
	});

	it.each(['error', 'fatal'])('that says %s is a hint where there are results', async (severity) => {
		const entry = [patient, entryOf(outcome(severity, 'incomplete', 'One shard is down'), 'outcome')];
		const result = await scripted([bundle(entry)], getMany);
		expect(outputOf(result)).toEqual([patient.resource]);
		expect(result.hints).toEqual([expect.stringMatching(/error beside its results.*One shard is down/)]);
	});

	it('is read from the element issues of R5 too', async () => {
		const issues = outcome('warning', 'x', 'Ignored: foo');
		expect((await scripted([bundle([patient], undefined, { issues })], getMany)).hints).toEqual(['Ignored: foo']);
		const nothing = await scripted([bundle([], undefined, { issues: failing })], getMany);
		expect(nothing.error?.message).toMatch(/The index is being rebuilt/);
	});
});

describe('C26: results that are nothing but an error', () => {
	it.each(modes)("are an error with the server's words, with search mode %s", async (mode) => {
		const { error, output } = await scripted([bundle([entryOf(failing, mode)])], getMany);
		expect(output).toEqual([]);
		expect(error?.message).toBe('The server returned no results, but an error: The index is being rebuilt');
		expect(error?.context?.data).toMatchObject({ kind: 'response', effect: 'rejected', code: 'exception' });
	});

	it.each([
		['the output Bundle Pages', { ...getMany, options: { output: 'bundles' } }],
		['Get Everything', everything],
		['a history', { operation: 'getHistory', resourceType: type('Patient'), historyOf: 'type', returnAll: true }],
		['an operation', run],
	])('are an error for %s too', async (_what, parameters) => {
		const { error } = await scripted([bundle([entryOf(failing)])], parameters);
		expect(error?.message).toMatch(/The index is being rebuilt/);
	});

	it('are an error only after the last page', async () => {
		const found = await scripted([bundle([entryOf(failing)], '?2'), bundle([patient])], getMany);
		expect(outputOf(found)).toEqual([patient.resource]);
		expect(found.hints).toEqual([expect.stringMatching(/The index is being rebuilt/)]);
		const none = await scripted([bundle([entryOf(failing)], '?2'), bundle([])], getMany);
		expect(none.error?.message).toMatch(/The index is being rebuilt/);
	});

	it.each(['warning', 'information'])('are no results where it only says %s', async (severity) => {
		const result = await scripted([bundle([entryOf(outcome(severity, 'x', 'Nothing here'))])], getMany);
		expect(outputOf(result)).toEqual([]);
	});
});
