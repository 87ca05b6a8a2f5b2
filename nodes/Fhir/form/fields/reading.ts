import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Resource } from '../../rest/model/resource';
import { simplifiedItem } from '../../rest/model/simplify';
import type { Parameters } from '../parameters';
import { beforeNewForm } from './versions';

/** *Options → Elements* (`_elements`, R4 §3.1.1.5.9). */
export const elementsOption: INodeProperties = {
	displayName: 'Elements',
	name: 'elements',
	type: 'string',
	default: '',
	placeholder: 'e.g. name,birthDate',
	description:
		'Only these elements of each resource, comma-separated (_elements). The result is incomplete and cannot be used for an update.',
};

/** The values of `_summary`, each with what it asks for. */
export const summaryChoices: INodePropertyOptions[] = [
	{ name: 'Data Without Narrative', value: 'data', description: 'Everything except the narrative text' },
	{ name: 'Full Resources', value: '', description: 'Everything' },
	{ name: 'Narrative Only', value: 'text', description: 'Only the narrative text and mandatory elements' },
	{
		name: 'Summary Elements',
		value: 'true',
		description: 'The elements that FHIR defines as the summary of a resource',
	},
];

/** *Options → Summary* (`_summary`, R4 §3.1.1.5.8). */
export const summaryOption: INodeProperties = {
	displayName: 'Summary',
	name: 'summary',
	type: 'options',
	default: '',
	description:
		'Ask for parts of the resources only (_summary). The result is incomplete and cannot be used for an update.',
	options: summaryChoices,
};

const singleOutputOption: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	default: 'resource',
	description: 'What the output item holds',
	options: [
		{ name: 'Resource', value: 'resource', description: 'The resource as the server sent it' },
		{
			name: 'Simplified Resource',
			value: 'simplified',
			description:
				'Names, codes and references as readable text, for messages and tables. Such an item cannot be sent back.',
		},
	],
};

/** *Options → Output* of operations that read one resource; version 1.1 has it in the form (`output.ts`). */
export const oldSingleOutputOption: INodeProperties = beforeNewForm(singleOutputOption);

/** The JSON of an output item for a resource: the resource, or readable text where *Output* asks for that. */
export function singleOutput(resource: Resource, parameters: Parameters): Record<string, unknown> {
	return parameters.optionText('output') === 'simplified' ? simplifiedItem(resource) : resource;
}
