import { fieldModelOf, loadFieldModels } from '../../../nodes/Fhir/rest/fields/fieldModels';
import type { FormField } from '../../../nodes/Fhir/rest/fields/formFields';
import { withExtensions } from '../../../nodes/Fhir/rest/fields/profile/graft';
import { profileFields } from '../../../nodes/Fhir/rest/fields/profile/profileFields';
import { profileForm, type ProfileCode, wantedValueSets } from '../../../nodes/Fhir/rest/fields/profile/profileForm';
import { profileTree } from '../../../nodes/Fhir/rest/fields/profile/profileNode';
import type { Resource } from '../../../nodes/Fhir/rest/model/resource';
import { differentialOnly, r4Definition, usCoreDefinition } from '../../servers/fhir/structureDefinitions';

beforeAll(async () => await loadFieldModels(async () => {}));

const extensions = ['us-core-race', 'us-core-ethnicity', 'us-core-birthsex', 'us-core-genderIdentity'];
const races: ProfileCode[] = [{ system: 'urn:race', code: '2106-3', display: 'White' }];

function offered(
	definitions: Resource[],
	others: Resource[] = [],
	codesOf: (url: string) => ProfileCode[] | undefined = () => undefined,
) {
	const model = fieldModelOf(String(definitions[0]?.type), 'r4');
	const known = new Map(others.map((one) => [String(one.url), profileTree([one])]));
	const { root, leftOut } = withExtensions(profileTree(definitions), known);
	const fields = profileFields(model, root);
	const form = profileForm(fields, model, codesOf);
	for (const { id } of form) expect(model.field(id)?.id).toBe(id);
	return { form, leftOut, valueSets: wantedValueSets(fields), ids: form.map(({ id }) => id) };
}

const titles = (form: readonly FormField[], which: (field: FormField) => boolean) =>
	form.filter(which).map(({ title }) => title);
const fixed = (form: readonly FormField[]) =>
	Object.fromEntries(form.flatMap((one) => (one.fixed === undefined ? [] : [[one.id, [one.fixed, one.required]]])));

describe('The fields of US Core Patient', () => {
	const patient = (codesOf?: (url: string) => ProfileCode[] | undefined) =>
		offered([usCoreDefinition('us-core-patient')], extensions.map(usCoreDefinition), codesOf);
	const racesOnly = (url: string) => (url.endsWith('/omb-race-category') ? races : undefined);

	it('begin with what every such patient has, and with what systems must support', () => {
		const { form } = patient();
		expect(titles(form, ({ required }) => required)).toEqual(['Gender', 'Medical Record Number', 'MRN System']);
		expect(titles(form, ({ shown }) => shown).slice(3, 8)).toEqual([
			'Last Name',
			'First Name',
			'Middle Name',
			'Birth Date',
			'Phone',
		]);
	});

	it('have the extensions, also their parts, by name, with the codes that are known', () => {
		const { form, leftOut, valueSets } = patient(racesOnly);
		const url = 'http://hl7.org/fhir/us/core/StructureDefinition';
		expect(leftOut).toEqual([]);
		expect(valueSets).toContain('http://hl7.org/fhir/us/core/ValueSet/omb-race-category');
		expect(form.find(({ title }) => title === 'Race: Omb Category')).toMatchObject({
			id: `extension[${url}/us-core-race].extension[ombCategory].valueCoding.system|code`,
			kind: 'options',
			options: [{ name: 'White', value: 'urn:race|2106-3|White' }],
			shown: true,
			required: false,
		});
		expect(form.find(({ title }) => title === 'Race: Text')).toMatchObject({
			id: `extension[${url}/us-core-race].extension[text].valueString`,
			shown: true,
		});
		expect(titles(form, ({ id }) => id.includes('birthsex'))).toEqual(['Birthsex']);
	});

	it('have the code and its system where the codes are not known, and no extension that nobody defines', () => {
		const { ids } = patient();
		const race = 'extension[http://hl7.org/fhir/us/core/StructureDefinition/us-core-race].extension[ombCategory]';
		expect(ids).toContain(`${race}.valueCoding.code`);
		expect(ids).toContain(`${race}.valueCoding.system`);
		const { leftOut, ids: without } = offered([usCoreDefinition('us-core-patient')]);
		expect(leftOut).toEqual(['race', 'ethnicity', 'birthsex', 'genderIdentity']);
		expect(without.filter((id) => id.startsWith('extension'))).toEqual([]);
	});
});

