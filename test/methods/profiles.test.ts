import type { IDataObject } from 'n8n-workflow';
import { locator } from '../engine/support/fixtures';
import { bloodPressure, profileResponse, usCorePatient } from '../servers/fhir/profileServer';
import { openForm } from './openForm';
import { startStatementServer, statement, type StatementServer } from './statementServer';

let at: StatementServer;
beforeEach(async () => {
	at = await startStatementServer();
	at.respond = (response, request) => {
		const defined = profileResponse(request);
		const served = { type: 'Patient', supportedProfile: ['http://a.example/StructureDefinition/citizen'] };
		const body = defined?.body ?? { ...statement, rest: [{ resource: [served] }] };
		response.status = defined?.status ?? 200;
		response.body = JSON.stringify(body);
	};
});
afterEach(async () => await at.server.close());

const form = (parameters: IDataObject = {}) => openForm(at.form({ operation: 'create', ...parameters }));
const definitionRequests = () => at.server.requests.filter(({ url }) => /StructureDefinition|ValueSet/.test(url));

describe('The list of profiles', () => {
	test('has those that the server lists, and those that it defines, of the resource type', async () => {
		expect(await form().list('profiles')).toEqual([
			{ name: 'No Profile', value: '' },
			{
				name: 'citizen',
				value: 'http://a.example/StructureDefinition/citizen',
				url: 'http://a.example/StructureDefinition/citizen',
			},
			{ name: 'US Core Patient Profile', value: usCorePatient, url: usCorePatient },
		]);
	});

	test('can be searched', async () => {
		const names = (await form().list('profiles', 'core pat')).map(({ name }) => name);
		expect(names).toEqual(['US Core Patient Profile']);
		expect(at.server.requests.map(({ url }) => decodeURIComponent(url))).toContainEqual(
			expect.stringContaining('title:contains=core&title:contains=pat'),
		);
	});

	test('has those of the statement where the server has no definitions, and none without a server', async () => {
		at.respond = (response, { url }) => {
			if (url?.includes('StructureDefinition')) response.status = 404;
		};
		expect(await form().list('profiles')).toEqual([]);
		expect(await openForm({ operation: 'create', resourceType: locator('Patient') }).list('profiles')).toEqual([]);
	});
});

describe('The fields of a profile', () => {
	test('are required, have the codes of the server and the names of extensions, and show what is fixed', async () => {
		const fields = await form({ profile: locator(usCorePatient) }).fields();
		expect(fields.filter(({ required }) => required).map(({ displayName }) => displayName)).toEqual([
			'Gender',
			'Medical Record Number',
			'MRN System',
		]);
		const named = (title: string) => fields.find(({ displayName }) => displayName === title);
		expect(named('Race: Omb Category')).toMatchObject({
			type: 'options',
			removed: false,
			options: [
				{ name: 'White', value: 'urn:oid:2.16.840.1.113883.6.238|2106-3|White' },
				{ name: 'Asian', value: 'urn:oid:2.16.840.1.113883.6.238|2028-9|Asian' },
			],
		});
		expect(named('Birthsex')?.options).toEqual([
			{ name: 'Female', value: 'F' },
			{ name: 'M', value: 'M' },
		]);
		expect(fields.find(({ id }) => id === 'meta.profile[0]')).toMatchObject({
			displayName: 'Profile of the Resource (without genderIdentity: not defined on the server)',
			readOnly: true,
			defaultValue: usCorePatient,
			required: false,
			removed: false,
		});
	});

	test('are read once', async () => {
		await form({ profile: locator(usCorePatient) }).fields();
		const count = definitionRequests().length;
		expect(count).toBeLessThan(25);
		await form({ profile: locator(usCorePatient, 'url') }).fields();
		expect(definitionRequests()).toHaveLength(count);
	});

	test('follow the profile of another type, and none is required where a resource has them already', async () => {
		const observation = { resourceType: locator('Observation'), profile: locator(bloodPressure) };
		const fields = await form(observation).fields();
		expect(fields.filter(({ readOnly }) => readOnly).map(({ id }) => id)).toContain(
			'component[1].code.coding[0].system|code',
		);
		const partial = await form({ ...observation, operation: 'updateFields' }).fields();
		expect(partial.filter(({ required }) => required)).toEqual([]);
	});

	const noticeOf = async (parameters: IDataObject) => {
		const { fields, emptyFieldsNotice } = await form(parameters).mapping();
		expect(fields).toEqual([]);
		return emptyFieldsNotice;
	};

	test('are none but a notice where the server does not have the profile, or it is one of another type', async () => {
		expect(await noticeOf({ profile: locator('http://a.example/StructureDefinition/x') })).toMatch(
			/^The server does not have the definition of the profile http:\/\/a\.example\/StructureDefinition\/x\. Check/,
		);
		expect(await noticeOf({ profile: locator(bloodPressure) })).toMatch(/is for Observation, not for Patient/);
	});

	test('are none but a notice where the server cannot be asked', async () => {
		at.respond = (response, { url }) => {
			if (url?.includes('StructureDefinition')) response.status = 500;
		};
		expect(await noticeOf({ profile: locator(usCorePatient) })).toMatch(
			/^The definition of the profile .* could not be read: .*\. Check the connection, or leave "Profile" empty\.$/,
		);
	});
});
