import type { INodeProperties } from 'n8n-workflow';

/** Authentication and SSL/TLS validation: two independent choices, the same for every operation. */
export const connectionFields: INodeProperties[] = [
	{
		displayName: 'Authentication',
		name: 'authentication',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Basic Auth',
				value: 'basic',
				description: 'User name and password, kept in a FHIR Basic Auth API credential',
			},
			{ name: 'None', value: 'none', description: 'The server asks for no login, e.g. a public test server' },
			{
				name: 'OAuth2',
				value: 'oAuth2',
				description:
					'Client credentials (SMART Backend Services, Azure, Epic and others), kept in a FHIR OAuth2 API credential',
			},
		],
		default: 'basic',
		description: 'How to log in to the FHIR server',
	},
	{
		displayName: 'Base URL',
		name: 'baseUrl',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://hapi.fhir.org/baseR4',
		description: 'Address of the FHIR server, up to the part before the resource type',
		displayOptions: { show: { authentication: ['none'] } },
	},
	{
		displayName: 'SSL/TLS Validation',
		name: 'tlsValidation',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Default Bundle',
				value: 'default',
				description: 'Trust the public certificate authorities, as a browser does',
			},
			{
				name: 'Custom Bundle',
				value: 'custom',
				description:
					"Trust the certificate authorities of a FHIR CA Bundle API credential, e.g. your hospital's own. Also the choice for a server that asks for a client certificate (mTLS).",
			},
			{
				name: 'Skip Validation',
				value: 'skip',
				description: 'Accept any certificate: for a first try on a test server only',
			},
		],
		default: 'default',
		description:
			'Which certificates to trust when connecting. It also applies to the OAuth2 token endpoint and to next pages.',
	},
	{
		displayName:
			'Without validation anyone on the network path can read and change what is sent, passwords and patient data included. Use it on a test server only, and choose "Custom Bundle" for a server behind an internal CA.',
		name: 'skipValidationNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { tlsValidation: ['skip'] } },
	},
];

/** The entries of *Options* that every operation has. */
export const connectionOptionFields: INodeProperties[] = [
	{
		displayName: 'Connect Timeout',
		name: 'connectTimeout',
		type: 'number',
		default: 10_000,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 10000',
		description: 'Milliseconds to wait for a connection, TLS handshake included',
	},
	{
		displayName: 'FHIR Version',
		name: 'fhirVersion',
		type: 'options',
		default: '',
		description: 'Asks a server that speaks several FHIR versions for this one',
		options: [
			{ name: 'R4 (4.0)', value: '4.0' },
			{ name: 'R4B (4.3)', value: '4.3' },
			{ name: 'R5 (5.0)', value: '5.0' },
			{ name: "Server's Default", value: '' },
			{ name: 'STU3 (3.0)', value: '3.0' },
		],
	},
	{
		displayName: 'Headers',
		name: 'headers',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		placeholder: 'Add Header',
		description: 'Further headers for the FHIR server, such as a tenant ID. They are not sent to any other server.',
		options: [
			{
				displayName: 'Header',
				name: 'header',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. X-FHIR-TENANT-ID',
						description: 'Name of the header',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. ward-7',
						description: 'Value of the header',
					},
				],
			},
		],
	},
	{
		displayName: 'Items in Parallel',
		name: 'concurrency',
		type: 'number',
		default: 10,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 10',
		description:
			'How many input items are sent at the same time, 100 at most. The output keeps the order of the input.',
	},
	{
		displayName: 'Retries',
		name: 'retries',
		type: 'number',
		default: 4,
		typeOptions: { minValue: 0 },
		placeholder: 'e.g. 4',
		description:
			'How often a request is tried again when the server is busy or the connection breaks. A write whose fate is unknown is never repeated. 0 switches it off.',
	},
	{
		displayName: 'Retry Time Budget',
		name: 'retryBudget',
		type: 'number',
		default: 60_000,
		typeOptions: { minValue: 0 },
		placeholder: 'e.g. 60000',
		description: 'Milliseconds within which retries of one request have to start',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		default: 60_000,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 60000',
		description: 'Milliseconds to wait for the server to answer, or to go on with an answer that it has begun',
	},
	{
		displayName: 'Total Timeout',
		name: 'totalTimeout',
		type: 'number',
		default: 900_000,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 900000',
		description: 'Milliseconds that one request may take in all, its whole answer included',
	},
];