describe('The fields of a blood pressure', () => {
	const expectedFixed = {
		'code.coding[0].system|code': ['http://loinc.org|85354-9', true],
		'category[0].coding[0].system|code': [
			'http://terminology.hl7.org/CodeSystem/observation-category|vital-signs',
			true,
		],
		'component[0].code.coding[0].system|code': ['http://loinc.org|8480-6', true],
		'component[1].code.coding[0].system|code': ['http://loinc.org|8462-4', true],
		'component[0].valueQuantity.system': ['http://unitsofmeasure.org', false],
		'component[1].valueQuantity.system': ['http://unitsofmeasure.org', false],
		'component[0].valueQuantity.code': ['mm[Hg]', false],
		'component[1].valueQuantity.code': ['mm[Hg]', false],
	};

	it.each([
		['a snapshot', () => [r4Definition('bp')]],
		['differentials', () => [differentialOnly(r4Definition('vitalsigns')), differentialOnly(r4Definition('bp'))]],
	])('have what the profile fixes, a component by its code, from %s', (_what, definitions) => {
		const { form, ids } = offered(definitions());
		expect(fixed(form)).toEqual(expectedFixed);
		expect(titles(form, ({ required, fixed: one }) => required && one === undefined)).toEqual(['Status', 'Patient']);
		expect(form.find(({ id }) => id === 'component[1].valueQuantity.value')?.title).toBe(
			'Diastolic BP: Value (Quantity)',
		);
		// A blood pressure has its values in its components only.
		expect(ids.filter((id) => id.startsWith('valueQuantity'))).toEqual([]);
	});

	it('narrow a choice to the kinds that the profile allows', () => {
		const { ids } = offered([r4Definition('bodyweight')]);
		expect(ids.filter((id) => /^value(String|Boolean|Ratio)/.test(id))).toEqual([]);
		expect(ids).toContain('valueQuantity.value');
		expect(ids).not.toContain('effectiveInstant');
	});
});

describe('The fields of a profile of one’s own', () => {
	const define = (type: string, ...element: object[]): Resource =>
		({
			resourceType: 'StructureDefinition',
			type,
			differential: { element: [{ id: type, path: type }, ...element] },
		}) as Resource;
	const time = 'http://hl7.org/fhir/StructureDefinition/patient-birthTime';

	it('have the slices of a list that is told apart by its system, and leave others alone', () => {
		const { form, ids } = offered([
			define(
				'Patient',
				{ id: 'Patient.identifier:passport', min: 1, sliceName: 'passport' },
				{ id: 'Patient.identifier:passport.system', min: 1, fixedUri: 'urn:passport' },
				{ id: 'Patient.identifier:passport.value', min: 1 },
				{ id: 'Patient.identifier:other', min: 0, sliceName: 'other' },
				{ id: 'Patient.photo', max: '0' },
			),
		]);
		expect(form.find(({ id }) => id === 'identifier[0].value')).toMatchObject({ title: 'Passport', required: true });
		expect(fixed(form)).toEqual({ 'identifier[0].system': ['urn:passport', true] });
		expect(ids.filter((id) => id.startsWith('photo') || id.startsWith('identifier[1]'))).toEqual([]);
	});

	it('have the extension of a single value, and what a pattern says', () => {
		const { form } = offered(
			[
				define(
					'Patient',
					{ id: 'Patient.birthDate.extension:birthTime', min: 0, type: [{ code: 'Extension', profile: [time] }] },
					{ id: 'Patient.maritalStatus', min: 1, patternCodeableConcept: { coding: [{ system: 'urn:m', code: 'M' }] } },
				),
			],
			[{ ...r4Definition('patient-birthTime'), url: time }],
		);
		expect(form.find(({ id }) => id === `_birthDate.extension[${time}].valueDateTime`)).toMatchObject({
			title: 'Birth Date: Birth Time',
			kind: 'dateTime',
			shown: true,
		});
		expect(fixed(form)).toEqual({ 'maritalStatus.coding[0].system|code': ['urn:m|M', true] });
	});
});
