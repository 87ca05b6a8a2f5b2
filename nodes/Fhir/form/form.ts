import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { connectionFields, connectionOptionFields } from './fields/connection';
import { toolFields } from './fields/tool';

/** How an operation stands in the *Operation* drop-down. */
export interface OperationChoice {
	/** Title case, e.g. "Get Many". */
	readonly name: string;
	/** What the workflow's JSON holds, e.g. `getAll`. */
	readonly value: string;
	/** A sentence for a newcomer. */
	readonly description: string;
	/** As n8n's node panel lists it, e.g. "Get many resources". */
	readonly action: string;
}

/** What an operation shows in the form. */
export interface OperationForm {
	readonly choice: OperationChoice;
	/** The fields below the operation; the form shows them for this operation only. */
	readonly fields: readonly INodeProperties[];
	/** Its entries of *Options*, beside those that every operation has. */
	readonly options?: readonly INodeProperties[];
	/** Present where the operation takes all input items at once: *Items in Parallel* then has no meaning. */
	readonly batch?: unknown;
	/** Does it work without a server? Then the form asks for no connection, and has none of its options. */
	readonly isLocal?: true;
}

/** An entry of the *Resource* drop-down, with its operations. */
export interface FormGroup {
	readonly name: string;
	/** What the workflow's JSON holds. */
	readonly value: string;
	readonly description: string;
	readonly operations: readonly OperationForm[];
	/** The `value` of the operation that the form chooses first. */
	readonly defaultOperation: string;
}

/** The node's whole form: connection, resource, operation, and the fields and options of each operation. */
export function form(groups: readonly FormGroup[]): INodeProperties[] {
	return [
		...connectionFields.map((field) => hiddenIn(field, hiddenFor(groups))),
		...toolFields.map((field) => (field.name === 'readOnly' ? hiddenIn(field, hiddenFor(groups)) : field)),
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
	];
}

function hiddenIn(field: INodeProperties, hide: IDisplayOptions['hide']): INodeProperties {
	return { ...field, displayOptions: { ...field.displayOptions, hide } };
}

/** The condition under which what belongs to the connection is hidden: the operations that need none. */
export function hiddenFor(groups: readonly FormGroup[]): { operation: string[] } {
	const local = groups.flatMap(({ operations }) => operations.filter(({ isLocal }) => isLocal));
	return { operation: local.map(({ choice }) => choice.value) };
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

function operationFields(group: FormGroup, operation: OperationForm): INodeProperties[] {
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
	const hasOptions = (options.options ?? []).length > 0;
	return [...operation.fields, ...(hasOptions ? [options] : [])].map((field) => ({
		...field,
		displayOptions: alsoShownFor(field.displayOptions, shown),
	}));
}

function applies(option: string, operation: OperationForm): boolean {
	if (operation.isLocal) return false;
	return option !== 'concurrency' || operation.batch === undefined;
}

function alsoShownFor(own: IDisplayOptions | undefined, shown: NonNullable<IDisplayOptions['show']>): IDisplayOptions {
	return { ...own, show: { ...shown, ...own?.show } };
}

function sortedByName(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((a, b) => a.name.localeCompare(b.name));
}
