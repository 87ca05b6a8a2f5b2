import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { connectionFields, connectionOptionFields } from './fields/connection';
import type { Operation, OperationGroup } from '../actions/contract';

/** The node's whole form, made from the registry: connection, resource, operation, fields, options. */
export function form(groups: readonly OperationGroup[]): INodeProperties[] {
	return [
		...connectionFields,
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: byName(groups.map(({ name, value, description }) => ({ name, value, description }))),
			default: 'resource',
			description: 'What to work with: FHIR resources, searches, bundles, files or the server itself',
		},
		...groups.map(operationField),
		...groups.flatMap((group) => group.operations.flatMap((operation) => operationFields(group, operation))),
	];
}

function operationField(group: OperationGroup): INodeProperties {
	const field: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		default: '',
		noDataExpression: true,
		displayOptions: { show: { resource: [group.value] } },
		options: byName(group.operations.map(({ choice }) => ({ ...choice }))),
		description: 'What to do with it',
	};
	return { ...field, default: group.defaultOperation };
}

function operationFields(group: OperationGroup, operation: Operation): INodeProperties[] {
	const shown = { resource: [group.value], operation: [operation.choice.value] };
	const options: INodeProperties = {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		description: 'What is rarely needed: time limits, headers, retries and the like',
		options: [
			...(operation.options ?? []),
			...connectionOptionFields.filter(({ name }) => applies(name, operation)),
		].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
	return [...operation.fields, options].map((field) => ({
		...field,
		displayOptions: alsoShownFor(field.displayOptions, shown),
	}));
}

/** *Items in Parallel* says nothing where all items are sent together. */
function applies(option: string, operation: Operation): boolean {
	return option !== 'concurrency' || !('batch' in operation);
}

function alsoShownFor(own: IDisplayOptions | undefined, shown: NonNullable<IDisplayOptions['show']>): IDisplayOptions {
	return { ...own, show: { ...shown, ...own?.show } };
}

function byName(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((a, b) => a.name.localeCompare(b.name));
}
