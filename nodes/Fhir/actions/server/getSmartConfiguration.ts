import { jsonItem } from '../../items/output';
import { smartConfiguration } from '../../rest/conformance/smartConfiguration';
import type { WorkOperation } from '../contract';

/** SMART configuration (SMART App Launch 2.2): where and how to log in. */
export const getSmartConfiguration: WorkOperation = {
	choice: {
		name: 'Get SMART Configuration',
		value: 'getSmartConfiguration',
		description: 'Get what the server publishes about its login: token URL, scopes, ways to authenticate',
		action: 'Get the SMART configuration of a server',
	},
	reads: true,
	fields: [],
	work: () => ({
		run: async (session) => [jsonItem(await smartConfiguration(session.client, session.signal), session)],
	}),
};
