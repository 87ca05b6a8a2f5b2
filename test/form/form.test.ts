import { form } from '../../nodes/Fhir/form/form';
import type { OperationForm } from '../../nodes/Fhir/form/formGroup';

const operation = (value: string, more: Partial<OperationForm> = {}): OperationForm => ({
	choice: { name: value, value, description: '', action: '' },
	fields: [{ displayName: 'Field', name: `${value}Field`, type: 'string', default: '' }],
	...more,
});

const properties = form([
	{
		name: 'Group',
		value: 'group',
		description: 'A group',
		operations: [operation('single'), operation('all', { batch: () => undefined })],
		defaultOperation: 'all',
	},
]);

const optionsOf = (value: string) =>
	properties
		.find(({ name, displayOptions }) => name === 'options' && displayOptions?.show?.operation?.includes(value))
		?.options?.map(({ name }) => name);

test('the form preselects the default operation of a group', () => {
	const field = properties.find(({ name }) => name === 'operation');
	expect(field).toMatchObject({ default: 'all', displayOptions: { show: { resource: ['group'] } } });
});

test('the form shows the fields of an operation for that operation only', () => {
	const field = properties.find(({ name }) => name === 'singleField');
	expect(field?.displayOptions).toEqual({ show: { resource: ['group'], operation: ['single'] } });
});

test('Items in Parallel is an option of each operation, except those that take all items at once', () => {
	expect(optionsOf('single')).toContain('concurrency');
	expect(optionsOf('all')).toContain('retries');
	expect(optionsOf('all')).not.toContain('concurrency');
});
