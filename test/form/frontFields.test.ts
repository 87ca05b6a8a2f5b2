import type { INodeProperties } from 'n8n-workflow';
import { groups } from '../../nodes/Fhir/actions/registry';
import { form } from '../../nodes/Fhir/form/form';
import type { OperationForm } from '../../nodes/Fhir/form/formGroup';

const all = groups.flatMap(({ value, operations }) =>
	operations.map((operation) => ({ resource: value, operation: operation.choice.value, form: operation })),
);
const properties = form(groups);

/** The fields of the form that this operation has since version 1.1, by its names. */
function frontOf(resource: string, operation: string): INodeProperties[] {
	return properties.filter(({ type, displayOptions: { show = {} } = {} }) => {
		const isOf = (name: string, value: string) => show[name]?.includes(value) === true;
		const isNew = show['@version']?.some((version) => typeof version === 'object') === true;
		return isNew && isOf('resource', resource) && isOf('operation', operation) && type !== 'hidden';
	});
}

describe.each(all)('$resource → $operation', ({ resource, operation, form: { front = [], fields } }) => {
	it('has the fields that it names in front, in this order, and none of other operations', () => {
		const own = fields.filter(({ displayOptions }) => displayOptions?.show?.['@version'] !== undefined);
		const shown = frontOf(resource, operation).filter(({ name }) => !own.some((field) => field.name === name));
		expect(shown.map(({ name, default: value }) => [name, value])).toEqual(
			front.map(({ name, default: value }) => [name, value]),
		);
	});

	it('has Options and Connection below them', () => {
		const names = properties.map(({ name }) => name);
		const last = Math.max(...frontOf(resource, operation).map((field) => properties.indexOf(field)), 0);
		expect(names.slice(0, last)).not.toContain('options');
		expect(names.at(-1)).toBe('connection');
	});
});

it('a field that several operations share is in the form once', () => {
	const field: INodeProperties = { displayName: 'Shared', name: 'shared', type: 'string', default: '' };
	const operation = (value: string, front: INodeProperties[]): OperationForm => ({
		choice: { name: value, value, description: '', action: '' },
		fields: [],
		front,
	});
	const group = (value: string, operations: OperationForm[]) => ({
		name: value,
		value,
		description: '',
		operations,
		defaultOperation: 'get',
	});
	const conditionsOf = (...own: Parameters<typeof form>[0]) =>
		form(own)
			.filter(({ name }) => name === 'shared')
			.map(({ displayOptions }) => displayOptions?.show);
	const version = { '@version': [{ _cnd: { gte: 1.1 } }] };
	const patient = group('patient', [operation('get', [field]), operation('delete', [])]);
	expect(conditionsOf(patient, group('encounter', [operation('get', [field])]))).toEqual([
		{ resource: ['patient', 'encounter'], operation: ['get'], ...version },
	]);
	// Patient has a field that the same operation of Encounter has not.
	expect(conditionsOf(patient, group('encounter', [operation('get', []), operation('list', [field])]))).toEqual([
		{ resource: ['patient'], operation: ['get'], ...version },
		{ resource: ['encounter'], operation: ['list'], ...version },
	]);
});
