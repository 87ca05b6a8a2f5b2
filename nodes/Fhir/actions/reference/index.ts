import type { OperationGroup } from '../contract';
import { resolve } from './resolve';

/** *Reference*: from what one resource says of another to that resource (R4 §2.3). */
export const reference: OperationGroup = {
	name: 'Reference',
	value: 'reference',
	description: 'Follow a reference, such as the subject of an Observation, to the resource that it means',
	operations: [resolve],
	defaultOperation: resolve.choice.value,
};
