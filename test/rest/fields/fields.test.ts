import type { Field } from '../../../nodes/Fhir/rest/fields/fieldModel';
import { fieldModelOf, loadFieldModels } from '../../../nodes/Fhir/rest/fields/fieldModels';
import { formFields } from '../../../nodes/Fhir/rest/fields/formFields';
import { toFields } from '../../../nodes/Fhir/rest/fields/toFields';
import { toResource } from '../../../nodes/Fhir/rest/fields/toResource';
import type { Json, Resource } from '../../../nodes/Fhir/rest/model/resource';
import { resourceTypes } from '../../../nodes/Fhir/rest/model/resourceTypes';

beforeAll(async () => await loadFieldModels(async () => {}));

const field = (type: string, id: string): Field => {
	const found = fieldModelOf(type, 'r4').field(id);
	if (!found) throw new Error(`${type} has no field ${id}`);
	return found;
};
const resourceOf = (type: string, fields: Record<string, Json>) =>
	toResource(
		type,
		Object.entries(fields).map(([id, value]) => [field(type, id), value] as const),
	);

describe('The ID of a field', () => {
	it.each([
		['Patient', 'birthDate', 'date'],
		['Patient', 'name[0].family', 'string'],
		['Patient', 'telecom[phone:work].value', 'string'],
		['Patient', 'identifier[MR].system', 'uri'],
		['Observation', 'valueQuantity.value', 'decimal'],
		['Observation', 'component[2].referenceRange[0].low.value', 'decimal'],
		['Questionnaire', 'item[0].item[1].item[0].linkId', 'string'],
		['Task', 'input[0].valueReference.reference', 'string'],
		['Patient', 'meta.profile[0]', 'canonical'],
		['Encounter', 'actualPeriod.start', 'dateTime'],
		['Patient', 'extension[http://a.example/x.y].extension[part-1a].valueCoding.code', 'code'],
		['Patient', 'extension[0].url', 'string'],
		[
			'Patient',
			'_birthDate.extension[http://hl7.org/fhir/StructureDefinition/patient-birthTime].valueDateTime',
			'dateTime',
		],
	])('leads to a value of %s: %s', (type, id, valueType) => {
		expect(field(type, id)).toMatchObject({ id, type: valueType });
	});

	it('may leave out the first position', () => {
		expect(field('Patient', 'name.given')).toBe(field('Patient', 'name[0].given[0]'));
	});

	it.each([
		'name',
		'name[0]',
		'name[a].family',
		'telecom[telegraph].value',
		'birthDate[1]',
		'birthDate.year',
		'extension[a b].valueString',
		'_name.extension[0].url',
		'_given.id',
		'name[0]._given.extension[0].url',
		'birthDate.',
		'name[0]family',
		'contained[0].id',
		'name[-1].family',
		'constructor',
		'__proto__.x',
		'',
		'.',
	])('that leads to no value is not known: %j', (id) => {
		expect(fieldModelOf('Patient', 'r4').field(id)).toBeUndefined();
	});

	it('is refused for a type that FHIR does not define', () => {
		expect(() => fieldModelOf('Patent', 'r4')).toThrow('No fields are known for the resource type Patent');
	});
});

describe('A resource from fields', () => {
	it('has entries of lists by position, without gaps, and by what they are', () => {
		const fields = {
			'telecom[phone:work].value': '1',
			'telecom[1].value': '2',
			'telecom[email].value': '3',
			'name[4].given[1]': 'B',
			'name[4].given[0]': 'A',
		};
		expect(resourceOf('Patient', fields)).toEqual({
			resourceType: 'Patient',
			telecom: [{ system: 'phone', use: 'work', value: '1' }, { value: '2' }, { system: 'email', value: '3' }],
			name: [{ given: ['A', 'B'] }],
		});
	});

	it('keeps what a key says, and adds to it', () => {
		const fields = { 'identifier[MR].value': '1', 'identifier[MR].type.coding[0].display': 'MRN' };
		expect(resourceOf('Patient', fields).identifier).toEqual([
			{
				type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR', display: 'MRN' }] },
				value: '1',
			},
		]);
	});

	it('comes back from taking it apart, also where two entries are of one kind', () => {
		const telecom = [
			{ system: 'phone', value: '1' },
			{ system: 'phone', value: '2', rank: 1 },
			{ system: 'email' },
			{ system: 'phone', use: 'home', value: '3' },
		];
		const resource: Resource = { resourceType: 'Patient', telecom };
		const apart = toFields(resource, fieldModelOf('Patient', 'r4'));
		expect([...(apart?.fields.keys() ?? [])]).toEqual([
			'telecom[phone].value',
			'telecom[1].system',
			'telecom[1].value',
			'telecom[1].rank',
			'telecom[2].system',
			'telecom[phone:home].value',
		]);
		expect(resourceOf('Patient', Object.fromEntries(apart?.fields ?? []))).toEqual(resource);
	});

	it('comes back with its extensions, which have their URL as their key', () => {
		const race = (...more: object[]) => ({
			url: 'http://a.example/race',
			extension: [{ url: 'text', valueString: 'x' }, ...more],
		});
		const resource = {
			resourceType: 'Patient',
			extension: [race({ url: 'text', valueString: 'y' }), race(), { url: 'http://a.example/empty' }],
			birthDate: '1970-01-01',
			_birthDate: { extension: [{ url: 'http://a.example/time', valueDateTime: '1970-01-01T08:00:00Z' }] },
		} as Resource;
		const apart = toFields(resource, fieldModelOf('Patient', 'r4'));
		expect([...(apart?.uncovered ?? [])]).toEqual([]);
		expect([...(apart?.fields.keys() ?? [])]).toEqual([
			'extension[http://a.example/race].extension[text].valueString',
			'extension[http://a.example/race].extension[1].url',
			'extension[http://a.example/race].extension[1].valueString',
			'extension[1].url',
			'extension[1].extension[text].valueString',
			'extension[2].url',
			'birthDate',
			'_birthDate.extension[http://a.example/time].valueDateTime',
		]);
		expect(resourceOf('Patient', Object.fromEntries(apart?.fields ?? []))).toEqual(resource);
	});

	it('names what no field covers', () => {
		const resource = {
			resourceType: 'Patient',
			_birthDate: { id: 'b' },
			name: [{ id: 'a', family: 'Lee', _given: [null, { extension: [] }] }],
			nickname: 'x',
		} as Resource;
		const apart = toFields(resource, fieldModelOf('Patient', 'r4'));
		expect([...(apart?.uncovered ?? [])]).toEqual(['_birthDate.id', 'name.id', 'name._given', 'nickname']);
	});
});

