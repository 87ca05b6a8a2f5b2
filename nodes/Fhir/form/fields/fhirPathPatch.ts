import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { FhirPathStep } from '../../rest/patch/fhirPathPatch';
import { inputText } from '../../rest/request/inputText';
import { valueTypeField } from './valueType';

const position = (displayName: string, name: string, types: string[], description: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	default: 0,
	typeOptions: { minValue: 0 },
	placeholder: 'e.g. 0',
	description,
	displayOptions: { show: { type: types } },
});

/** *Steps* of a FHIRPath Patch (R4 §3.1.5). */
export const fhirPathSteps: INodeProperties = {
	displayName: 'Steps',
	name: 'fhirPathSteps',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	placeholder: 'Add Step',
	description: 'The changes, one after another. If one fails, nothing is changed.',
	options: [
		{
			displayName: 'Step',
			name: 'step',
			values: [
				{
					displayName: 'Action',
					name: 'type',
					type: 'options',
					default: 'replace',
					description: 'What to do at the path (type)',
					options: [
						{ name: 'Add', value: 'add', description: 'Add an element to the element at the path' },
						{ name: 'Delete', value: 'delete', description: 'Delete the element at the path, if it exists' },
						{ name: 'Insert', value: 'insert', description: 'Insert into the list at the path' },
						{ name: 'Move', value: 'move', description: 'Move within the list at the path' },
						{ name: 'Replace', value: 'replace', description: 'Replace the element at the path' },
					],
				},
				{
					displayName: 'Path',
					name: 'path',
					type: 'string',
					default: '',
					placeholder: "e.g. Patient.birthDate or Patient.name.where(use = 'official')",
					description: 'Where in the resource, as a FHIRPath expression',
				},
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. birthDate',
					description: 'Name of the element to add',
					displayOptions: { show: { type: ['add'] } },
				},
				{ ...valueTypeField, displayOptions: { show: { type: ['add', 'insert', 'replace'] } } },
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. 1974-12-25 or { "family": "Chalmers" }',
					description: 'The value, as JSON if its type has elements of its own',
					displayOptions: { show: { type: ['add', 'insert', 'replace'] } },
				},
				position('Index', 'index', ['insert'], 'Position in the list to insert at, from 0'),
				position('Source', 'source', ['move'], 'Position in the list to move from, from 0'),
				position('Destination', 'destination', ['move'], 'Position in the list to move to, from 0'),
			],
		},
	],
};

/**
 * A row of `fhirPathSteps` as a step of the patch; `index` is its position in the list, from 0. Throws an input `Failure` for an
 * object.
 */
export function fhirPathStep(row: IDataObject, index: number): FhirPathStep {
	const text = (name: string, title: string) => inputText(row[name], `${title} of Step ${index + 1}`).trim();
	return {
		type: text('type', 'Action') || 'replace',
		path: text('path', 'Path'),
		name: text('name', 'Name'),
		valueType: text('valueType', 'Value Type') || 'string',
		value: row.value,
		index: Number(row.index ?? 0),
		source: Number(row.source ?? 0),
		destination: Number(row.destination ?? 0),
	};
}
