import { misfitsIn } from '../../../../nodes/Fhir/rest/model/elements/check';
import { contentOf, loadElements } from '../../../../nodes/Fhir/rest/model/elements/content';
import { isResourceType, resourceTypes } from '../../../../nodes/Fhir/rest/model/resourceTypes';
import { exampleTexts } from '../../../servers/fhir/examples';

beforeAll(loadElements);

test('no example or definition of the specification has a member that counts as unknown or misplaced', () => {
	let files = 0;
	const alarms: string[] = [];
	for (const [file, text] of exampleTexts(true)) {
		files++;
		alarms.push(...misfitsIn(JSON.parse(text)).map(({ path, problem }) => `${file}: ${path} ${problem}`));
	}
	expect(alarms).toEqual([]);
	expect(files).toBeGreaterThan(5_000);
}, 120_000);

test('the elements of all resource types of the specification are known', () => {
	expect(resourceTypes.filter((type) => !contentOf(type))).toEqual(['ViewDefinition']);
	expect(contentOf('NoSuchType')).toBeUndefined();
	expect(isResourceType('NoSuchType')).toBe(false);
});

test.each([
	['an element within an element of a type', { name: [{ first: 'x' }] }, 'name[0].first'],
	['an element of a resource in an entry', { entry: [] }, 'entry'],
	[
		'an element within the extension of a primitive',
		{ _birthDate: { extension: [{ no: 1 }] } },
		'_birthDate.extension[0].no',
	],
	['the extension of what is not an element', { _no: { extension: [] } }, '_no'],
	['an element of a choice of another type', { deceasedQuantity: {} }, 'deceasedQuantity'],
	['an element within the content of another element', { link: [{ relation: 'x' }] }, 'link[0].relation'],
])('unknown is %s', (_what, members, path) => {
	expect(misfitsIn({ resourceType: 'Patient', ...members })).toMatchObject([{ path, problem: 'unknown' }]);
});

test('content that another element defines is known at any depth', () => {
	const item = (inner?: object) => ({ linkId: '1', type: 'group', ...(inner && { item: [inner] }) });
	const questionnaire = { resourceType: 'Questionnaire', item: [item(item(item({ linkId: '2', no: 1 })))] };
	expect(misfitsIn(questionnaire)).toMatchObject([{ path: 'item[0].item[0].item[0].item[0].no' }]);
});

test('a list where FHIR has one object, and an object where it has a list, are left to the server', () => {
	expect(misfitsIn({ resourceType: 'Patient', maritalStatus: [{ text: 'x' }], name: { family: 'x' } })).toEqual([]);
});

test('a number that is not finite cannot be sent', () => {
	expect(misfitsIn({ resourceType: 'Observation', valueQuantity: { value: Infinity } })).toMatchObject([
		{ path: 'valueQuantity.value', problem: 'number' },
	]);
});

const endless: Record<string, unknown> = {};
endless.extension = [endless];
const failing = {
	toJSON: () => {
		throw new Error('no JSON');
	},
};

test.each<[what: string, members: object, path: string]>([
	['a BigInt as an element', { birthDate: 10n }, 'birthDate'],
	['a BigInt in a list', { name: [{ given: [10n] }] }, 'name[0].given[0]'],
	['a BigInt in an object', { maritalStatus: { text: 10n } }, 'maritalStatus.text'],
	['a BigInt in place of an object', { maritalStatus: 10n }, 'maritalStatus'],
	['a BigInt in place of an extension', { _birthDate: { extension: [10n] } }, '_birthDate.extension[0]'],
	['a BigInt in place of the ID of an element', { name: [{ id: 10n }] }, 'name[0].id'],
	['a BigInt in a list in a list', { name: [[{ family: 10n }]] }, 'name[0]'],
	['a BigInt in what is no object of FHIR', { birthDate: { year: 10n } }, 'birthDate'],
	[
		'a BigInt in a resource of another type',
		{ contained: [{ resourceType: 'NoSuchType', a: { b: 10n } }] },
		'contained[0]',
	],
	['an object that cannot say what it is in JSON', { maritalStatus: failing }, 'maritalStatus'],
])('JSON cannot hold %s', (_what, members, path) => {
	const resource = { resourceType: 'Patient', ...members };
	expect(() => JSON.stringify(resource)).toThrow();
	expect(misfitsIn(resource).filter(({ problem }) => problem === 'unwritable')).toMatchObject([{ path }]);
});

test('JSON cannot hold what an unknown member holds', () => {
	expect(misfitsIn({ resourceType: 'Patient', no: { b: 10n } })).toMatchObject([
		{ path: 'no', problem: 'unknown' },
		{ path: 'no', problem: 'unwritable' },
	]);
});

test('objects that hold themselves are found, however they do it', () => {
	const patient: Record<string, unknown> = { resourceType: 'Patient' };
	patient.contained = [patient, patient];
	const list: unknown[] = [];
	list.push(list);
	for (const resource of [
		patient,
		{ resourceType: 'Patient', extension: [endless, endless] },
		{ resourceType: 'Patient', name: list },
		{ resourceType: 'Patient', extension: list },
		{ resourceType: 'Patient', maritalStatus: { coding: list } },
		{ resourceType: 'NoSuchType', a: list },
	]) {
		expect(misfitsIn(resource)).toMatchObject([{ problem: 'unwritable' }]);
	}
});

test('a date of JavaScript is written as what it says', () => {
	expect(misfitsIn({ resourceType: 'Patient', birthDate: new Date(0) })).toEqual([]);
});

test('many unknown members do not hide one of another kind', () => {
	const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`no${index}`, 1]));
	const found = misfitsIn({ resourceType: 'Patient', ...many, name: 'Lee' });
	expect(found.filter(({ problem }) => problem === 'unknown')).toHaveLength(25);
	expect(found.at(-1)).toMatchObject({ path: 'name', problem: 'text' });
});
