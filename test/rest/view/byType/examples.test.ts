import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '../../../../nodes/Fhir/rest/model/resource';
import { byPlace, columnDescriptions } from '../../../../nodes/Fhir/rest/view/byType/columnNames';
import {
	allColumnNames,
	typeColumnNames,
	typeColumns,
	typesWithColumns,
} from '../../../../nodes/Fhir/rest/view/byType/typeColumns';
import { viewOfTypes } from '../../../../nodes/Fhir/rest/view/byType/typeTable';
import type { Elements } from '../../../../nodes/Fhir/rest/view/elements';
import { loadFhirPath } from '../../../../nodes/Fhir/rest/view/library';
import type { Row } from '../../../../nodes/Fhir/rest/view/view';
import { exampleResources } from '../../../servers/fhir/examples';

const view = viewOfTypes({ only: undefined, expected: undefined, fields: [], more: undefined }, undefined);
const date = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

const isOfType: Readonly<Record<string, (value: unknown) => boolean>> = {
	boolean: (value) => typeof value === 'boolean',
	date: (value) => typeof value === 'string' && date.test(value),
	dateTime: (value) => typeof value === 'string' && date.test(value),
	decimal: (value) => typeof value === 'number',
	integer: (value) => Number.isInteger(value),
	string: (value) => typeof value === 'string' && value !== '',
};

test('All examples of the specification have one row each, with just the columns of their type, in order and of their FHIR types', () => {
	let count = 0;
	const wrong = new Set<string>();
	const unusable: string[] = [];
	for (const resource of exampleResources(true)) {
		const { resourceType } = resource;
		const own = (column: string) => `${resourceType}.${column}`;
		const [row, second] = view.rowsOf(
			resource as Resource,
			() => undefined,
			(column) => unusable.push(own(column)),
		);
		if (Object.keys(row ?? {}).join() !== typeColumnNames(resourceType).join() || second) wrong.add(resourceType);
		for (const [name, { type }] of typeColumns(resourceType)) {
			const value = row?.[name];
			if (value !== null && !isOfType[type]?.(value)) wrong.add(own(name));
		}
		count++;
	}
	expect([...wrong]).toEqual([]);
	expect(unusable).toEqual([]);
	expect(count).toBe(5305);
});

test('Each path of a column is one of elements that STU3, R4 or R5 define', async () => {
	const releases = await Promise.all(
		(['stu3', 'r4', 'r5'] as const).map(async (release) => await loadFhirPath(release)),
	);
	// Types share paths: one that some of them have is right.
	const defined = new Map<string, boolean>();
	for (const type of typesWithColumns) {
		for (const path of typeColumns(type).flatMap(([, , ...paths]) => paths)) {
			const isKnown = releases.some(({ elements }) => isDefined(elements, type, path));
			defined.set(path, isKnown || defined.get(path) === true);
		}
	}
	expect([...defined].filter(([, isKnown]) => !isKnown).map(([path]) => path)).toEqual(['resourceType']);
});

function isDefined(elements: Elements, type: string, path: string): boolean {
	const [step = '', ...others] = path.split('.');
	const found = elements.childOf(type, step.replace('[x]', ''));
	if (!found && others.length === 0) return choiceOf(elements, type, step);
	if (found && others.length === 0) return step.endsWith('[x]') ? found.choices !== undefined : true;
	const next = found?.choices ? undefined : found?.path;
	return next !== undefined && isDefined(elements, next, others.join('.'));
}

/** `valueQuantity` is one of the types of `value`. */
function choiceOf(elements: Elements, type: string, member: string): boolean {
	return [...member.matchAll(/[A-Z]/g)].some(({ index }) =>
		elements.childOf(type, member.slice(0, index))?.choices?.some((choice) => choice.member === member),
	);
}

describe('The columns of all types', () => {
	it('have one meaning and one kind of value in all types', () => {
		const types = new Map<string, Set<string>>();
		for (const type of [...typesWithColumns, 'Basic']) {
			for (const [name, kind] of typeColumns(type)) types.set(name, (types.get(name) ?? new Set()).add(kind.type));
		}
		expect([...types].filter(([, kinds]) => kinds.size > 1)).toEqual([]);
		expect([...types.keys()].sort(byPlace)).toEqual([...columnDescriptions.keys()]);
	});

	it('begin with type and ID, and end with when the server stored the resource', () => {
		for (const type of typesWithColumns) {
			const names = typeColumnNames(type);
			expect([names[0], names[1], names.at(-1)]).toEqual(['resourceType', 'id', 'lastUpdated']);
			expect(new Set(names).size).toBe(names.length);
		}
	});

	it('have names that spreadsheets and databases take', () => {
		expect(allColumnNames.filter((name) => !/^[a-z][A-Za-z]*$/.test(name))).toEqual([]);
	});

	test('are in the README', () => {
		const readme = readFileSync(join(__dirname, '../../../../README.md'), 'utf8').replace(/ +/g, ' ');
		const common = new Set(['resourceType', 'id', 'lastUpdated']);
		for (const type of typesWithColumns) {
			const names = typeColumnNames(type).filter((name) => !common.has(name));
			expect(readme).toContain(`| ${type} | ${names.map((name) => `\`${name}\``).join(', ')} |`);
		}
	});
});

test.each(typesWithColumns)('A %s without elements has a row with the same columns, all empty', (resourceType) => {
	const [row] = view.rowsOf({ resourceType }, () => undefined);
	const values = Object.fromEntries(typeColumnNames(resourceType).map((name): [string, Row[string]] => [name, null]));
	expect(row).toEqual({ ...values, resourceType });
});
