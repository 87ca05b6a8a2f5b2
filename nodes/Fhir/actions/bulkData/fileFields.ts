import type { INodeProperties } from 'n8n-workflow';
import type { Parameters } from '../../form/parameters';
import { inputFailure } from '../../transport/errors/failure';

/** *Input Binary Field*: where the NDJSON file of an input item is. */
export const inputFileField: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	description: 'The name of the input binary field with the NDJSON file, which may be compressed with gzip',
	hint: 'The name of the input field containing the file',
};

/** *Put Output File in Field*: where the file goes. */
export const outputFileField: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	description: 'The name of the output binary field to put the file in',
};

/** What NDJSON files are called. */
export const ndjsonType = 'application/fhir+ndjson';

/** The name of a binary field; throws an input `Failure` where it is empty. */
export function binaryFieldOf(parameters: Parameters, field: INodeProperties): string {
	const name = parameters.text('binaryPropertyName');
	if (name === '') throw inputFailure(`"${field.displayName}" is empty`, 'Enter e.g. `data`.');
	return name;
}
