import type { OperationGroup } from '../contract';
import { resolve } from './resolve';

/** *Reference*: from a reference in one resource to the resource that it refers to (R4 §2.3). */
export const reference: OperationGroup = {
	name: 'Reference',
	value: 'reference',
	description: 'Follow a reference, such as the subject of an Observation, to the resource that it refers to',
	operations: [resolve],
	defaultOperation: resolve.choice.value,
};
