import type { IDataObject } from 'n8n-workflow';
import { locator } from '../engine/support/fixtures';
import { openForm } from './openForm';
import { startStatementServer, type StatementServer } from './statementServer';

const patient = {
	resourceType: 'Patient',
	id: '1',
	name: [{ family: 'Chalmers', given: ['Peter', 'James'] }],
	birthDate: '1974-12-25',
	identifier: [
		{ system: 'urn:other', value: '9' },
		{ type: { coding: [{ code: 'MR' }] }, value: '12345' },
	],
};
const observation = {
	resourceType: 'Observation',
	id: 'o1',
	code: { coding: [{ system: 'http://loinc.org', code: '718-7', display: 'Haemoglobin' }] },
	valueQuantity: { value: 7.2, unit: 'g/dl' },
	effectiveDateTime: '2026-03-01T08:00:00Z',
	subject: { reference: 'Patient/1', display: 'Peter Chalmers' },
};

/** The resources of the server by the search that finds them; a search that is not listed is refused. */
let found: Record<string, object[]>;
let status: number;
let at: StatementServer;

beforeEach(async () => {
	[found, status] = [{}, 400];
	at = await startStatementServer();
	at.respond = (response, { url = '' }) => {
		const search = decodeURIComponent(url.replace('/fhir/', '')).replace(/[?&]_count=\d+/, '');
		const resources = found[search];
		if (!resources) response.status = status;
		const entry = (resources ?? []).map((resource) => ({ resource, search: { mode: 'match' } }));
		response.body = JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry });
	};
});
afterEach(async () => await at.server.close());

const form = (parameters: IDataObject = {}) => openForm(at.form({ operation: 'get', ...parameters }));
const names = async (filter?: string, parameters?: IDataObject) =>
	(await form(parameters).list('resources', filter)).map(({ name }) => name);

