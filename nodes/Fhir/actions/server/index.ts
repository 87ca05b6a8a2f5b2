import type { OperationGroup } from '../contract';
import { getCapabilities } from './getCapabilities';
import { getHistory } from './getHistory';
import { getJwks } from './getJwks';
import { getSmartConfiguration } from './getSmartConfiguration';
import { graphql } from './graphql';

/** *Server*: interactions with the server as a whole. */
export const server: OperationGroup = {
	name: 'Server',
	value: 'server',
	description: 'Get information about the server itself: what it can do, how to log in, what has changed',
	operations: [getCapabilities, getHistory, getJwks, getSmartConfiguration, graphql],
	defaultOperation: getCapabilities.choice.value,
};
