import type { INodeProperties } from 'n8n-workflow';
import { connectionOptionFields } from './fields/connection';
import { rewriteLinksOption } from './fields/paging';
import { beforeNewForm, isOfNewForm } from './fields/versions';
import type { FormGroup, OperationForm } from './formGroup';

/** Made once, for all operations. */
const movedSettings = connectionOptionFields.map(beforeNewForm);

/**
 * The fields of an operation of this group, shown for this operation only. `sharing` are the values of the groups that have it
 * too, for one resource type.
 */
export function operationFields(
	group: FormGroup,
	operation: OperationForm,
	sharing: readonly string[] = [],
): INodeProperties[] {
	return operation.fields.map((field) =>
		shownFor([group.value, ...(field.name === 'resourceType' ? [] : sharing)], operation, field),
	);
}

/** *Options* of the same. What concerns the connection is in *Connection* since version 1.1. */
export function operationOptions(
	group: FormGroup,
	operation: OperationForm,
	sharing: readonly string[] = [],
): INodeProperties[] {
	return optionsFields(operation).map((field) => shownFor([group.value, ...sharing], operation, field));
}

function shownFor(resource: string[], operation: OperationForm, field: INodeProperties): INodeProperties {
	const shown = { resource, operation: [operation.choice.value] };
	return {
		...field,
		displayOptions: { ...field.displayOptions, show: { ...shown, ...field.displayOptions?.show } },
	};
}

function optionsFields(operation: OperationForm): INodeProperties[] {
	const own = operation.options ?? [];
	const entries = [
		...own.map((field) => (field.name === rewriteLinksOption.name ? beforeNewForm(field) : field)),
		...movedSettings.filter(({ name }) => applies(name, operation)),
	];
	if (entries.length === 0) return [];
	const options: INodeProperties = {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		description: 'What is rarely needed',
		options: entries.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
	// n8n would show the collection without anything to add.
	return [entries.some(isOfNewForm) ? options : beforeNewForm(options)];
}

function applies(option: string, operation: OperationForm): boolean {
	if (operation.isLocal) return false;
	return option !== 'concurrency' || operation.batch === undefined;
}
