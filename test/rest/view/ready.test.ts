import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '../../../nodes/Fhir/rest/model/resource';
import { simplify } from '../../../nodes/Fhir/rest/model/simplify';
import { parseDefinition } from '../../../nodes/Fhir/rest/view/definition';
import { loadFhirPath } from '../../../nodes/Fhir/rest/view/library';
import type { ReadyView } from '../../../nodes/Fhir/rest/view/ready/readyView';
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
