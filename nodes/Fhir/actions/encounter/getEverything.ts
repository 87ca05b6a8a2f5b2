import { everythingOptions } from '../../form/fields/everything';
import { manyOutputFields } from '../../form/fields/output';
import { allByDefaultFields, pagingOptions } from '../../form/fields/paging';
import { resourceIdField } from '../../form/fields/resource';
import type { WorkOperation } from '../contract';
import { everythingWork } from '../shared/pagedWork';

/** `$everything` of an encounter (R4 Encounter-everything). */
export const getEverything: WorkOperation = {
	choice: {
		name: 'Get Everything',
		value: 'getEverything',
		description: 'Get an encounter and all resources that belong to it: observations, procedures, notes and so on',
		action: 'Get everything about an encounter',
	},
	reads: true,
	fields: [
		{
			...resourceIdField,
			displayName: 'Encounter ID',
			description: 'The encounter: chosen from a list, or by ID, identifier or address',
		},
		...allByDefaultFields,
	],
	front: manyOutputFields,
	options: [...everythingOptions, ...pagingOptions],
	work: (parameters) => everythingWork(parameters, 'Encounter'),
};
