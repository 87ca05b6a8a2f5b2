import type { INodeProperties } from 'n8n-workflow';
import { automaticConcurrency, optionDefaults, retrySettings } from '../../connection/options';
import type { RetrySettings } from '../../transport/settings';
import type { Parameters } from '../parameters';

const maxConcurrency = 100;

/** Authentication and SSL/TLS validation: two independent choices, which every node has. */
export const connectionFields: INodeProperties[] = [
	{
		displayName: 'Authentication',
		name: 'authentication',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'AWS',
				value: 'aws',
				description: 'An access key of AWS that signs each request, for HealthLake, kept in a FHIR AWS API credential',
			},
			{
				name: 'Basic Auth',
				value: 'basic',
				description: 'User name and password, kept in a FHIR Basic Auth API credential',
			},
			{
				name: 'Header',
				value: 'header',
				description: 'A fixed bearer token or API keys, kept in a FHIR Header Auth API credential',
			},
			{
				name: 'None',
				value: 'none',
				description: 'The server needs no login, and its base URL is entered here: for a quick try',
			},
			{
				name: 'None (Base URL in Credential)',
				value: 'noLogin',
				description: 'The server needs no login. A FHIR No Login API credential keeps its base URL for all workflows.',
			},
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
				name: 'Default CA Bundle (Public CAs)',
				value: 'default',
				description: 'Trust the public certificate authorities, as a browser does',
			},
			{
				name: 'Custom CA Bundle',
				value: 'custom',
				description:
					"Trust the certificate authorities of a FHIR CA Bundle API credential, e.g. your hospital's own. Also for servers that ask for a client certificate (mTLS).",
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
			'Without validation, anyone on the network path can read and change what is sent, including passwords and patient data. Use it with a test server only. For a server with a certificate of an internal CA, choose "Custom CA Bundle".',
		name: 'skipValidationNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { tlsValidation: ['skip'] } },
	},
];

/**
 * What every operation has, in *Options* (version 1) or in *Connection*; `connection/options.ts` reads them, and has the same
 * defaults.
 */
export const connectionOptionFields: INodeProperties[] = [
	{
		displayName: 'Add Format Parameter',
		name: 'addFormat',
		type: 'boolean',
		default: true,
		description:
			'Whether to ask for JSON also in the address of each request, by the parameter _format, for servers and gateways that ignore the Accept header',
	},
	{
		displayName: 'Connect Timeout',
		name: 'connectTimeout',
		type: 'number',
		default: 10_000,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 10000',
		description: 'Milliseconds to wait for a connection, including the TLS handshake',
	},
	{
		displayName: 'FHIR Version',
		name: 'fhirVersion',
		type: 'options',
		default: '',
		description: 'The FHIR version to ask for, if the server supports several',
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
		description:
			'Additional headers for the FHIR server, such as a tenant ID. They are not sent to any other server. Accept and Content-Type replace those of the node, but an uploaded file keeps its content type; Prefer is added to what the node asks for.',
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
		displayName: 'Headers Below Base URL Only',
		name: 'headersBelowBaseUrlOnly',
		type: 'boolean',
		default: false,
		description:
			'Whether to send Headers, and a client certificate, only to addresses below the Base URL. If off, they are also sent where the FHIR server itself leads to another path of its host, as some servers do for next pages, jobs and files. Switch it on for a host that several tenants share.',
		displayOptions: { show: { '/authentication': ['none'] } },
	},
	{
		displayName: 'Items in Parallel',
		name: 'concurrency',
		type: 'number',
		default: 10,
		typeOptions: { minValue: 0, maxValue: maxConcurrency },
		placeholder: 'e.g. 10',
		description:
			'How many input items to work on at the same time, 100 at most. 0 is Automatic: as many as the server can take, which the node finds out as it goes. The output keeps the order of the input.',
	},
	{
		displayName: 'Retries',
		name: 'retries',
		type: 'number',
		default: 4,
		typeOptions: { minValue: 0 },
		placeholder: 'e.g. 4',
		description:
			'How often a request is tried again when the server is busy or the connection breaks. A write that the server may already have carried out is never repeated. 0 switches retries off.',
	},
	{
		displayName: 'Retry Time Budget',
		name: 'retryBudget',
		type: 'number',
		default: 60_000,
		typeOptions: { minValue: 0 },
		placeholder: 'e.g. 60000',
		description: 'Milliseconds in which all retries of a request have to start',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		default: 60_000,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 60000',
		description: 'Milliseconds to wait for the server to start its response, or to continue it',
	},
	{
		displayName: 'Total Timeout',
		name: 'totalTimeout',
		type: 'number',
		default: 900_000,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 900000',
		description: 'Milliseconds that a request may take in total, including the whole response',
	},
];

/**
 * How many items *Items in Parallel* allows at the same time, or `automaticConcurrency`; throws an input `Failure`
 * outside 0 to 100.
 */
export function concurrencyOf(parameters: Parameters): number {
	const { concurrency: example } = optionDefaults;
	return parameters.optionNumber('concurrency', { min: automaticConcurrency, max: maxConcurrency, example }) ?? example;
}

/** How often single entries of a Bundle are sent again: by the same options as whole requests. Throws as those do. */
export function retrySettingsOf(parameters: Parameters): RetrySettings {
	return retrySettings((name) => parameters.option(name));
}
