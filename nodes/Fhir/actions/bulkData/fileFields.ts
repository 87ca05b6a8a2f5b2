import type { INodeProperties } from 'n8n-workflow';
import { inputFileField } from '../../form/fields/files';

/** *Input Binary Field*: where the NDJSON file of an input item is. */
export const ndjsonFileField: INodeProperties = {
	...inputFileField,
	description: 'The name of the input binary field with the NDJSON file, which may be compressed with gzip',
	hint: 'The name of the input field containing the file',
};
