import type { OperationGroup } from '../operation';
import { getCapabilities } from './getCapabilities';

/** *Server*: what concerns the server as a whole. */
export const server: OperationGroup = {
	name: 'Server',
	value: 'server',
	description: 'Ask the server itself: what it can do, how to log in, what has changed',
	operations: [getCapabilities],
	defaultOperation: getCapabilities.choice.value,
};
