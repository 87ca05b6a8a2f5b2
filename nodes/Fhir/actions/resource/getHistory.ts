import type { INodeProperties } from 'n8n-workflow';
import { historyOptions } from '../../form/fields/history';
import { manyOutputFields } from '../../form/fields/output';
import { limitFields, pagingOptions } from '../../form/fields/paging';
import { resourceIdField, resourceTypeField } from '../../form/fields/resource';
import { historyPath } from '../../rest/request/path';
import type { WorkOperation } from '../contract';
import { historyWork } from '../shared/pagedWork';

const historyOfField: INodeProperties = {
	displayName: 'History Of',
	name: 'historyOf',
	type: 'options',
	default: 'instance',
	description: 'Whose versions to list',
	options: [
		{ name: 'One Resource', value: 'instance', description: 'All versions of the resource with this ID' },
		{ name: 'Whole Resource Type', value: 'type', description: 'All changes to any resource of this type' },
	],
};

/** History of an instance or a type (R4 §3.1.0.10); that of the whole system is in Server. */
export const getHistory: WorkOperation = {
	choice: {
		name: 'Get History',
		value: 'getHistory',
		description: 'List the versions of a resource, or all changes to a resource type, newest first',
		action: 'Get the history of a resource',
	},
	reads: true,
	fields: [
		resourceTypeField,
		historyOfField,
		{ ...resourceIdField, displayOptions: { show: { historyOf: ['instance'] } } },
		...limitFields,
	],
	front: manyOutputFields,
	options: [...historyOptions, ...pagingOptions],
	work: (parameters) => {
		const type = parameters.locator('resourceType');
		const ofType = parameters.text('historyOf') === 'type';
		return historyWork(parameters, ofType ? historyPath(type) : historyPath(type, parameters.id('resourceId', type)));
	},
};
