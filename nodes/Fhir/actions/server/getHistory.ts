import { historyOptions } from '../../form/fields/history';
import { manyOutputFields } from '../../form/fields/output';
import { limitFields, pagingOptions } from '../../form/fields/paging';
import { historyPath } from '../../rest/request/path';
import type { WorkOperation } from '../contract';
import { historyWork } from '../shared/pagedWork';

/** History of the whole system (R4 §3.1.0.10). */
export const getHistory: WorkOperation = {
	choice: {
		name: 'Get History',
		value: 'getHistory',
		description: 'List the changes to all resources on the server, newest first',
		action: 'Get the history of a server',
	},
	reads: true,
	fields: limitFields,
	front: manyOutputFields,
	options: [...historyOptions, ...pagingOptions],
	work: (parameters) => historyWork(parameters, historyPath()),
};
