import type { INodeProperties } from 'n8n-workflow';
import { connectionFields } from '../../form/fields/connection';
import { offeredField } from '../../form/fields/offered';
import { maxPagesOption, rewriteLinksOption } from '../../form/fields/paging';
import { resourceTypeField } from '../../form/fields/resource';
import { countOption, searchFields, searchOptions } from '../../form/fields/search';
import { triggerOptionFields } from '../shared/fields';

/** The defaults of the options, which the form shows. */
export const pollingDefaults = { overlapMinutes: 5, maxItems: 1_000 } as const;

const bySearch = { watch: ['search'] };

const watchFields: INodeProperties[] = [
	{
		displayName: 'Watch',
		name: 'watch',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Resource Types', value: 'types', description: 'All resources of one or more types' },
			{ name: 'Search', value: 'search', description: 'Resources of one type that match a search' },
		],
		default: 'types',
		description: 'Which resources to watch',
	},
	offeredField('resourceTypes', {
		displayName: 'Resource Types',
		name: 'resourceTypes',
		default: ['Observation'],
		required: true,
		description: 'The kinds of FHIR resources to watch. Each of them takes requests of its own.',
		displayOptions: { show: { watch: ['types'] } },
	}),
	{ ...resourceTypeField, displayOptions: { show: bySearch } },
	...searchFields.map((field) => ({
		...field,
		displayOptions: { show: { ...bySearch, ...field.displayOptions?.show } },
	})),
];

const eventFields: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: [
			{ name: 'Created', value: 'created', description: 'A resource is new on the server' },
			{ name: 'Deleted', value: 'deleted', description: 'A resource was deleted. The server has to offer a history.' },
			{ name: 'Updated', value: 'updated', description: 'A resource has a new version' },
		],
		default: ['created', 'updated'],
		required: true,
		description: 'What has to happen to a resource',
	},
	{
		displayName: 'Start',
		name: 'start',
		type: 'options',
		options: [
			{
				name: 'Everything',
				value: 'all',
				description: 'All that is on the server already, oldest first, and then what changes',
			},
			{ name: 'From a Date', value: 'since', description: 'What has changed since a date, and then what changes' },
			{
				name: 'From Now On',
				value: 'now',
				description: 'What changes after the workflow was activated for the first time',
			},
		],
		default: 'now',
		description:
			'With which changes to begin when the workflow is activated for the first time. Later the trigger goes on where it was, also after a pause.',
	},
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		default: '',
		required: true,
		placeholder: 'e.g. 2026-03-01 or 2026-03-01T08:00:00Z',
		description: 'The date or time to begin with. A date without a time begins at midnight UTC.',
		displayOptions: { show: { start: ['since'] } },
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: false,
		description:
			'Whether to return names, codes and references of a resource as readable text, for messages and tables. Such a resource cannot be sent back.',
	},
];

const pollingOptions: INodeProperties[] = [
	{ ...countOption, description: 'How many resources to ask for in one request (_count). Servers may give fewer.' },
	...searchOptions.filter(({ name }) => name === 'handling' || name === 'method'),
	{
		displayName: 'Max Items per Poll',
		name: 'maxItems',
		type: 'number',
		default: 1_000,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 1000',
		description: 'How many changes to return at once. The others come with the next polls, oldest first.',
	},
	{ ...maxPagesOption, description: 'Number of pages of a search or history after which a poll stops with an error' },
	{
		displayName: 'Method',
		name: 'changeMethod',
		type: 'options',
		options: [
			{
				name: 'Automatic',
				value: 'auto',
				description:
					'History for deletions, and to tell created from updated where the server offers it; otherwise search. The field "method" of each item shows the choice.',
			},
			{
				name: 'History',
				value: 'history',
				description: 'Read the history of each type: every version and deletions; not with a search',
			},
			{
				name: 'Search',
				value: 'search',
				description: 'Search by the time of the last change: the latest version of each resource, no deletions',
			},
		],
		default: 'auto',
		description: 'How to find out what has changed',
	},
	{
		displayName: 'Overlap',
		name: 'overlap',
		type: 'number',
		default: 5,
		typeOptions: { minValue: 0 },
		placeholder: 'e.g. 5',
		description:
			'Minutes to look back at each poll, for changes that become visible later than their time says: long transactions, slow search indexes, servers with several clocks. What was returned already is not returned again.',
	},
	rewriteLinksOption,
];

const optionFields = triggerOptionFields(pollingOptions);

/** The whole form of the trigger. n8n adds *Poll Times*. */
export const formFields: INodeProperties[] = [
	...connectionFields,
	...watchFields,
	...eventFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		description: 'What is rarely needed: method, overlap, limits, headers, retries and the like',
		options: optionFields,
	},
];

/** All fields, those of *Options* too, for the titles in errors. */
export const namedFields: readonly INodeProperties[] = [...formFields, ...optionFields];
