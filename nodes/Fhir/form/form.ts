import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { connectionField } from './connectionField';
import { connectionFields } from './fields/connection';
import { offersSimplified } from './fields/output';
import { toolFields } from './fields/tool';
import { frontFields } from './frontFields';
import type { FormGroup } from './formGroup';
import { hiddenFor } from './localOperations';
import { operationFields, operationOptions } from './operationFields';

/** The node's whole form: connection, resource, operation, and the fields and options of each operation. */
export function form(groups: readonly FormGroup[]): INodeProperties[] {
	return [
		...connectionFields.map((field) => hiddenIn(field, hiddenFor(groups))),
		...toolFields.map((field) => fieldOfTool(field, groups)),
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: sortedByName(groups.map(({ name, value, description }) => ({ name, value, description }))),
			default: 'resource',
			description: 'What to work with: FHIR resources, searches, bundles, files or the server itself',
		},
		...groups.map(operationField),
		...groups.flatMap((group) => group.operations.flatMap((operation) => operationFields(group, operation))),
		...frontFields(groups),
		...groups.flatMap((group) => group.operations.flatMap((operation) => operationOptions(group, operation))),
		connectionField(groups),
	];
}

/** *Simplify* has no meaning beside an *Output* that says the same, nor *Read Only* without a server. */
function fieldOfTool(field: INodeProperties, groups: readonly FormGroup[]): INodeProperties {
	if (field.name === 'readOnly') return hiddenIn(field, hiddenFor(groups));
	if (field.name !== 'simplify') return field;
	const withOutput = groups.flatMap(({ operations }) => operations.filter(({ front = [] }) => offersSimplified(front)));
	return hiddenIn(field, { operation: [...new Set(withOutput.map(({ choice }) => choice.value))] });
}

function hiddenIn(field: INodeProperties, hide: IDisplayOptions['hide']): INodeProperties {
	return { ...field, displayOptions: { ...field.displayOptions, hide } };
}

function operationField(group: FormGroup): INodeProperties {
	const field: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		default: '',
		noDataExpression: true,
		displayOptions: { show: { resource: [group.value] } },
		options: sortedByName(group.operations.map(({ choice }) => ({ ...choice }))),
		description: 'What to do with it',
	};
	return { ...field, default: group.defaultOperation };
}

function sortedByName(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((a, b) => a.name.localeCompare(b.name));
}
