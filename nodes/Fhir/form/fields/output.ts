import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { shownWhere } from './shownWhere';
import { tableFileFields, tableOutputField, viewFields } from './table';
import { isOfNewForm } from './versions';

/** The name of the choice that gives readable text; a tool's *Simplify* has no meaning beside it. */
const simplifiedName = 'Simplified';

/** What *Output* is in version 1.1, where it stands in the form itself. In version 1, it is in *Options*. */
const outputField: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	default: 'simplified',
	description: 'What each output item holds',
	options: [],
};

const simplified: INodePropertyOptions = {
	name: simplifiedName,
	value: 'simplified',
	description:
		'Names, codes and references as readable text, without narrative and extensions. Such an item cannot be sent back.',
};

const raw: INodePropertyOptions = {
	name: 'Raw',
	value: 'raw',
	description: 'The whole resource as the server sent it, e.g. to change it and send it back',
};

/** *Output* of operations that read one resource. */
export const singleOutputFields: INodeProperties[] = [{ ...outputField, options: [raw, simplified] }];

/** *Output* of operations that read many resources, and the fields of a table. */
export const manyOutputFields: INodeProperties[] = [
	{
		...outputField,
		options: [
			{ name: 'Bundle Pages', value: 'bundles', description: 'One item for each page as the server sent it' },
			raw,
			simplified,
			{
				name: 'Table',
				value: 'table',
				description: 'Rows with columns, for spreadsheets and databases: items, or a CSV or NDJSON file',
			},
		],
	},
	...viewFields.filter(isOfNewForm).map(ofTable),
	ofTable(tableOutputField),
	...tableFileFields.map((field) => {
		const formats = field.name.startsWith('csv') ? ['csv'] : ['csv', 'ndjson'];
		// An option is added to switch it on; here all of them are there from the start.
		const fromStart = field.type === 'boolean' ? { ...field, default: false } : field;
		return ofTable(shownWhere(tableOutputField.name, formats, fromStart));
	}),
];

/** *Output* of operations that give what is said about codes: the result by plain names (`simple`), or what the server sent. */
export function codeOutputFields(
	simple: Omit<INodePropertyOptions, 'name'>,
	asSent: Omit<INodePropertyOptions, 'name'>,
): INodeProperties[] {
	const options = [
		{ ...asSent, name: raw.name },
		{ ...simple, name: simplifiedName },
	];
	return [{ ...outputField, default: simple.value, options }];
}

/** *Output* of an operation that the server defines. */
export const operationOutputFields: INodeProperties[] = [
	{
		...outputField,
		description: 'How the response becomes output items',
		options: [
			{ name: 'Raw', value: 'raw', description: 'One item with the response as the server sent it' },
			{
				name: simplifiedName,
				value: 'simplified',
				description:
					'Like Unwrapped, with names, codes and references of resources as readable text. Such items cannot be sent back.',
			},
			{
				name: 'Unwrapped',
				value: 'unwrapped',
				description:
					'Parameters by name, an item for each entry on all pages of a Bundle, and the file in a Binary resource',
			},
		],
	},
];

/** Do these fields let the user choose readable text? */
export function offersSimplified(fields: readonly INodeProperties[]): boolean {
	const output = fields.find(({ name }) => name === outputField.name);
	return output?.options?.some(({ name }) => name === simplifiedName) === true;
}

function ofTable(field: INodeProperties): INodeProperties {
	return shownWhere(outputField.name, ['table'], field);
}
