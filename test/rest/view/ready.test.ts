import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '../../../nodes/Fhir/rest/model/resource';
import { simplify } from '../../../nodes/Fhir/rest/model/simplify';
import { parseDefinition } from '../../../nodes/Fhir/rest/view/definition';
import { loadFhirPath } from '../../../nodes/Fhir/rest/view/library';
import type { ReadyView } from '../../../nodes/Fhir/rest/view/ready/readyView';
import { plainExpression } from '../../../nodes/Fhir/rest/view/plainExpression';
import { readyView, readyViews } from '../../../nodes/Fhir/rest/view/ready/views';
import { compileView, type Row } from '../../../nodes/Fhir/rest/view/view';

const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');

async function rowsOf(value: string, resource: Resource): Promise<Row[]> {
	return compileView(parseDefinition(readyView(value)), await loadFhirPath('r4')).rowsOf(resource, () => undefined);
}

const columnNames = ({ columns, forEach }: ReadyView) =>
	[...columns, ...(forEach?.columns ?? [])].map(([name]) => name);

describe.each(readyViews)('The ready view $title', (view) => {
	it('has its columns in the README', () => {
		const columns = columnNames(view)
			.map((name) => `\`${name}\``)
			.join(', ');
		expect(readme.replace(/ +/g, ' ')).toContain(`| ${view.title} | ${view.resource} | ${columns} |`);
	});

	it('can be applied to an empty resource of its type', async () => {
		const [row, second] = await rowsOf(view.value, { resourceType: view.resource, id: 'a' });
		expect(second).toBeUndefined();
		if (!view.forEach) expect(Object.keys(row ?? {})).toEqual(columnNames(view));
	});
});

describe('Ready views say what Simplified says', () => {
	const concept = { coding: [{ code: '1', display: 'One' }] };

	test.each<[string, Resource, string, string]>([
		[
			'a name by its parts',
			{ resourceType: 'Patient', name: [{ prefix: ['Dr'], given: ['A', 'A'], family: 'B' }] },
			'name',
			'name',
		],
		['a name by its text', { resourceType: 'Patient', name: [{ text: 'Dr A', family: 'B' }] }, 'name', 'name'],
		['the text of a code', { resourceType: 'Condition', code: { ...concept, text: 'Text' } }, 'code', 'code_text'],
		['the display of a coding', { resourceType: 'Condition', code: concept }, 'code', 'code_text'],
		['a code without a display', { resourceType: 'Condition', code: { coding: [{ code: '1' }] } }, 'code', 'code_text'],
		[
			'a class',
			{ resourceType: 'Encounter', class: { system: 'urn:x', code: 'AMB', display: 'ambulatory' } },
			'class',
			'class',
		],
		[
			'a value that is a code',
			{ resourceType: 'Observation', valueCodeableConcept: concept },
			'valueCodeableConcept',
			'value_text',
		],
	])('%s', async (_what, resource, element, column) => {
		const [row] = await rowsOf(resource.resourceType.toLowerCase(), resource);
		expect(row?.[column]).toBe(simplify(resource)[element]);
		expect(row?.[column]).toEqual(expect.any(String));
	});
});

describe.each(['r4', 'r5'] as const)('Ready views and the elements of %s', (release) => {
	test.each(readyViews)('has the elements of $title, and needs no library for them', async ({ value }) => {
		const library = await loadFhirPath(release);
		const { resource, select } = readyView(value, release) as {
			resource: string;
			select: Array<{ forEach?: string; column: Array<{ path: string }> }>;
		};
		const plain = (text: string, from: string) => plainExpression(library.parse(text), from, library.elements);
		for (const { forEach, column } of select) {
			const from = forEach === undefined ? resource : (plain(forEach, resource)?.path ?? '');
			expect(column.map(({ path }) => path).filter((path) => !plain(path, from))).toEqual([]);
		}
	});
});

test.each<[string, Resource, Row]>([
	[
		'encounter',
		{
			resourceType: 'Encounter',
			id: 'e',
			class: [{ coding: [{ code: 'IMP', display: 'inpatient' }] }],
			actualPeriod: { start: '2026-01-01', end: '2026-01-02' },
			reason: [{ value: [{ concept: { text: 'Fever' } }] }],
		},
		{ class: 'inpatient', start: '2026-01-01', end: '2026-01-02', reason: 'Fever' },
	],
	[
		'medication_request',
		{ resourceType: 'MedicationRequest', id: 'm', medication: { concept: { coding: [{ code: '1', system: 's' }] } } },
		{ code_text: '1', code: '1', code_system: 's', medication_id: null },
	],
	[
		'procedure',
		{ resourceType: 'Procedure', id: 'p', occurrencePeriod: { start: '2026-01-01', end: '2026-01-02' } },
		{ performed: '2026-01-01', performed_end: '2026-01-02' },
	],
	[
		'organization',
		{
			resourceType: 'Organization',
			id: 'o',
			contact: [{ telecom: [{ system: 'phone', value: '1' }], address: { city: 'X' } }],
		},
		{ phone: '1', city: 'X', address_line: null },
	],
])('The ready view %s finds in R5 what has another name there', async (value, resource, expected) => {
	const library = await loadFhirPath('r5');
	const [row] = compileView(parseDefinition(readyView(value, 'r5')), library).rowsOf(resource, () => undefined);
	expect(row).toMatchObject(expected);
});
