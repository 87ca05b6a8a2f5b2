import { orderFields, unlessCounted } from '../../form/fields/order';
import { manyOutputFields } from '../../form/fields/output';
import { limitFields, pagingOptions } from '../../form/fields/paging';
import { resourceTypeField } from '../../form/fields/resource';
import { searchFields, searchOptions } from '../../form/fields/search';
import { resourcePath } from '../../rest/request/path';
import type { WorkOperation } from '../contract';
import { searchWork } from '../shared/pagedWork';

/** Search in one type (R4 §3.1.1), over all of its pages up to the limit. */
export const getAll: WorkOperation = {
	choice: {
		name: 'Get Many',
		value: 'getAll',
		description: 'Search for many resources of one type; without search parameters, list them',
		action: 'Get many resources',
	},
	reads: true,
	fields: [resourceTypeField, ...searchFields, ...limitFields.map(unlessCounted)],
	front: [...orderFields, ...manyOutputFields],
	options: [...searchOptions, ...pagingOptions],
	work: (parameters) => searchWork(parameters, resourcePath(parameters.locator('resourceType'))),
};
