import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { JsonPatchStep } from '../../rest/patch/jsonPatch';
import { inputText } from '../../rest/request/inputText';
import { parseJsonValue } from '../../rest/request/jsonField';
import { inputFailure } from '../../transport/errors/failure';

const operation: INodeProperties = {
	displayName: 'Action',
	name: 'op',
	type: 'options',
	default: 'replace',
	description: 'What to do at the path (op)',
	options: [
		{ name: 'Add', value: 'add', description: 'Add an element, or insert into a list' },
		{ name: 'Copy', value: 'copy', description: 'Copy an element from another place in the resource' },
		{ name: 'Move', value: 'move', description: 'Move an element from another place in the resource' },
		{ name: 'Remove', value: 'remove', description: 'Remove the element' },
		{ name: 'Replace', value: 'replace', description: 'Replace the element' },
		{ name: 'Test', value: 'test', description: 'Continue only if the element has this value' },
	],
};

const path: INodeProperties = {
	displayName: 'Path',
	name: 'path',
	type: 'string',
	default: '',
	placeholder: 'e.g. /name/0/family or /telecom/-',
	description:
		'Place in the resource: element names separated by slashes, positions in lists from 0, a hyphen for the end of a list. A position such as /telecom/0 means whatever stands there, e.g. the e-mail instead of the phone: put a Test step before it.',
};

const from: INodeProperties = {
	displayName: 'From',
	name: 'from',
	type: 'string',
	default: '',
	placeholder: 'e.g. /name/1',
	description: 'Place in the resource to copy or move from',
	displayOptions: { show: { op: ['copy', 'move'] } },
};

const valueIs: INodeProperties = {
	displayName: 'Value Is',
	name: 'valueType',
	type: 'options',
	default: 'text',
	description: 'How to read the value',
	displayOptions: { show: { op: ['add', 'replace', 'test'] } },
	options: [
		{ name: 'JSON', value: 'json', description: 'Numbers, true and false, lists and objects' },
		{ name: 'Text', value: 'text', description: 'Also codes, dates and addresses' },
	],
};

const value: INodeProperties = {
	displayName: 'Value',
	name: 'value',
	type: 'string',
	default: '',
	placeholder: 'e.g. Chalmers or { "system": "phone", "value": "555-1234" }',
	description: 'The value to write, or to test for',
	displayOptions: { show: { op: ['add', 'replace', 'test'] } },
};

/** *Steps* of a JSON Patch (RFC 6902). */
export const jsonPatchSteps: INodeProperties = {
	displayName: 'Steps',
	name: 'jsonPatchSteps',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	placeholder: 'Add Step',
	description: 'The changes, one after another. If one fails, nothing is changed.',
	options: [
		{
			displayName: 'Step',
			name: 'step',
			values: [operation, path, from, valueIs, value],
		},
	],
};

/**
 * A row of `jsonPatchSteps` as a step of the patch, with only those members that its operation has; `index` is its position
 * in the list, from 0. Throws an input `Failure` for a value that is not JSON, or not a text, where it has to be.
 */
export function jsonPatchStep(row: IDataObject, index: number): JsonPatchStep {
	const field = `Step ${index + 1}`;
	const op = inputText(row.op, `Action of ${field}`) || 'replace';
	const step = { op, path: inputText(row.path, `Path of ${field}`).trim() };
	if (op === 'remove') return step;
	if (op === 'copy' || op === 'move') return { ...step, from: inputText(row.from, `From of ${field}`).trim() };
	return { ...step, value: valueOf(row, `Value of ${field}`) };
}

function valueOf({ valueType, value }: IDataObject, field: string): unknown {
	if (valueType === 'json') return typeof value === 'string' ? parseJsonValue(value, field) : value;
	if (typeof value !== 'object' || value === null) return inputText(value, field);
	throw inputFailure(
		`"${field}" is an object, not a text`,
		'Set "Value Is" to JSON, or point the expression at one value.',
	);
}
