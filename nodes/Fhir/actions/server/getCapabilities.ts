import type { RequestOperation } from '../contract';
import { resourceItem } from '../../items/output';

/** Capabilities (R4 §3.1.0.9). */
export const getCapabilities: RequestOperation = {
	choice: {
		name: 'Get Capabilities',
		value: 'getCapabilities',
		description: 'Get the statement of what the server can do (CapabilityStatement)',
		action: 'Get the capabilities of a server',
	},
	fields: [],
	options: [
		{
			displayName: 'Mode',
			name: 'mode',
			type: 'options',
			default: 'full',
			description: 'How much of the statement to ask for',
			options: [
				{ name: 'Full', value: 'full' },
				{ name: 'Normative Parts', value: 'normative' },
				{ name: 'Terminology', value: 'terminology', description: 'The TerminologyCapabilities instead' },
			],
		},
	],
	request: (parameters) => {
		const mode = parameters.optionText('mode');
		return {
			interaction: 'capabilities',
			method: 'GET',
			path: 'metadata',
			query: mode === undefined || mode === 'full' ? [] : [['mode', mode]],
		};
	},
	items: (response, _parameters, session) => resourceItem(response, session),
};
