import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownTypes } from '../../../nodes/Fhir/rest/definitions/resourceTypes';
import { definedParameters, definedReferencesTo } from '../../../nodes/Fhir/rest/definitions/searchParameters';
import { resourceTypes } from '../../../nodes/Fhir/rest/model/resourceTypes';

const folder = join(__dirname, '../../../node_modules/hl7.fhir.r4.examples');

/** `Patient birthdate date` of each search parameter in HL7's package of R4, and the types that a reference may point to. */
function published(): Map<string, string[]> {
	const all = new Map<string, string[]>();
	for (const file of readdirSync(folder).filter((name) => name.startsWith('SearchParameter-'))) {
		const { url, base, code, type, target } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
			url: string;
			base: string[];
			code: string;
			type: string;
			target?: string[];
		};
		if (url.includes('-extensions-')) continue;
		for (const one of base) if (!/^(Domain)?Resource$/.test(one)) all.set(`${one} ${code} ${type}`, target ?? []);
	}
	return all;
}

describe('The built-in search parameters', () => {
	test('of R4 are those that HL7 publishes, each with a meaning in one line', async () => {
		const expected = published();
		const types = [...new Set([...expected.keys()].map((key) => key.split(' ')[0] ?? ''))];
		const lists = await Promise.all(types.map(async (type) => [type, await definedParameters(type, 'r4')] as const));
		const found = lists.flatMap(([type, list]) =>
			list.map((one) => ({ ...one, key: `${type} ${one.name} ${one.type}` })),
		);
		expect(found.map(({ key }) => key).sort()).toEqual([...expected.keys()].sort());
		expect(found.filter(({ meaning }) => !/^\S.{2,120}$/.test(meaning))).toEqual([]);
		const lacking = found.filter(
			({ key, targets }) => !targets.includes('*') && expected.get(key)?.some((target) => !targets.includes(target)),
		);
		expect(lacking).toEqual([]);
	});

	test('differ by release, and a type of another release only is known as well', async () => {
		const names = async (type: string, release: 'r4' | 'r4b' | 'r5') =>
			(await definedParameters(type, release)).map(({ name }) => name);
		expect(await names('Encounter', 'r4b')).not.toContain('date-start');
		expect(await names('Encounter', 'r5')).toContain('date-start');
		expect(await names('SubscriptionTopic', 'r4')).toContain('url');
		expect(await names('Nothing', 'r4')).toEqual([]);
	});

	test('know which references lead to a type', async () => {
		const references = await definedReferencesTo('Encounter', 'r4');
		expect(references).toEqual(expect.arrayContaining(['Observation:encounter', 'Provenance:target']));
		expect(references).not.toContain('Patient:organization');
	});
});

describe('The words for resource types', () => {
	test('are there for each type of STU3, R4, R4B and R5, and for no other', async () => {
		const types = [...(await knownTypes()).values()];
		expect(types.map(({ type }) => type).sort()).toEqual([...resourceTypes].sort());
		expect(types.filter(({ meaning }) => !/^\S.{2,50}$/.test(meaning))).toEqual([]);
	});

	test('begin with the types that are used most', async () => {
		expect([...(await knownTypes()).keys()].slice(0, 4)).toEqual(['Patient', 'Observation', 'Encounter', 'Condition']);
	});
});

test('The definitions are loaded when a list asks for them, not with the package', () => {
	const nodes = join(__dirname, '../../../nodes');
	const definitions = 'searchParameterRecords|operationRecords|terminologyNames|resourceWords|elementRecordsR\\d';
	const importing = new RegExp(`(await import\\()?'[^']*/(${definitions})'`, 'g');
	const imports = readdirSync(nodes, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.flatMap((file) => readFileSync(join(nodes, file), 'utf8').match(importing) ?? []);
	expect(imports.sort()).toEqual([
		"await import('./elementRecordsR4'",
		"await import('./elementRecordsR5'",
		"await import('./operationRecords'",
		"await import('./resourceWords'",
		"await import('./searchParameterRecords'",
		"await import('./terminologyNames'",
	]);
});
