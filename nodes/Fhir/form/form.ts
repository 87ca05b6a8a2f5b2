import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { connectionField } from './connectionField';
import { connectionFields } from './fields/connection';
import { offersSimplified } from './fields/output';
import { toolFields } from './fields/tool';
import { beforeNewForm } from './fields/versions';
import { frontFields } from './frontFields';
import type { FormGroup, OperationForm } from './formGroup';
import { hiddenFor } from './localOperations';
import { operationFields, operationOptions } from './operationFields';

/** The node's whole form: connection, resource, operation, and the fields and options of each operation. */
export function form(groups: readonly FormGroup[]): INodeProperties[] {
	const ofEach = (fieldsOf: typeof operationFields) =>
		groups.flatMap((group) =>
			group.operations.flatMap((operation) => fieldsOf(group, operation, sharingOf(groups, operation))),
		);
	return [
		...connectionFields.map((field) => hiddenIn(field, hiddenFor(groups))),
		...toolFields.map((field) => fieldOfTool(field, groups)),
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: everydayFirst(groups).map(({ name, value, description }) => ({ name, value, description })),
			default: 'resource',
			description: 'What to work with: FHIR resources, searches, bundles, files or the server itself',
		},
		...groups.flatMap(operationChoices),
		...ofEach(operationFields),
		...frontFields(groups),
		...ofEach(operationOptions),
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

/** The groups that have this operation of another one too. */
function sharingOf(groups: readonly FormGroup[], { fields }: OperationForm): string[] {
	return groups.filter(({ shared = [] }) => shared.some((one) => one.fields === fields)).map(({ value }) => value);
}

/** *Operation*, twice where new nodes choose another one first. n8n's panel wants the one of new nodes to have no version. */
function operationChoices(group: FormGroup): INodeProperties[] {
	const field = operationField(group);
	if (group.oldDefault === undefined) return [field];
	const inNewForm = { ...field, displayOptions: { ...field.displayOptions, hide: { '@version': [1] } } };
	return [beforeNewForm({ ...field, default: group.oldDefault }), inNewForm];
}

function operationField(group: FormGroup): INodeProperties {
	const field: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		default: '',
		noDataExpression: true,
		displayOptions: { show: { resource: [group.value] } },
		options: sortedByName([...group.operations, ...(group.shared ?? [])].map(({ choice }) => ({ ...choice }))),
		description: 'What to do with it',
	};
	return { ...field, default: group.defaultOperation };
}

/** n8n's panel lists the actions in this order, so that what most workflows need comes first: the others by name. */
function everydayFirst(groups: readonly FormGroup[]): FormGroup[] {
	const place = ({ rank = Infinity }: FormGroup) => rank;
	return [...groups].sort((a, b) => (place(a) === place(b) ? a.name.localeCompare(b.name) : place(a) - place(b)));
}

function sortedByName(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((a, b) => a.name.localeCompare(b.name));
}
