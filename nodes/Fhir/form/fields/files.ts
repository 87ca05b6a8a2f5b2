import type { INodeProperties } from 'n8n-workflow';
import { inputFailure } from '../../transport/errors/failure';
import type { Parameters } from '../parameters';

/** *Input Binary Field*: where the file of an input item is. */
export const inputFileField: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	description: 'The name of the input binary field that holds the file to upload',
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

/** The name of the binary field in one of these; throws an input `Failure` where it is empty. */
export function binaryFieldOf(parameters: Parameters, field: INodeProperties): string {
	const name = parameters.text(field.name);
	if (name === '') throw inputFailure(`"${field.displayName}" is empty`, 'Enter e.g. `data`.');
	return name;
}
