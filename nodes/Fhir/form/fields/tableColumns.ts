import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

const types: INodePropertyOptions[] = [
	{ name: 'Any', value: '', description: 'Whatever the path finds, as FHIR has it' },
	{ name: 'Boolean', value: 'boolean', description: 'True or false; anything else is an error' },
	{ name: 'Decimal', value: 'decimal', description: 'A number; anything else is an error' },
	{ name: 'Integer', value: 'integer', description: 'A number without decimals; anything else is an error' },
	{ name: 'Text', value: 'string', description: 'Text, dates and codes; numbers become text' },
];

/** *Columns*: what each column is called, and where in the resource its value is. */
export const columnsField: INodeProperties = {
	displayName: 'Columns',
	name: 'tableColumns',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	placeholder: 'Add Column',
	description: 'The columns of the table, each with a name and the place of its value in the resource',
	options: [
		{
			displayName: 'Column',
			name: 'column',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. birth_date',
					description: 'Heading of the column: letters, digits and underscores',
				},
				{
					displayName: 'FHIRPath',
					name: 'path',
					type: 'string',
					default: '',
					placeholder: "e.g. name.where(use = 'official').family",
					description:
						'Where the value is: element names with dots between them, as FHIR lists them for the resource type. FHIRPath also has conditions and functions.',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					default: '',
					description: 'What the values have to be',
					options: types,
				},
				{
					displayName: 'Values',
					name: 'values',
					type: 'options',
					default: 'first',
					description: 'What to do where a resource has several values at this place, such as two given names',
					options: [
						{
							name: 'All as List',
							value: 'all',
							description: 'All values; in a CSV file with semicolons between them',
						},
						{ name: 'First Value', value: 'first', description: 'Only the first value; a hint says so' },
						{ name: 'Only Value', value: 'one', description: 'Several values are an error' },
					],
				},
			],
		},
	],
};

/** *Additional Columns*, beside those of the type. */
export const moreColumnsField: INodeProperties = {
	...columnsField,
	displayName: 'Additional Columns',
	name: 'moreColumns',
	description: 'Further columns, each with a name and the place of its value in the resource. They come last.',
};
