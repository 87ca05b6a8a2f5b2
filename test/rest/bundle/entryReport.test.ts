import { entryLabel, reportEntries, reportFailure } from '../../../nodes/Fhir/rest/bundle/entryReport';
import type { EntryResult } from '../../../nodes/Fhir/rest/bundle/entryResults';
import type { Bundle } from '../../../nodes/Fhir/rest/model/resource';
import { type Effect, Failure } from '../../../nodes/Fhir/transport/errors/failure';

const sent: Bundle = {
	resourceType: 'Bundle',
	type: 'batch',
	entry: [
		{ request: { method: 'POST', url: 'Patient' } },
		{ request: { method: 'PUT', url: 'Patient?identifier=1\n2' } },
		{ request: { method: 'DELETE', url: 'Patient/3' } },
	],
};
const resource = { resourceType: 'Patient', id: '7' };
const written: EntryResult = { status: 201, type: 'Patient', id: '7', responseEntry: { fullUrl: 'urn:x' }, resource };
const failing = (effect: Effect, advice?: string): EntryResult => ({
	status: 422,
	responseEntry: {},
	failure: new Failure({ kind: 'http', status: 422, code: 'invalid', message: `It was ${effect}`, effect, advice }),
});

test.each([
	[{ request: { method: 'PUT', url: 'Patient/1' } }, 'PUT Patient/1'],
	[{ request: { method: 'PUT', url: 'Patient?identifier=1' } }, 'PUT Patient'],
	[{ request: { method: 'GET', url: 'x'.repeat(121) } }, `GET ${'x'.repeat(119)}…`],
	[{}, ' '],
	[undefined, ' '],
])('entryLabel: the entry %j has the label "%s"', (entry, label) => {
	expect(entryLabel(entry)).toBe(label);
});

test('reportEntries: each entry is reported with its request and its result', () => {
	expect(reportEntries(sent, [written, failing('rejected'), { status: 204, responseEntry: {} }])).toStrictEqual([
		{ entry: 0, request: 'POST Patient', status: 201, resourceType: 'Patient', id: '7', resource },
		{ entry: 1, request: 'PUT Patient', status: 422, error: 'It was rejected' },
		{ entry: 2, request: 'DELETE Patient/3', status: 204 },
	]);
	// More answers than were asked for.
	expect(reportEntries({ resourceType: 'Bundle', type: 'batch' }, [written])).toMatchObject([{ request: ' ' }]);
});

describe('reportFailure:', () => {
	test('names the first failed entry and lists all entries without their content', () => {
		const failure = reportFailure(sent, [written, failing('rejected', 'Mend it.'), failing('rejected')]);
		expect(failure).toMatchObject({ kind: 'http', status: 422, code: 'invalid' });
		expect(failure.message).toBe(
			'2 of 3 entries of the batch failed; the first is entry 1 (PUT Patient): It was rejected',
		);
		expect(failure.advice).toMatch(/^Mend it\. The other entries were carried out/);
		expect(failure.details.entries).toEqual([
			{ entry: 0, request: 'POST Patient', status: 201, resourceType: 'Patient', id: '7' },
			{ entry: 1, request: 'PUT Patient', status: 422, error: 'It was rejected' },
			{ entry: 2, request: 'DELETE Patient/3', status: 422, error: 'It was rejected' },
		]);
		expect(reportFailure(sent, [failing('rejected')]).advice).toMatch(/^The other entries/);
	});

	test.each<[Effect[], Effect]>([
		[['rejected', 'rejected'], 'applied'],
		[['rejected', 'unknown'], 'unknown'],
		[['unknown', 'unknown'], 'unknown'],
	])('entries with the effects %j give the effect %s', (effects, effect) => {
		expect(
			reportFailure(
				sent,
				effects.map((one) => failing(one)),
			).effect,
		).toBe(effect);
	});
});
