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

test('many unknown members do not hide one of another kind', () => {
	const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`no${index}`, 1]));
	const found = misfitsIn({ resourceType: 'Patient', ...many, name: 'Lee' });
	expect(found.filter(({ problem }) => problem === 'unknown')).toHaveLength(25);
	expect(found.at(-1)).toMatchObject({ path: 'name', problem: 'text' });
});
