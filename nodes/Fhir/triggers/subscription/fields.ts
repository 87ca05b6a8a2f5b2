import type { INodeProperties } from 'n8n-workflow';
import { connectionFields } from '../../form/fields/connection';
import { listMode } from '../../form/fields/listMode';
import { offeredField } from '../../form/fields/offered';
import { resourceTypeField } from '../../form/fields/resource';
import { searchFields } from '../../form/fields/search';
import { triggerOptionFields } from '../shared/fields';
import { triggerOptions } from './optionFields';
import { optionsName } from './parameters';

const forCriteria = { show: { kind: ['criteria'] } };
const forTopic = { show: { kind: ['topic'] } };

const addressNotice: INodeProperties = {
	displayName:
		'The FHIR server sends its messages to n8n\'s webhook address, so the server must be able to reach that address. n8n makes this address from N8N_WEBHOOK_URL or, in older versions, WEBHOOK_URL; where the server needs another one, add the option "Webhook Base URL".',
	name: 'addressNotice',
	type: 'notice',
	default: '',
};

const kindField: INodeProperties = {
	displayName: 'Subscribe To',
	name: 'kind',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Search Criteria',
			value: 'criteria',
			description: 'Changes of resources that match a search: the subscriptions of FHIR R4, e.g. on HAPI',
		},
		{
			name: 'Topic',
			value: 'topic',
			description: "Events of a topic that the server offers: FHIR R5, or R4 with HL7's Subscriptions Backport",
		},
	],
	default: 'criteria',
	description: 'What the server should tell n8n about. Which of the two a server supports is in its documentation.',
};

const topicField: INodeProperties = {
	displayName: 'Topic',
	name: 'topic',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The kind of event, as the server defines it, e.g. "patient admitted"',
	displayOptions: forTopic,
	modes: [
		listMode('subscriptionTopics', { placeholder: 'e.g. Encounter started' }),
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. http://example.org/SubscriptionTopic/encounter-start',
			hint: 'The canonical URL of the SubscriptionTopic',
		},
	],
};

const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add Filter',
	description: 'Which events of the topic to send. All filters have to match. The topic says which parameters it has.',
	displayOptions: forTopic,
	options: [
		{
			displayName: 'Filter',
			name: 'filter',
			values: [
				offeredField(
					'topicFilters',
					{
						displayName: 'Parameter',
						name: 'parameter',
						default: '',
						description:
							"One of the topic's filter parameters, as far as the server has the topic. For any other, type its name and press Enter.",
					},
					['topic.value'],
				),
				{
					displayName: 'Match',
					name: 'match',
					type: 'options',
					default: '',
					description: 'How to compare the parameter with the value',
					options: [
						{ name: 'Above in Hierarchy', value: ':above' },
						{ name: 'Below in Hierarchy', value: ':below' },
						{ name: 'Equal', value: '' },
						{ name: 'Greater Than', value: 'gt' },
						{ name: 'Greater Than or Equal', value: 'ge' },
						{ name: 'In Value Set', value: ':in' },
						{ name: 'Less Than', value: 'lt' },
						{ name: 'Less Than or Equal', value: 'le' },
						{ name: 'Not Equal', value: 'ne' },
						{ name: 'Not in Value Set', value: ':not-in' },
					],
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. Patient/123',
					description: 'What to compare with',
				},
				{
					displayName: 'Resource Type',
					name: 'resourceType',
					type: 'string',
					default: '',
					placeholder: 'e.g. Encounter',
					description: 'The type that the filter is for, where the topic is about several',
				},
			],
		},
	],
};

const fullChoice = {
	name: 'Full Resource',
	value: 'full-resource',
	description: 'The server sends the whole resource: the simplest, over an encrypted connection',
};
const emptyChoice = {
	name: 'Empty',
	value: 'empty',
	description: 'The server only says that something has happened: no patient data leaves it this way',
};

const payloadFields: INodeProperties[] = [
	{
		displayName: 'Payload',
		name: 'payload',
		type: 'options',
		options: [emptyChoice, fullChoice],
		default: 'full-resource',
		description: 'How much the server sends with each message',
		displayOptions: forCriteria,
	},
	{
		displayName: 'Payload',
		name: 'payload',
		type: 'options',
		options: [
			emptyChoice,
			fullChoice,
			{ name: 'ID Only', value: 'id-only', description: 'The server sends which resources it is about' },
		],
		default: 'id-only',
		description: 'How much the server sends with each message. Some servers send full resources over https only.',
		displayOptions: forTopic,
	},
	{
		displayName: 'Read the Resources',
		name: 'fill',
		type: 'boolean',
		default: true,
		description: 'Whether to read the resources from the server that a message does not hold, with the login above',
		displayOptions: { show: { payload: ['empty', 'id-only'] } },
	},
	{
		displayName: 'Include Deletions',
		name: 'deletions',
		type: 'boolean',
		default: false,
		description:
			'Whether to ask for messages when a resource is deleted. HAPI sends them; a server that does not know this ignores it.',
		displayOptions: forCriteria,
	},
];

/**
 * n8n reads the body of a webhook's request before the node sees it, up to 16 MB from anybody, unless the node has this
 * parameter (in version 1 of a node). The name is n8n's, so the visible *Options* have another.
 */
const bodyUnread: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'hidden',
	default: { binaryData: true },
	description: 'Leaves the body of a request to the node, which checks the secret first',
};

/** When n8n lets the node catch up, made from *Catch Up Every*; n8n reads it by this name. */
const pollTimes: INodeProperties = {
	displayName: 'Poll Times',
	name: 'pollTimes',
	type: 'hidden',
	default:
		'={{ ((minutes) => ({ item: !(minutes > 0) ? [] : [minutes < 60 ? { mode: "everyX", unit: "minutes", value: Math.max(1, Math.round(minutes)) } : { mode: "everyX", unit: "hours", value: Math.min(23, Math.round(minutes / 60)) }] }))($parameter["settings"]["catchUpInterval"]) }}',
	description: 'When to catch up',
};

const optionFields = triggerOptionFields(triggerOptions);

/** The whole form of the trigger. */
export const formFields: INodeProperties[] = [
	addressNotice,
	...connectionFields,
	kindField,
	{ ...resourceTypeField, displayOptions: forCriteria },
	...searchFields.map((field) => ({
		...field,
		displayOptions: { show: { ...field.displayOptions?.show, ...forCriteria.show } },
	})),
	topicField,
	filtersField,
	...payloadFields,
	{
		displayName: 'Options',
		name: optionsName,
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		description: 'What is rarely needed: catching up, limits, headers, retries and the like',
		options: optionFields,
	},
	bodyUnread,
	pollTimes,
];

/** All fields, those of *Options* too, for the titles in errors. */
export const namedFields: readonly INodeProperties[] = [...formFields, ...optionFields];
