import type { OperationGroup } from '../contract';
import { getEverything } from './getEverything';

/** *Patient*: operations on a patient's record as a whole. */
export const patient: OperationGroup = {
	name: 'Patient',
	value: 'patient',
	description: "A patient's whole record",
	operations: [getEverything],
	defaultOperation: getEverything.choice.value,
};
