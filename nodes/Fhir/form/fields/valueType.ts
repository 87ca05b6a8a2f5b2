import type { INodeProperties } from 'n8n-workflow';
import { complexTypes, primitiveTypes } from '../../rest/request/typedValue';

/** *Value Type*: a FHIR data type, by its own name. */
export const valueTypeField: INodeProperties = {
	displayName: 'Value Type',
	name: 'valueType',
	type: 'options',
	default: 'string',
	description: 'FHIR data type of the value',
	options: [...primitiveTypes, ...complexTypes]
		.sort((a, b) => a.localeCompare(b))
		.map((type) => ({ name: type, value: type })),
};
