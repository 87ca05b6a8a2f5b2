import type { OperationGroup } from '../contract';
import { acrossTypes } from './acrossTypes';
import { compartment } from './compartment';

/** *Search*: searches that are about more than one resource type. */
export const search: OperationGroup = {
	name: 'Search',
	value: 'search',
	description:
		'Search across resource types or in a compartment; for a search in one type, choose Any Resource and Get Many',
	operations: [acrossTypes, compartment],
	defaultOperation: compartment.choice.value,
};
