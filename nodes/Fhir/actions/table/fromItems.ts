import type { INodeProperties } from 'n8n-workflow';
import { tableFileFields, tableOutputField, tableVersionOption, viewFields } from '../../form/fields/table';
import type { BatchOperation } from '../contract';
import { itemTables } from './itemTables';

const sourceFields: INodeProperties[] = [
	{
		displayName: 'Resources From',
		name: 'tableFrom',
		type: 'options',
		noDataExpression: true,
		default: 'items',
		description: 'Where the resources are',
		options: [
			{ name: 'Input Items', value: 'items', description: 'Each input item is a resource' },
			{
				name: 'NDJSON File',
				value: 'file',
				description: 'Each input item has a file with a resource on each line, as bulk exports write it',
			},
		],
	},
	{
		displayName: 'Resource',
		name: 'tableResource',
		type: 'json',
		default: '={{ $json }}',
		required: true,
		placeholder: 'e.g. {{ $json }}',
		description:
			'The resource as JSON. By default, the input item is the resource. A Bundle gives the rows of its entries.',
		displayOptions: { show: { tableFrom: ['items'] } },
	},
	{
		displayName: 'Input Binary Field',
		name: 'tableFile',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		description: 'Name of the binary field that has the NDJSON file, which may be compressed with gzip',
		displayOptions: { show: { tableFrom: ['file'] } },
	},
];

/** Rows from the resources of the input items (SQL on FHIR v2), worked out here: no server is asked. */
export const fromItems: BatchOperation = {
	choice: {
		name: 'From Items',
		value: 'fromItems',
		description: 'Turn the resources that come in into rows and columns, as items or as a CSV or NDJSON file',
		action: 'Make a table from items',
	},
	fields: [...sourceFields, ...viewFields, tableOutputField],
	options: [...tableFileFields, tableVersionOption],
	isLocal: true,
	batch: itemTables,
};
