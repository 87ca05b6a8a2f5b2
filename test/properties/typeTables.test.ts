import fc from 'fast-check';
import { nameUses, preferred } from '../../nodes/Fhir/rest/view/byType/preferred';
import { typeColumnNames, typeColumns, typesWithColumns } from '../../nodes/Fhir/rest/view/byType/typeColumns';
import { viewOfTypes } from '../../nodes/Fhir/rest/view/byType/typeTable';

const view = viewOfTypes({ only: undefined, expected: undefined, fields: [], more: undefined }, undefined);

/** Resources whose elements are anything but what FHIR says, under the names that columns look at. */
const oddResource = fc.constantFrom(...typesWithColumns, 'Basic').chain((resourceType) => {
	const steps = typeColumns(resourceType).flatMap(([, , ...paths]) => paths.flatMap((path) => path.split('.')));
	const names = [...new Set(steps.map((step) => step.replace('[x]', 'Quantity')))];
	const value = fc.letrec((tie) => ({
		any: fc.oneof(
			{ maxDepth: 4 },
			fc.jsonValue({ maxDepth: 1 }),
			fc.array(tie('any'), { maxLength: 3 }),
			fc.dictionary(
				fc.constantFrom(
					...names,
					'value',
					'coding',
					'code',
					'reference',
					'start',
					'system',
					'use',
					'period',
					'rank',
					'text',
					'answer',
					'item',
				),
				tie('any'),
				{ maxKeys: 4 },
			),
		),
	})).any;
	return fc
		.dictionary(fc.constantFrom(...names), value, { maxKeys: 12 })
		.map((elements) => ({ ...elements, resourceType }));
});

test('Whatever a resource has, its row has the columns of its type, with values of their types or none', () => {
	const jsType: Readonly<Record<string, string>> = { boolean: 'boolean', decimal: 'number', integer: 'number' };
	fc.assert(
		fc.property(oddResource, (resource) => {
			const ignore = () => undefined;
			const [row] = view.rowsOf(resource, ignore, ignore);
			expect(Object.keys(row ?? {})).toEqual(typeColumnNames(resource.resourceType));
			for (const [name, { type }] of typeColumns(resource.resourceType)) {
				const value = row?.[name];
				if (value !== null) expect(typeof value).toBe(jsType[type] ?? 'string');
			}
		}),
		{ numRuns: 2_000 },
	);
});

describe('Of several names, the one that is taken', () => {
	const name = fc.record(
		{
			use: fc.constantFrom(...nameUses.filter(Boolean), 'old', 'other'),
			period: fc.record({ end: fc.constantFrom('1999', '2001-05', '2999-01-01') }),
			family: fc.string(),
		},
		{ requiredKeys: ['family'] },
	);
	const isOver = ({ use, period }: { use?: string; period?: { end: string } }) =>
		use === 'old' || (period !== undefined && period.end < '2999');
	const names = fc.array(name, { minLength: 1, maxLength: 6 });

	it('is one of them, and is over only where all are', () => {
		fc.assert(
			fc.property(names, (all) => {
				const taken = preferred(all, nameUses) as (typeof all)[number];
				expect(all).toContain(taken);
				expect(isOver(taken)).toBe(all.every(isOver));
			}),
		);
	});

	it('has a use before those of all others that count', () => {
		const placeOf = ({ use = '' }: { use?: string }) => nameUses.indexOf(use) + 1 || nameUses.length + 1;
		fc.assert(
			fc.property(names, (all) => {
				const taken = preferred(all, nameUses) as (typeof all)[number];
				const counted = all.filter((one) => isOver(one) === isOver(taken));
				expect(placeOf(taken)).toBe(Math.min(...counted.map(placeOf)));
			}),
		);
	});

	it('does not depend on the order of others', () => {
		fc.assert(
			fc.property(names, fc.nat(), (all, turn) => {
				const taken = preferred(all, nameUses) as (typeof all)[number];
				const others = all.filter((one) => one !== taken);
				const at = turn % (others.length || 1);
				const turned = [...others.slice(at), ...others.slice(0, at)];
				expect(preferred([taken, ...turned], nameUses)).toBe(taken);
			}),
		);
	});
});
