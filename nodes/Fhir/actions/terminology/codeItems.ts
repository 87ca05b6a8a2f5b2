import type { INodeProperties } from 'n8n-workflow';
import { codeOutputFields } from '../../form/fields/output';
import { beforeNewForm } from '../../form/fields/versions';
import { jsonItem, reportWarnings, resourceItem } from '../../items/output';
import type { FhirResponse } from '../../rest/response/response';
import type { RequestOperation } from '../contract';

/** *Options → Output* of an operation that says something about a code; version 1.1 has it in the form. */
export const codeOutputOption: INodeProperties = beforeNewForm({
	displayName: 'Output',
	name: 'output',
	type: 'options',
	default: 'readable',
	description: 'What the output item holds',
	options: [
		{ name: 'Raw', value: 'raw', description: 'The Parameters resource as the server sent it' },
		{ name: 'Readable', value: 'readable', description: 'The result by plain names' },
	],
});

/** *Output* of these operations in version 1.1. */
export const codeOutput = codeOutputFields(
	{ value: 'readable', description: 'The result by plain names' },
	{ value: 'raw', description: 'The Parameters resource as the server sent it' },
);

/**
 * The item for a response about a code: what `read` returns for it, or the resource as it came where *Output* asks for
 * that. The server's warnings become hints.
 */
export function codeItems(read: (response: FhirResponse) => Record<string, unknown>): RequestOperation['items'] {
	return (response, parameters, session) => {
		if (parameters.optionText('output') === 'raw') return resourceItem(response, session);
		reportWarnings(response, session);
		return [jsonItem(read(response), session)];
	};
}
