import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { fieldModelOf, loadFieldModels } from '../../../nodes/Fhir/rest/fields/fieldModels';
import { formValue } from '../../../nodes/Fhir/rest/fields/formValue';
import { toFields } from '../../../nodes/Fhir/rest/fields/toFields';
import { toResource } from '../../../nodes/Fhir/rest/fields/toResource';
import type { Json, Resource } from '../../../nodes/Fhir/rest/model/resource';
import { exampleResources } from '../../servers/fhir/examples';

/** For each type: how many examples have what no field covers. Written anew with `FIELDS_TABLE=1`. */
const table = join(__dirname, 'uncovered.json');

const reading = { title: 'Field', timeZone: 'UTC', onZoneAssumed: () => {} };

type Members = Record<string, unknown>;

/** A copy without what no field covers. Undefined for what has nothing else. */
function coveredPart(value: unknown, isNested = false): unknown {
	if (Array.isArray(value)) {
		const entries = value.map((one) => coveredPart(one, true)).filter((one) => one !== undefined && one !== null);
		return entries.length > 0 ? entries : undefined;
	}
	if (typeof value !== 'object' || value === null) return value;
	// An example scenario has an element of that name.
	if (isNested && 'resourceType' in value && !('resourceId' in value)) return undefined;
	const left = Object.entries(value as Members)
		.filter(([name, one]) => name !== 'contained' && !(isNested && name === 'id') && !isOfList(name, one))
		.map(([name, one]) => [name, coveredPart(one, true)] as const)
		.filter(([, one]) => one !== undefined);
	return left.length > 0 ? Object.fromEntries(left) : undefined;
}

/** Extensions of the texts in a list stand in a list of their own. */
function isOfList(name: string, value: unknown): boolean {
	return name.startsWith('_') && Array.isArray(value);
}

/** What a path is that no field covers. */
function kindOf(path: string): string {
	const name = path.split('.').at(-1) ?? '';
	if (name.startsWith('_')) return 'extensions in lists of single values';
	if (name === 'contained') return 'contained resources';
	if (name === 'id') return 'IDs of elements';
	return name === 'resource' || name === 'outcome' ? 'resources in others' : path;
}

describe('The examples of the specification, taken apart into fields and put together again', () => {
	let count = 0;
	const different: string[] = [];
	const refused = new Set<string>();
	const uncovered: Record<string, Record<string, number>> = {};

	beforeAll(async () => {
		await loadFieldModels(async () => {});
		for (const resource of exampleResources(true)) {
			count++;
			const model = fieldModelOf(resource.resourceType, 'r4');
			const apart = toFields(resource as Resource, model);
			const kinds = new Set([...(apart?.uncovered ?? ['all'])].map(kindOf));
			const known = (uncovered[resource.resourceType] ??= { examples: 0 });
			known.examples = (known.examples ?? 0) + 1;
			for (const kind of kinds) known[kind] = (known[kind] ?? 0) + 1;
			const fields = [...(apart?.fields ?? [])].map(([id, value]) => [model.field(id), value] as const);
			const found = fields.flatMap(([field, value]) => (field ? [[field, value] as const] : []));
			const together = toResource(resource.resourceType, found);
			if (!isDeepStrictEqual(together, coveredPart(resource)))
				different.push(`${resource.resourceType}/${resource.id}`);
			for (const [field, value] of found) {
				if (!isReadAsItIs(field, value)) refused.add(`${resource.resourceType} ${field.id.replace(/\[\d+\]/g, '')}`);
			}
		}
		if (process.env.FIELDS_TABLE) writeFileSync(table, `${JSON.stringify(uncovered, null, '\t')}\n`);
	}, 120_000);

	function isReadAsItIs(field: Parameters<typeof formValue>[0], value: Json): boolean {
		try {
			const text = typeof value === 'string' ? value.trim() : value;
			return formValue(field, value, reading) === text || text === '';
		} catch {
			return false;
		}
	}

	it('are all equal for what fields cover, and nothing is invented', () => {
		expect(count).toBe(5305);
		expect(different).toEqual([]);
	});

	it('lack only IDs of elements, extensions in lists of texts, contained resources and resources in others', () => {
		expect(uncovered).toEqual(JSON.parse(readFileSync(table, 'utf8')));
		const kinds = new Set(Object.values(uncovered).flatMap((one) => Object.keys(one)));
		expect([...kinds].sort()).toEqual([
			'IDs of elements',
			'contained resources',
			'examples',
			'extensions in lists of single values',
			'resources in others',
		]);
	});

	it('have values that the form takes as they are', () => {
		expect([...refused].sort()).toEqual([]);
	});
});
