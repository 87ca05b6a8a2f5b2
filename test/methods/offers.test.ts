import type { IDataObject } from 'n8n-workflow';
import { FhirSubscriptionTrigger } from '../../nodes/Fhir/FhirSubscriptionTrigger.node';
import { FhirTrigger } from '../../nodes/Fhir/FhirTrigger.node';
import { locator } from '../engine/support/fixtures';
import { openForm } from './openForm';
import { offline, startStatementServer, type StatementServer } from './statementServer';

let at: StatementServer;
beforeEach(async () => void (at = await startStatementServer()));
afterEach(async () => await at.server.close());

describe('The list of resource types', () => {
	test('has what the server lists first, the most used first, and marks the others', async () => {
		const names = await openForm(at.form()).types();
		expect(names.slice(0, 4)).toEqual([
			'Patient – people who receive care',
			'Specimen – samples for the lab',
			'Ward',
			'Observation – lab results, vital signs and other measurements (not listed by the server)',
		]);
		expect(names).toContain('MedicationRequest – prescriptions (not listed by the server)');
	});

	test.each([
		['lab', 'Observation'],
		['visit', 'Encounter'],
		['doctor', 'Practitioner'],
		['vaccine', 'Immunization'],
		['prescription', 'MedicationRequest'],
		['Diagnos', 'DiagnosticReport'],
		['blood pressure', 'Observation'],
		['request', 'ServiceRequest'],
	])('finds by what people call it: %s → %s', async (filter, type) => {
		const [first, ...others] = await openForm(offline()).types(filter);
		expect([first, ...others].map((name) => name?.split(' ')[0])).toContain(type);
		expect(others.length).toBeLessThan(30);
		expect(first).not.toContain('not listed');
	});

	test('has all types of FHIR, without marks, where no credential is chosen yet and where the server fails', async () => {
		const names = await openForm(offline()).types();
		expect(names.length).toBeGreaterThan(180);
		expect(names[0]).toMatch(/^Patient/);
		expect(names.join()).not.toContain('not listed');
		at.respond = (response) => void (response.status = 500);
		expect(await openForm(at.form()).types()).toEqual(names);
		expect(await openForm(at.form({ baseUrl: 'http://127.0.0.1:1' })).types()).toEqual(names);
	});

	test('is that of Resource Types in the FHIR Trigger too, and has the options of the FHIR Subscription Trigger', async () => {
		const [first] = await openForm(at.form(), undefined, new FhirTrigger()).options('resourceTypes');
		expect(first).toEqual({ name: 'Patient', value: 'Patient', description: 'people who receive care' });
		const settings = { headers: { header: [{ name: 'X-Ward', value: '7' }] } };
		await openForm(at.form({ settings }), undefined, new FhirSubscriptionTrigger()).types();
		expect(at.server.requests.at(-1)?.headers['x-ward']).toBe('7');
	});
});

describe('The list of search parameters', () => {
	test('has those that the server lists with their meaning, then those of FHIR that it does not list', async () => {
		const options = await openForm(at.form()).options('searchParameters');
		expect(options.slice(0, 4)).toEqual([
			{ name: 'Other (Name Below)', value: '', description: expect.stringContaining('subject:Patient.name') as string },
			{ name: 'birthdate – Day of birth', value: 'birthdate', description: expect.stringMatching(/^Date/) as string },
			{ name: 'nickname – What friends say', value: 'nickname', description: expect.stringMatching(/^Text/) as string },
			expect.objectContaining({ name: '_id – ID of the resource on this server', value: '_id' }),
		]);
		const names = options.map(({ name }) => name);
		expect(names).toContain('family – A portion of the family name of the patient (not listed by the server)');
		expect(names.join()).not.toContain('_has –');
	});

	test('has those of FHIR where the server lists none for the type, or cannot be asked', async () => {
		const parameters = { resourceType: locator('Specimen') };
		const names = await openForm(at.form(parameters)).names('searchParameters');
		expect(names.slice(1, 3)).toEqual([expect.stringMatching(/^identifier – /), expect.stringMatching(/^patient – /)]);
		expect(names).toContainEqual(expect.stringMatching(/^_lastUpdated – When /));
		expect(names.join()).not.toContain('not listed');
		expect(await openForm(offline(parameters)).names('searchParameters')).toEqual(names);
	});

	test('follows the release of the server, or the chosen FHIR Version', async () => {
		const encounter = { resourceType: locator('Encounter') };
		const values = async (parameters: IDataObject) =>
			(await openForm(parameters).options('searchParameters')).map(({ value }) => value);
		expect(await values(offline(encounter))).not.toContain('date-start');
		expect(await values(offline({ ...encounter, options: { fhirVersion: '5.0' } }))).toContain('date-start');
		at.respond = (response) => void (response.body = response.body.replace('4.0.1', '5.0.0'));
		expect(await values(at.form(encounter))).toContain('date-start');
	});

	test('has chains to the patient, with the matches of what they lead to', async () => {
		const encounter = offline({
			resourceType: locator('Encounter'),
			searchParameters: { parameter: [{ parameter: 'patient.birthdate' }] },
		});
		const options = await openForm(encounter).options('searchParameters');
		expect(options.map(({ value }) => value)).toEqual(
			expect.arrayContaining(['patient.identifier', 'patient.name', 'patient.birthdate']),
		);
		const matches = await openForm(encounter).options('matches', 'parameters.searchParameters.parameter[0].match');
		expect(matches.map(({ value }) => value)).toContain('ge');
		expect((await openForm(encounter).options('orders')).map(({ value }) => value).join()).not.toContain('.');
	});

	test('has what all of the types have in a search across types, and only the common ones for all types', async () => {
		const across = (resourceTypes: string) =>
			openForm(offline({ resource: 'search', operation: 'acrossTypes', resourceTypes })).names('searchParameters');
		const both = (await across('Observation, Condition')).map((name) => name.split(' ')[0]);
		expect(both).toEqual(expect.arrayContaining(['code', 'patient', '_id']));
		expect(both).not.toContain('value-quantity');
		expect((await across('')).map((name) => name.split(' ')[0]).slice(0, 2)).toEqual(['Other', '_id']);
	});

	test.each([
		['an unknown type', { resourceType: locator('Nothing') }],
		['an expression that is not worked out', { resourceType: '={{ $json.type }}' }],
		['no type', { resourceType: undefined }],
	])('has the common ones for %s', async (_what, parameters) => {
		const names = await openForm(offline(parameters)).names('searchParameters');
		expect(names.every((name) => name.startsWith('_') || name.startsWith('Other'))).toBe(true);
	});
});

