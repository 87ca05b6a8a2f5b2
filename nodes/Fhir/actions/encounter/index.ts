import type { OperationGroup } from '../contract';
import { getEverything } from './getEverything';

/** *Encounter*: what concerns an encounter as a whole. */
export const encounter: OperationGroup = {
	name: 'Encounter',
	value: 'encounter',
	description: 'All that belongs to one encounter; to read, search or write encounters, choose Resource',
	operations: [getEverything],
	defaultOperation: getEverything.choice.value,
};
