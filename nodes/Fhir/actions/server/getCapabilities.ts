import { resourceItem } from '../../items/output';
import type { RequestOperation } from '../contract';

/** Capabilities (R4 §3.1.0.9). */
export const getCapabilities: RequestOperation = {
	choice: {
		name: 'Get Capabilities',
		value: 'getCapabilities',
		description: 'Get what the server can do (CapabilityStatement)',
		action: 'Get the capabilities of a server',
	},
	reads: true,
	fields: [],
	options: [
		{
			displayName: 'Mode',
			name: 'mode',
			type: 'options',
			default: 'full',
			description: 'Which part of the statement to get',
			options: [
				{ name: 'Full', value: 'full' },
				{ name: 'Normative Parts', value: 'normative' },
				{
					name: 'Terminology',
					value: 'terminology',
					description: 'The TerminologyCapabilities instead of the CapabilityStatement',
				},
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
