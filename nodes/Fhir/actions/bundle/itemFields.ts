import type { INodeProperties } from 'n8n-workflow';
import { bundleEntriesOption, bundleMegabytesOption, inParallelOption } from '../../form/fields/bundleLimits';
import { bodyFields } from '../../form/fields/fieldMapping';
import { onlyOnceField } from '../../form/fields/onlyOnce';
import { bodyField, itemIdField, resourceTypeField } from '../../form/fields/resource';
import { shownWhere } from '../../form/fields/shownWhere';
import { narrowedOption } from '../../form/fields/versions';
import { targetFields, withOwnIdentifier } from '../../form/fields/target';
import { allowUnknownElementsOption, ifMatchOption, ifNoneExistOption, returnOption } from '../../form/fields/writing';

/** The values of *Method*: the interaction that an item asks for. */
export type ItemMethod = 'create' | 'upsert' | 'delete' | 'get' | 'patch' | 'update';

/** A resource as JSON says its type itself; for fields, the form has to. */
const itemBodyFields = bodyFields(bodyField, false, [resourceTypeField]);

/** The fields of *Send Items*. Items for which the settings of a Bundle as a whole differ are sent in different Bundles. */
export const itemFields: INodeProperties[] = [
	{
		displayName: 'Bundle Type',
		name: 'bundleType',
		type: 'options',
		noDataExpression: true,
		default: 'batch',
		description: 'What happens to the other items of a Bundle when the server rejects one of them',
		options: [
			{ name: 'Batch', value: 'batch', description: 'Items are independent: only the rejected item fails' },
			{
				name: 'Transaction',
				value: 'transaction',
				description: 'All items of a Bundle or none: needed when items refer to each other by urn:uuid',
			},
		],
	},
	{
		displayName: 'Method',
		name: 'itemMethod',
		type: 'options',
		default: 'create',
		description: 'What to do with each item. With an expression, it can differ from item to item.',
		options: [
			{ name: 'Create', value: 'create', description: 'The server gives the ID (POST)' },
			{
				name: 'Create or Update',
				value: 'upsert',
				description: 'Create a new resource, or update the current one if it already exists (upsert)',
			},
			{ name: 'Delete', value: 'delete', description: 'Delete the resource (DELETE)' },
			{ name: 'Get', value: 'get', description: 'Read the resource (GET)' },
			{ name: 'Patch', value: 'patch', description: 'Change single elements (PATCH)' },
			{ name: 'Replace', value: 'update', description: 'Replace the whole resource with this ID (PUT)' },
		],
	},
	shownFor(['delete', 'get', 'patch'], {
		...resourceTypeField,
		default: { mode: 'name', value: '={{ $json.resourceType }}' },
	}),
	...targetFields(itemIdField).map((field) => shownFor(['delete', 'get', 'patch'], field)),
	...targetFields(itemIdField).map((field) => shownFor(['upsert'], withOwnIdentifier(field))),
	shownFor(['update'], itemIdField),
	...itemBodyFields.map((field) => shownFor(['create', 'upsert', 'update'], field)),
	shownFor(['create'], onlyOnceField),
	shownFor(['patch'], {
		displayName: 'Patch',
		name: 'patch',
		type: 'json',
		default: '[]',
		required: true,
		placeholder: 'e.g. [{ "op": "replace", "path": "/gender", "value": "female" }]',
		description: 'A list of JSON Patch steps, or a FHIRPath Patch as a Parameters resource',
		typeOptions: { rows: 6 },
	}),
];

/** *Options → Bundles in Parallel*: for all items together, whatever Bundles they are in. */
export const bundleConcurrencyOption: INodeProperties = {
	...inParallelOption,
	displayName: 'Bundles in Parallel',
	name: 'bundleConcurrency',
	description:
		'How many Bundles are sent at the same time, 100 at most. Items that write the same resource, or refer to one that another item writes, keep their order.',
};

/** The entries of *Options* that only *Send Items* has. */
export const itemOptions: INodeProperties[] = [
	...optionFor(['create', 'upsert', 'update'], allowUnknownElementsOption),
	bundleConcurrencyOption,
	{
		...bundleEntriesOption,
		description:
			'Maximum number of items in a Bundle. Items that refer to each other by urn:uuid stay in one Bundle, even if that exceeds it.',
	},
	...optionFor(['create', 'upsert', 'update', 'patch'], {
		displayName: 'Full URL',
		name: 'fullUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. urn:uuid:{{ $json.uuid }}',
		description:
			'Address by which other items refer to this one. Left empty, a created resource whose ID is a UUID gets urn:uuid: and that ID as its address.',
	}),
	...optionFor(['upsert', 'update', 'patch', 'delete'], ifMatchOption),
	...optionFor(['create'], ifNoneExistOption),
	...optionFor(['get', 'upsert', 'update'], {
		displayName: 'If None Match',
		name: 'ifNoneMatch',
		type: 'string',
		default: '',
		placeholder: 'e.g. 3 or *',
		description: 'For Get: the version that you have already. For Replace: * if the resource must not exist yet.',
	}),
	{ ...bundleMegabytesOption, description: 'Maximum size of a Bundle. A larger item is sent alone.' },
	returnOption,
];

function shownFor(methods: ItemMethod[], field: INodeProperties): INodeProperties {
	return shownWhere('itemMethod', methods, field);
}

function optionFor(methods: ItemMethod[], field: INodeProperties): INodeProperties[] {
	return narrowedOption(field, { '/itemMethod': methods });
}
