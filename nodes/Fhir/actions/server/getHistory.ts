import { historyPath } from '../../rest/request/path';
import { historyOptions, historyQuery } from '../../form/fields/history';
import { limitFields, limitOf, maxPagesOf, pagingOptions } from '../../form/fields/paging';
import type { WorkOperation } from '../contract';
import { historyItems } from '../../items/historyItems';
import { searchOutputOf } from '../../items/searchItems';

/** History of the whole system (R4 §3.1.0.10). */
export const getHistory: WorkOperation = {
	choice: {
		name: 'Get History',
		value: 'getHistory',
		description: 'List the changes to all resources on the server, newest first',
		action: 'Get the history of a server',
	},
	fields: limitFields,
	options: [...historyOptions, ...pagingOptions],
	work: (parameters) => {
		const request = {
			interaction: 'history',
			method: 'GET',
			path: historyPath(),
			query: historyQuery(parameters),
		} as const;
		const paging = { limit: limitOf(parameters), maxPages: maxPagesOf(parameters) };
		const output = searchOutputOf(parameters);
		return { run: async (session) => await historyItems(session, request, paging, output) };
	},
};
