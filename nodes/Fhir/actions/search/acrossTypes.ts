import type { INodeProperties } from 'n8n-workflow';
import { orderFields, unlessCounted } from '../../form/fields/order';
import { manyOutputFields } from '../../form/fields/output';
import { limitFields, pagingOptions } from '../../form/fields/paging';
import { searchFields, searchOptions } from '../../form/fields/search';
import { listOf } from '../../form/fields/searchCriteria';
import { resourceType } from '../../rest/request/path';
import type { WorkOperation } from '../contract';
import { wideSearchWork } from '../shared/pagedWork';

const resourceTypesField: INodeProperties = {
	displayName: 'Resource Types',
	name: 'resourceTypes',
	type: 'string',
	default: '',
	placeholder: 'e.g. Observation,Condition',
	description:
		'Types to search in, comma-separated (_type). Left empty, the server searches in all types, which many servers do not allow.',
};

/** Search across types (R4 §3.1.1.2, the whole system): only parameters that all types have can be used. */
export const acrossTypes: WorkOperation = {
	choice: {
		name: 'Search Across Types',
		value: 'acrossTypes',
		description: 'Search several resource types, or all of them, at once',
		action: 'Search across resource types',
	},
	reads: true,
	fields: [resourceTypesField, ...searchFields, ...limitFields.map(unlessCounted)],
	front: [...orderFields, ...manyOutputFields],
	options: [...searchOptions, ...pagingOptions],
	work: (parameters) => {
		const types = listOf(parameters.text('resourceTypes')).map((type) => resourceType(type, 'Resource Types'));
		return wideSearchWork(parameters, '', { query: types.length > 0 ? [['_type', types.join(',')]] : [] });
	},
};