describe('The fields that the form offers', () => {
	const withoutFields = [
		...['BodySite', 'DataElement', 'DeviceComponent', 'EligibilityRequest', 'EligibilityResponse', 'ExpansionProfile'],
		...['ImagingManifest', 'ProcedureRequest', 'ProcessRequest', 'ProcessResponse', 'ReferralRequest', 'Sequence'],
		...['ServiceDefinition', 'ViewDefinition'],
	];
	const offered = (type: string, release: 'r4' | 'r5' = 'r4') => formFields(fieldModelOf(type, release));

	it('of a patient begin with what people know', () => {
		const shown = offered('Patient').filter((one) => one.shown);
		expect(shown.slice(0, 8).map(({ title }) => title)).toEqual([
			'Last Name',
			'First Name',
			'Middle Name',
			'Birth Date',
			'Gender',
			'Medical Record Number',
			'Phone',
			'Email',
		]);
		expect(shown.length).toBeLessThan(16);
	});

	it('begin with what is required, and offer the codes', () => {
		const [status] = offered('Observation');
		expect(status).toMatchObject({ id: 'status', required: true, shown: true, kind: 'options' });
		expect(status?.options).toContainEqual({ name: 'Entered in Error', value: 'entered-in-error' });
	});

	it('never begin as a switch, which cannot be empty, and keep decimals as texts', () => {
		const fields = new Map(offered('Patient').map((one) => [one.id, one]));
		expect(fields.get('active')?.options?.map(({ value }) => value)).toEqual(['true', 'false']);
		expect(offered('Observation').find(({ id }) => id === 'valueQuantity.value')?.kind).toBe('string');
	});

	it('differ by release', () => {
		const ids = (release: 'r4' | 'r5') => offered('Encounter', release).map(({ id }) => id);
		expect(ids('r4')).toContain('period.start');
		expect(ids('r5')).toContain('actualPeriod.start');
		expect(ids('r5')).not.toContain('period.start');
	});

	it.each(['r4', 'r5'] as const)('of each type of %s have different IDs and titles, and each is known', (release) => {
		for (const type of resourceTypes.filter((one) => !withoutFields.includes(one))) {
			const fields = offered(type, release);
			const [ids, titles] = [fields.map(({ id }) => id), fields.map(({ title }) => title)];
			expect([type, new Set(ids).size, new Set(titles).size]).toEqual([type, ids.length, ids.length]);
			expect(titles.filter((title) => !/^[\p{L}\d]/u.test(title))).toEqual([]);
			const model = fieldModelOf(type, release);
			expect(ids.filter((id) => model.field(id)?.id !== id)).toEqual([]);
		}
	});

	it.each(withoutFields)('are not known for %s, which is of R3 or not of FHIR itself', (type) => {
		expect(resourceTypes).toContain(type);
		for (const release of ['r4', 'r5'] as const)
			expect(() => offered(type, release)).toThrow(`No fields are known for the resource type ${type}`);
	});

	it('are not so many that a saved workflow becomes large', () => {
		for (const type of ['Patient', 'Observation', 'Encounter', 'MedicationRequest'])
			expect(JSON.stringify(offered(type)).length).toBeLessThan(20_000);
	});
});
