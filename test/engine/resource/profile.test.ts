import type { IDataObject } from 'n8n-workflow';
import { bloodPressure, profileResponse, usCorePatient } from '../../servers/fhir/profileServer';
import type { ReceivedRequest } from '../../servers/httpServer';
import { locator, type } from '../support/fixtures';
import { scripted } from '../support/scripted';
import { echo } from './fieldsFixture';

const race = 'extension[http://hl7.org/fhir/us/core/StructureDefinition/us-core-race]';
const sex = 'extension[http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex].valueCode';
const raceCode = `${race}.extension[ombCategory].valueCoding.system|code`;
const white = { system: 'urn:oid:2.16.840.1.113883.6.238', code: '2106-3', display: 'White' };

const server = (request: ReceivedRequest) =>
	profileResponse(request) ?? { ...echo(request), headers: { 'content-type': 'application/fhir+json' } };

const isWrite = ({ method }: { method?: string }) => method !== 'GET';

/** Runs an operation with fields and this profile, in a node of version 1.1. */
async function write(
	parameters: IDataObject,
	input: IDataObject[] = [{}],
	profile = usCorePatient,
	resourceType = 'Patient',
) {
	const all = { operation: 'create', resourceType: type(resourceType), specifyBody: 'fields', ...parameters };
	const settings = { input, typeVersion: 1.1 };
	const { sent, ...result } = await scripted(server, { profile: locator(profile, 'url'), ...all }, settings);
	const writes = sent.filter(isWrite);
	return { ...result, sent, writes, bodies: writes.map(({ body }) => JSON.parse(body) as IDataObject) };
}

const field = (id: string, displayName: string, more: IDataObject = {}) => ({
	id,
	displayName,
	required: false,
	display: true,
	defaultMatch: false,
	removed: false,
	type: 'string',
	...more,
});
const fixed = (id: string, displayName: string, defaultValue: string, more: IDataObject = {}) =>
	field(id, displayName, { readOnly: true, defaultValue, ...more });
const hasProfile = (profile: string, more: IDataObject = {}) => fixed('meta.profile[0]', 'Profile', profile, more);

const raceField = field(raceCode, 'Race', {
	type: 'options',
	options: [{ name: 'White', value: 'urn:oid:2.16.840.1.113883.6.238|2106-3|White' }],
});
const mapped = (value: IDataObject, schema: IDataObject[] = [hasProfile(usCorePatient), raceField]) => ({
	fields: { mappingMode: 'defineBelow', value, matchingColumns: [], schema },
});
const automatic = (schema: IDataObject[] = []) => ({
	fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema },
});

