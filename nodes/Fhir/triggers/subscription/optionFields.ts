import type { INodeProperties } from 'n8n-workflow';

/** The entries of *Options* that only this trigger has. */
export const triggerOptions: INodeProperties[] = [
	{
		displayName: 'Activation Timeout',
		name: 'activationTimeout',
		type: 'number',
		default: 15_000,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 15000',
		description: 'Milliseconds to wait for the server to make the subscription active',
	},
	{
		displayName: 'Catch Up Every',
		name: 'catchUpInterval',
		type: 'number',
		default: 15,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 15',
		description:
			'Minutes after which to look for changes that the server failed to send, and for a subscription that it has stopped or dropped. Without this option, that happens only when the workflow is activated and when n8n starts. In queue mode, n8n has to reach its own webhook address for that.',
	},
	{
		displayName: 'Catch Up on Activation',
		name: 'catchUp',
		type: 'boolean',
		default: true,
		description:
			'Whether to give what has changed since the workflow was last active, when it is activated again or n8n starts',
	},
	{
		displayName: 'Heartbeat Period',
		name: 'heartbeatPeriod',
		type: 'number',
		default: 60,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 60',
		description:
			'Seconds after which the server sends a sign of life where there is nothing else to send. It shows lost messages early, and starts no workflow by itself.',
		displayOptions: { show: { '/kind': ['topic'] } },
	},
	{
		displayName: 'Keep Duplicates',
		name: 'duplicates',
		type: 'boolean',
		default: false,
		description: 'Whether to also return repeated messages, and older versions that arrive after newer ones',
	},
	{
		displayName: 'Maximum Body Size',
		name: 'maxBodySize',
		type: 'number',
		default: 16,
		typeOptions: { minValue: 1, maxValue: 1_000 },
		placeholder: 'e.g. 16',
		description: 'Megabytes that one message may have; larger ones are refused',
	},
	{
		displayName: 'Maximum Events per Message',
		name: 'maxCount',
		type: 'number',
		default: 20,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 20',
		description: 'How many events the server may put into one message',
		displayOptions: { show: { '/kind': ['topic'] } },
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		default: 'resources',
		description: 'How to return each resource',
		options: [
			{ name: 'Resources', value: 'resources', description: 'As the server sent it' },
			{
				name: 'Simplified Resources',
				value: 'simplified',
				description: 'With names, codes and references as readable text; it cannot be sent back',
			},
		],
	},
	{
		displayName: 'Webhook Base URL',
		name: 'webhookBaseUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. http://n8n:5678/',
		description:
			'The address under which the FHIR server reaches n8n, where that is another than its N8N_WEBHOOK_URL or WEBHOOK_URL: for example a name inside the hospital or in a Docker network',
	},
];
