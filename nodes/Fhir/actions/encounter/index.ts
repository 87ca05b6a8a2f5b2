import type { OperationGroup } from '../contract';
import { getEverything } from './getEverything';

/** *Encounter*: operations on an encounter as a whole. */
export const encounter: OperationGroup = {
	name: 'Encounter',
	value: 'encounter',
	description: 'Everything that belongs to one encounter',
	operations: [getEverything],
	defaultOperation: getEverything.choice.value,
};
