import type { OperationGroup } from '../contract';
import { send } from './send';
import { sendItems } from './sendItems';

/** *Bundle*: many interactions in one request. */
export const bundle: OperationGroup = {
	name: 'Bundle',
	value: 'bundle',
	description: 'Send many reads and writes in one request: all or nothing, or each on its own',
	operations: [send, sendItems],
	defaultOperation: sendItems.choice.value,
};