describe('The list of resources', () => {
	test('shows by what a person recognises a patient, and has the ID as its value', async () => {
		found['Patient?_sort=-_lastUpdated'] = [patient];
		expect(await form().list('resources')).toEqual([
			{ name: 'Peter James Chalmers, 1974-12-25, MRN 12345 (1)', value: '1' },
		]);
	});

	test.each<[what: string, resource: object, label: string]>([
		[
			'an observation by code, value, date and patient',
			observation,
			'Haemoglobin: 7.2 g/dl, 2026-03-01, Peter Chalmers (o1)',
		],
		[
			'a patient without a name by a number',
			{ resourceType: 'Patient', id: '2', identifier: [{ value: '77' }] },
			'no. 77 (2)',
		],
		['a resource with nothing that says more by its type', { resourceType: 'Basic', id: 'b' }, 'Basic (b)'],
		[
			'a prescription by its medicine',
			{
				resourceType: 'MedicationRequest',
				id: 'm',
				medicationCodeableConcept: { text: 'Ibuprofen 400 mg' },
				authoredOn: '2026-02-03',
				subject: { reference: 'Patient/1' },
			},
			'Ibuprofen 400 mg, 2026-02-03, Patient/1 (m)',
		],
		['a long text shortened', { resourceType: 'List', id: 'l', title: 'x'.repeat(300) }, `${'x'.repeat(99)}… (l)`],
	])('shows %s', async (_what, resource, label) => {
		const { resourceType } = resource as { resourceType: string };
		found[`${resourceType}?_sort=-_lastUpdated`] = [resource];
		expect(await names('', { resourceType: locator(resourceType) })).toEqual([label]);
	});

	test.each([
		['a name', 'chal', 'Patient?name=chal'],
		['two names', 'peter chal', 'Patient?name=peter&name=chal'],
		['a name and a birth date', 'chal 1974-12-25', 'Patient?name=chal&birthdate=1974-12-25'],
		['a birth date', '1974-12-25', 'Patient?birthdate=1974-12-25'],
		['a number', '12345', 'Patient?identifier=12345'],
		['a number with its system', 'urn:mrn|12345', 'Patient?identifier=urn:mrn|12345'],
		['an ID', '1', 'Patient?_id=1'],
	])('is searched on the server by %s', async (_what, typed, search) => {
		found[search] = [patient];
		expect(await names(typed)).toHaveLength(1);
	});

	test.each([
		['the text of a code', 'haemo', 'Observation?code:text=haemo'],
		["the patient's name", 'Chalmers', 'Observation?patient.name=Chalmers'],
	])('of observations is searched by %s', async (_what, typed, search) => {
		found[search] = [observation];
		expect(await names(typed, { resourceType: locator('Observation') })).toHaveLength(1);
	});

	test('has a resource once that several searches find', async () => {
		found['Patient?name=12345'] = [patient];
		found['Patient?identifier=12345'] = [patient];
		expect(await names('12345')).toHaveLength(1);
	});

	test('has resources of a server that cannot sort', async () => {
		found['Patient'] = [patient];
		expect(await names()).toHaveLength(1);
	});

	test.each<[string, IDataObject, string]>([
		['Patient → Get Everything', { resource: 'patient', operation: 'getEverything' }, 'Patient'],
		['Encounter → Get Everything', { resource: 'encounter', operation: 'getEverything' }, 'Encounter'],
		['Search Compartment', { resource: 'search', operation: 'compartment', compartment: 'Device' }, 'Device'],
		['an export of a group', { resource: 'bulkData', operation: 'export', level: 'group' }, 'Group'],
		['an export of a patient', { resource: 'bulkData', operation: 'startExport', level: 'patient' }, 'Patient'],
	])('has the type that %s is about', async (_what, parameters, type) => {
		found[`${type}?_sort=-_lastUpdated`] = [{ resourceType: type, id: '7' }];
		expect(await names('', { ...parameters, resourceType: locator('Observation') })).toEqual([`${type} (7)`]);
	});

	test('says what is wrong where no search works, without a word of what was typed', async () => {
		status = 403;
		const error = (await names('Chalmers').catch((one: unknown) => one)) as Error;
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '403' });
		expect(JSON.stringify([error, error.message, error.stack])).not.toContain('Chalmers');
	});

	test.each(['', '={{ $json.type }}'])('asks for the resource type first where it is "%s"', async (type) => {
		await expect(names('', { resourceType: locator(type) })).rejects.toThrow('"Resource Type" is empty');
	});
});

describe('The list of the references that can be resolved', () => {
	const references = async (resourceType: string) =>
		await form({ resource: 'reference', operation: 'resolve', resourceType: locator(resourceType) }).list(
			'typedReferences',
		);

	test.each([
		['', 'Patient', patient, 'Patient/1'],
		['Observation', 'Observation', observation, 'Observation/o1'],
	])('has resources of the chosen type, patients without one: "%s"', async (chosen, type, resource, reference) => {
		found[`${type}?_sort=-_lastUpdated`] = [resource];
		expect((await references(chosen)).map(({ value }) => value)).toEqual([reference]);
	});
});

describe('The list of the resources that a search parameter refers to', () => {
	const references = async (parameter: string, type: string, filter?: string) => {
		const row = { searchParameters: { parameter: [{ parameter: 'code' }, { parameter }] } };
		const one = form({ operation: 'getAll', resourceType: locator(type), ...row });
		return await one.list('references', filter, 'parameters.searchParameters.parameter[1].reference');
	};

	test('has patients where there may be one, and gives the reference', async () => {
		found['Patient?name=chal'] = [patient];
		expect(await references('subject', 'Observation', 'chal')).toEqual([
			{ name: 'Peter James Chalmers, 1974-12-25, MRN 12345 (1)', value: 'Patient/1' },
		]);
	});

	test('has resources of another type where the parameter refers to that', async () => {
		found['Encounter?_sort=-_lastUpdated'] = [{ resourceType: 'Encounter', id: 'e1' }];
		expect(await references('encounter', 'Observation')).toEqual([{ name: 'Encounter (e1)', value: 'Encounter/e1' }]);
	});
});
