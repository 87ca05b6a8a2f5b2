import type { IDataObject } from 'n8n-workflow';
import { locator, type } from '../support/fixtures';
import { patientPage, scripted } from '../support/scripted';

/** The query that a node with these fields sends. */
async function sentQuery(parameters: IDataObject, input?: IDataObject[]): Promise<string | undefined> {
	const { sent } = await scripted(
		[patientPage('1')],
		{ operation: 'getAll', resourceType: type('Patient'), limit: 5, ...parameters },
		input && { input },
	);
	return sent[0]?.url.split('?')[1];
}

const rows = (...parameter: IDataObject[]) => ({ searchParameters: { parameter } });

describe('Search Parameters: a row', () => {
	test.each<[string, IDataObject, string]>([
		['that was saved with a name only', { name: 'name', match: ':exact', value: 'Chalmers' }, 'name:exact=Chalmers'],
		['with a typed chain', { parameter: '', name: 'organization.name', value: 'x' }, 'organization.name=x'],
		['with a chosen parameter', { parameter: 'birthdate', match: 'ge', value: '1970' }, 'birthdate=ge1970'],
		['with a chosen parameter and a hidden name', { parameter: 'family', name: 'given', value: 'x' }, 'family=x'],
		['with an expression in Parameter', { parameter: '={{ $json.by }}', value: 'x' }, 'phone=x'],
		['with an expression in Name', { name: '={{ $json.by }}', value: 'x' }, 'phone=x'],
		['with a chosen resource', { parameter: 'patient', reference: locator('Patient/1') }, 'patient=Patient/1'],
		['with a reference', { parameter: 'subject', reference: locator('Patient/2', 'id') }, 'subject=Patient/2'],
		[
			'with both a value and a chosen resource',
			{ parameter: 'patient', value: '7', reference: locator('Patient/1') },
			'patient=7',
		],
		['with a parameter that no list has', { parameter: 'shoe-size', value: '44' }, 'shoe-size=44'],
	])('%s is sent as it says', async (_what, row, query) => {
		expect(await sentQuery(rows(row), [{ by: 'phone' }])).toBe(`${query}&_count=5`);
	});

	test.each<[string, IDataObject]>([
		['is not there', {}],
		['has nothing in it', rows({ parameter: '', name: '', match: '', value: '' })],
		['has nothing in it, and neither has the next', rows({ name: '', value: '' }, {})],
	])('that the form begins with is no condition where it %s', async (_what, parameters) => {
		expect(await sentQuery(parameters)).toBe('_count=5');
	});

	test.each<[string, IDataObject]>([
		['an expression has nothing for an item', rows({ parameter: '', name: '', match: '', value: '={{ $json.none }}' })],
		['a match is chosen', rows({ match: ':exact' })],
	])('without a name is an error where %s', async (_what, parameters) => {
		expect(await sentQuery(parameters, [{ by: 'x' }])).toBeUndefined();
	});

	test.each<[string, IDataObject]>([
		['is empty for an item', { parameter: 'patient', value: '={{ $json.none }}', reference: locator('Patient/1') }],
		['is not a resource', { parameter: 'birthdate', value: '', reference: locator('Patient/1') }],
	])('never takes a chosen resource for a value that %s', async (_what, row) => {
		expect(await sentQuery(rows(row), [{ by: 'x' }])).toBeUndefined();
	});

	test('with a chosen parameter is the condition of a write too', async () => {
		const { sent } = await scripted([{ status: 204 }], {
			operation: 'delete',
			resourceType: type('Patient'),
			findBy: 'parameters',
			...rows({ parameter: 'identifier', value: 'http://h|1' }),
		});
		expect(sent[0]?.url).toBe('/fhir/Patient?identifier=http://h%7C1');
	});

	test('without a name says what is missing, and sends nothing', async () => {
		const { error, sent } = await scripted([patientPage('1')], {
			operation: 'getAll',
			resourceType: type('Patient'),
			...rows({ value: 'x' }),
		});
		expect(error?.message).toMatch(/Search Parameters/);
		expect(sent).toEqual([]);
	});
});

describe('Sort, Include and Reverse Include', () => {
	test.each<[string, IDataObject, string]>([
		['Sort From List', { sortList: ['-birthdate', 'family'] }, '_sort=-birthdate,family'],
		['Sort, as it was typed', { sort: '-date, name' }, '_sort=-date,name'],
		['Sort From List before Sort', { sortList: ['-birthdate'], sort: 'family' }, '_sort=-birthdate,family'],
		['empty lists', { sortList: [], includeList: [], revIncludeList: [] }, ''],
		[
			'Include From List and Include',
			{ includeList: ['Patient:link'], include: 'Patient:organization' },
			'_include=Patient:link&_include=Patient:organization',
		],
		['Reverse Include From List', { revIncludeList: ['Observation:subject'] }, '_revinclude=Observation:subject'],
		['a list by an expression', { sortList: '={{ ["-family"] }}' }, '_sort=-family'],
	])('%s', async (_what, options, query) => {
		const sent = await sentQuery({ options });
		expect(sent?.split('&').filter((part) => !part.startsWith('_count'))).toEqual(query === '' ? [] : query.split('&'));
	});
});
