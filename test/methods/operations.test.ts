import type { IDataObject } from 'n8n-workflow';
import { locator } from '../engine/support/fixtures';
import { openForm } from './openForm';
import { offline, startStatementServer, type StatementServer } from './statementServer';

const own = (id: string) => `https://other.name/fhir/OperationDefinition/${id}`;
const operation = (name: string, definition: string, documentation?: string) => ({ name, definition, documentation });
const statement = {
	resourceType: 'CapabilityStatement',
	fhirVersion: '4.0.1',
	rest: [
		{
			mode: 'server',
			operation: [operation('reindex', own('reindex'), 'Builds the index anew'), operation('$export', '')],
			compartment: ['http://hl7.org/fhir/CompartmentDefinition/patient', 'http://example.org/Compartment/Group'],
			resource: [
				{
					type: 'Patient',
					operation: [
						operation('everything', 'http://hl7.org/fhir/OperationDefinition/Patient-everything'),
						operation('ward-list', own('ward-list'), 'Who is on a ward\nAnd more'),
						operation('match', own('gone')),
					],
				},
				{ type: 'Encounter' },
			],
		},
	],
};
const wardList = {
	resourceType: 'OperationDefinition',
	parameter: [
		{ name: 'since', use: 'in', min: 0, max: '*', type: 'date' },
		{ name: 'ward', use: 'in', min: 1, max: '1', type: 'string', documentation: 'The ward' },
		{ name: 'return', use: 'out', min: 1, max: '1', type: 'Bundle' },
	],
};

let at: StatementServer;
beforeEach(async () => {
	at = await startStatementServer();
	at.respond = (response, { url = '' }) => {
		const body = url.endsWith('/metadata') ? statement : url.endsWith('/OperationDefinition/ward-list') && wardList;
		if (!body) response.status = 404;
		response.body = JSON.stringify(body || { resourceType: 'OperationOutcome', issue: [] });
	};
});
afterEach(async () => await at.server.close());

const fields: IDataObject = { resource: 'operation', operation: 'run', level: 'instance', operationName: '' };
const form = (parameters: IDataObject = {}) => openForm(at.form({ ...fields, ...parameters }));
const withoutServer = (parameters: IDataObject) => openForm(offline({ ...fields, ...parameters }));
const names = async (parameters: IDataObject, filter?: string) =>
	(await form(parameters).list('operations', filter)).map(({ name }) => name);

describe('The list of operations', () => {
	test('has what the server lists for the type first, then what FHIR defines, marked', async () => {
		const listed = await names({});
		expect(listed.slice(0, 2)).toEqual(['$everything – Fetch Patient Record', '$ward-list – Who is on a ward']);
		expect(listed).toContain('$validate – Validate a resource (not listed by the server)');
		expect(await form().list('operations', 'ward')).toEqual([
			{ name: '$ward-list – Who is on a ward', value: '$ward-list' },
		]);
	});

	test('has those of the chosen level only, as far as FHIR defines it', async () => {
		expect((await names({})).join()).not.toContain('$match');
		expect((await names({ level: 'type' })).join()).toContain('$match – Find patient matches using MPI based logic,');
		expect((await names({ level: 'system' })).slice(0, 2)).toEqual(['$export', '$reindex – Builds the index anew']);
		expect((await names({ level: 'system' })).join()).not.toContain('$everything');
	});

	test('has those of FHIR, without marks, where the server lists none or cannot be asked', async () => {
		const observation = { level: 'type', resourceType: locator('Observation') };
		const values = async (parameters: IDataObject) =>
			(await withoutServer(parameters).list('operations')).map(({ value }) => value);
		expect(await values(observation)).toEqual(expect.arrayContaining(['$lastn', '$stats', '$validate']));
		expect((await names({ resourceType: locator('Encounter') })).slice(0, 1)).toEqual([
			'$everything – Fetch Encounter Record',
		]);
		expect((await names({ resourceType: locator('Encounter') })).join()).not.toContain('not listed');
	});

	test('follows the release', async () => {
		const merge = { level: 'type', resourceType: locator('Patient') };
		const values = async (fhirVersion: string) =>
			(await withoutServer({ ...merge, options: { fhirVersion } }).list('operations')).map(({ value }) => value);
		expect(await values('4.0')).not.toContain('$merge');
		expect(await values('5.0')).toContain('$merge');
	});
});

describe('The list of the parameters of an operation', () => {
	const parameters = async (operationName: unknown, more: IDataObject = {}) =>
		await form({ operationName: operationName as string, ...more }).options('operationParameters');

	test('has those in the definition that the server has, required ones first, read once', async () => {
		const expected = [
			{ name: 'ward (Required)', value: 'ward', description: 'required, string. The ward' },
			{ name: 'since', value: 'since', description: 'date, more than once' },
		];
		expect(await parameters(locator('$ward-list'))).toEqual(expected);
		expect(await parameters('ward-list')).toEqual(expected);
		expect(at.server.requests.filter(({ url }) => url.includes('OperationDefinition'))).toHaveLength(1);
	});

	test('has those of FHIR where the server does not have the definition, or does not list the operation', async () => {
		const match = await parameters('$match', { level: 'type' });
		expect(match.map(({ value }) => value)).toEqual(['resource', 'onlyCertainMatches', 'count']);
		const everything = (await parameters('$everything')).map(({ value }) => value);
		expect(everything).toEqual(expect.arrayContaining(['start', 'end', '_since', '_type']));
		const offlineOnes = await withoutServer({ operationName: '$everything', resourceType: locator('Patient') }).options(
			'operationParameters',
		);
		expect(offlineOnes.map(({ value }) => value)).toEqual(everything);
	});

	test.each(['', '={{ $json.name }}', '$unknown'])('is empty for "%s"', async (name) => {
		expect(await parameters(name)).toEqual([]);
	});
});

describe('The list of compartments', () => {
	const compartments = async (one: ReturnType<typeof openForm>) =>
		(await one.options('compartments')).map(({ value, description }) => `${String(value)}: ${String(description)}`);

	test('has those that the server lists first, and marks the others', async () => {
		expect((await compartments(form())).slice(0, 3)).toEqual([
			'Patient: people who receive care',
			'Group: groups of patients or things',
			'Encounter: visits and hospital stays; not listed by the server',
		]);
	});

	test('has those of FHIR where the server cannot be asked', async () => {
		const listed = await compartments(withoutServer({}));
		expect(listed).toHaveLength(5);
		expect(listed.join()).not.toContain('not listed');
	});
});
