import { allColumnNames, typeColumnNames } from '../../nodes/Fhir/rest/view/byType/typeColumns';
import { locator } from '../engine/support/fixtures';
import { openForm } from './openForm';

describe('The list of Fields of a table', () => {
	test.each([
		['of the type that a search is about', { resourceType: locator('Observation') }, typeColumnNames('Observation')],
		['of a type without columns of its own', { resourceType: locator('Goal') }, typeColumnNames('Goal')],
		['of the only type that has rows', { operation: 'fromItems', tableType: 'Patient' }, typeColumnNames('Patient')],
		[
			'of all types that a search across types is about',
			{ operation: 'acrossTypes', resourceTypes: 'Patient, RelatedPerson' },
			allColumnNames.filter((name) =>
				[...typeColumnNames('Patient'), 'relationship', 'patientId', 'patientName'].includes(name),
			),
		],
		['of all types where none is chosen', { operation: 'fromItems', tableType: '' }, allColumnNames],
		['of all types where an expression chooses', { tableType: '={{ $json.type }}' }, allColumnNames],
	])('has the columns %s, without a server', async (_what, parameters, names) => {
		expect(await openForm(parameters).names('tableColumns')).toEqual(names);
	});

	it('finds the type within the option Table too, and says what each column is', async () => {
		const form = openForm({ options: { table: { table: { tableType: 'Patient' } } }, resourceType: locator('Goal') });
		const [first, , third] = await form.options('tableColumns', 'parameters.options.table.table.tableFields');
		expect(first).toMatchObject({ name: 'resourceType', description: expect.stringContaining('Type of the resource') });
		expect(third?.name).toBe('identifier');
	});
});