describe('The list of Match', () => {
	const matchesOf = async (parameters: IDataObject, credential?: Parameters<typeof openForm>[1]) => {
		const path = 'parameters.searchParameters.parameter[1].match';
		return await openForm(parameters, credential).options('matches', path);
	};
	const row = (parameter: string) => ({ searchParameters: { parameter: [{ parameter: 'family' }, { parameter }] } });

	test.each([
		['birthdate', ['', 'sa', 'ap', 'eb', 'gt', 'ge', 'lt', 'le', ':missing', 'ne']],
		['family', ['', ':contains', ':exact', ':missing', ':text']],
	])('has what the type of the chosen parameter has: %s', async (parameter, values) => {
		const options = await matchesOf(offline(row(parameter)));
		expect(options.map(({ value }) => value)).toEqual(values);
		expect(await matchesOf(at.form(row(parameter)))).toEqual(options);
	});

	test('says what Default means for the parameter', async () => {
		const [first] = await matchesOf(offline(row('birthdate')));
		expect(first).toMatchObject({ name: 'Default', description: 'Within the day, month or year' });
	});

	test.each(['', 'organization.name', 'shoe-size'])('has all for a typed or unknown name: "%s"', async (parameter) => {
		expect(await matchesOf(offline(row(parameter)))).toHaveLength(20);
	});

	test('has all where the login is refused', async () => {
		at.respond = (response) => void (response.status = 401);
		const credential = { baseUrl: `${at.server.url}/fhir`, user: 'u', password: 'wrong' };
		expect(await matchesOf(offline(row('birthdate')), credential)).toHaveLength(20);
	});
});

describe('The lists of Sort, Include and Reverse Include', () => {
	test('have both directions of an order', async () => {
		const options = await openForm(offline()).options('orders');
		const description = "The patient's date of birth";
		expect(options).toContainEqual({ name: 'birthdate (newest first)', value: '-birthdate', description });
		expect(options.map(({ value }) => value)).toEqual(expect.arrayContaining(['family', '-family', '-_lastUpdated']));
		expect(options.map(({ value }) => value)).not.toContain('_text');
	});

	test('begin, where one order is chosen, with that of the server', async () => {
		const form = openForm(offline());
		const [first, ...others] = await form.options('sorts');
		expect(first).toMatchObject({ name: "Server's Order", value: '' });
		expect(others).toEqual(await form.options('orders'));
	});

	test('have what the server lists', async () => {
		const form = openForm(at.form());
		expect(await form.options('includes')).toEqual([
			{ name: '*', value: '*', description: 'Everything that the matches refer to' },
			expect.objectContaining({ name: 'Patient:organization', value: 'Patient:organization' }),
		]);
		expect(await form.options('revIncludes')).toEqual([
			expect.objectContaining({
				value: 'Observation:subject',
				description: expect.stringMatching(/^lab results/) as string,
			}),
			{ name: 'Specimen:subject', value: 'Specimen:subject', description: 'samples for the lab' },
		]);
	});

	test('have what FHIR defines where the server cannot be asked', async () => {
		const form = openForm(offline({ resourceType: locator('Observation') }));
		expect(await form.options('includes')).toContainEqual({
			name: 'Observation:encounter',
			value: 'Observation:encounter',
			description: 'Encounter related to the observation. Refers to Encounter, EpisodeOfCare',
		});
		const values = (await form.options('revIncludes')).map(({ value }) => value);
		expect(values).toEqual(expect.arrayContaining(['DiagnosticReport:result', 'Provenance:target']));
	});
});