describe('Resource → Create with the fields of a profile', () => {
	const patient = {
		resourceType: 'Patient',
		name: [{ family: 'Lee' }],
		extension: [
			{ url: race.slice('extension['.length, -1), extension: [{ url: 'ombCategory', valueCoding: white }] },
			{ url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex', valueCode: 'F' },
		],
		meta: { profile: [usCorePatient] },
	};

	it('puts extensions together and names the profile, without asking the server for it', async () => {
		const value = { 'name[0].family': 'Lee', [raceCode]: '={{ $json.race }}', [sex]: 'F' };
		for (const typed of ['White', '2106-3', 'urn:oid:2.16.840.1.113883.6.238|2106-3|White']) {
			const { bodies, sent, error } = await write(mapped(value), [{ race: typed }]);
			expect(error).toBeUndefined();
			expect(bodies).toEqual([patient]);
			expect(sent).toHaveLength(1);
		}
	});

	it('reads the profile where the form was not filled for it, once for all items', async () => {
		const row = { last: 'Lee', 'Race: Omb Category': 'White', Birthsex: 'female' };
		const { bodies, sent, hints } = await write(automatic(), [row, { ...row, 'Race: Omb Category': 'asian' }]);
		expect(bodies).toHaveLength(2);
		expect(bodies).toContainEqual(patient);
		expect(hints).toEqual([]);
		expect(sent.filter(({ url }) => url.includes('us-core-patient'))).toHaveLength(1);
	});

	it('does not name the profile where its field was removed from the form', async () => {
		const schema = [hasProfile(usCorePatient, { removed: true }), raceField];
		const { bodies, sent } = await write(mapped({ 'name[0].family': 'Lee' }, schema));
		expect(bodies).toEqual([{ resourceType: 'Patient', name: [{ family: 'Lee' }] }]);
		expect(sent).toHaveLength(1);
	});

	it.each([
		['not known to the server', 'http://a.example/x', 'The server does not have the definition of the profile'],
		['of another type', bloodPressure, 'is for Observation, not for Patient'],
	])('fails before anything is sent for a profile %s', async (_what, profile, message) => {
		const { error, writes } = await write(automatic(), [{ last: 'Lee' }], profile);
		expect(error?.message).toContain(message);
		expect(writes).toEqual([]);
	});

	it('fails before anything is sent where the definition cannot be read', async () => {
		const refused = (request: ReceivedRequest) =>
			request.url?.includes('StructureDefinition') === true ? { status: 403, body: {} } : server(request);
		const parameters = { operation: 'create', resourceType: type('Patient'), specifyBody: 'fields', ...automatic() };
		const { sent, error } = await scripted(
			refused,
			{ ...parameters, profile: locator(usCorePatient, 'url') },
			{ input: [{ last: 'Lee' }], typeVersion: 1.1 },
		);
		expect(error?.message).toMatch(/^The definition of the profile .* could not be read: /);
		expect(sent.filter(isWrite)).toEqual([]);
	});

	it('refuses a code without a system that the form does not offer', async () => {
		const { error, sent } = await write(mapped({ [raceCode]: '={{ $json.race }}' }), [{ race: 'Martian' }]);
		expect(error?.message).toBe('"Race" has a code that is not known, or has no code system');
		expect(sent).toEqual([]);
	});

	it('ignores the fixed values of a profile that is not chosen any more', async () => {
		const { bodies } = await write({ ...mapped({ 'name[0].family': 'Lee' }), profile: locator('') });
		expect(bodies).toEqual([{ resourceType: 'Patient', name: [{ family: 'Lee' }] }]);
	});
});

describe('What a profile fixes', () => {
	const systolic = 'component[0].valueQuantity';
	const value = {
		status: 'final',
		[`${systolic}.value`]: '120',
		[`${systolic}.code`]: 'mm[Hg]',
		'code.coding[0].system|code': 'http://loinc.org|85354-9',
	};
	const pressure = (more: IDataObject = {}, input: IDataObject[] = [{}]) =>
		write({ fields: { mappingMode: 'defineBelow', value, schema: [] }, ...more }, input, bloodPressure, 'Observation');
	const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
	const unit = { system: 'http://unitsofmeasure.org', code: 'mm[Hg]' };

	it('is sent always where every resource has it, else with the value that it belongs to', async () => {
		const { bodies, error } = await pressure();
		expect(error).toBeUndefined();
		expect(bodies).toEqual([
			{
				resourceType: 'Observation',
				status: 'final',
				component: [{ valueQuantity: { value: 120, ...unit }, code: loinc('8480-6') }, { code: loinc('8462-4') }],
				code: loinc('85354-9'),
				category: [
					{
						coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }],
					},
				],
				meta: { profile: [bloodPressure] },
			},
		]);
	});

	it('is not overwritten by another value', async () => {
		const { error, writes } = await pressure(automatic(), [
			{ status: 'final', 'valueQuantity.value': '1', Code: 'urn:x|1' },
		]);
		expect(error?.message).toBe('"Code" has a value that the profile does not allow');
		expect(writes).toEqual([]);
	});

	it('is sent by Send Items too', async () => {
		const { bodies, error } = await pressure({ resource: 'bundle', operation: 'sendItems', itemMethod: 'create' });
		expect(error?.message ?? '').not.toMatch(/profile/i);
		expect(bodies).toMatchObject([{ entry: [{ resource: { component: [{ code: loinc('8480-6') }, {}] } }] }]);
	});

	it('belongs to the value that is changed, and to no other, with Update Fields', async () => {
		const own = {
			resourceType: 'Observation',
			id: '1',
			meta: { versionId: '1' },
			status: 'final',
			code: loinc('85354-9'),
		};
		const stored = { ...own, component: [{ code: loinc('8480-6'), valueQuantity: { value: 110, ...unit } }] };
		const responses = (request: ReceivedRequest) =>
			profileResponse(request) ?? (request.method === 'GET' ? { body: stored } : { ...echo(request), status: 200 });
		const { sent, error } = await scripted(
			responses,
			{
				operation: 'updateFields',
				resourceType: type('Observation'),
				resourceId: locator('1', 'id'),
				specifyBody: 'fields',
				profile: locator(bloodPressure, 'url'),
				fields: { mappingMode: 'defineBelow', value: { [`${systolic}.value`]: '130' }, schema: [] },
				options: { sendAs: 'readAndUpdate' },
			},
			{ typeVersion: 1.1 },
		);
		expect(error).toBeUndefined();
		expect(JSON.parse(sent.find(isWrite)?.body ?? '{}')).toMatchObject({
			...own,
			component: [{ code: loinc('8480-6'), valueQuantity: { value: 130, ...unit } }],
		});
	});
});
