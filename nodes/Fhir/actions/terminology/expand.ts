import type { INodeProperties } from 'n8n-workflow';
import { codeOutputFields } from '../../form/fields/output';
import { defaultLimit, limitFields, limitOf } from '../../form/fields/paging';
import { countOf, countOption } from '../../form/fields/search';
import { displayLanguageOption, sourceFields, sourceOf, terminologyRequest } from '../../form/fields/terminology';
import { beforeNewForm } from '../../form/fields/versions';
import type { OutputItem } from '../../items/output';
import { parameter } from '../../rest/operation/operationRequest';
import { expansionPages } from '../../rest/terminology/expansion';
import type { WorkOperation } from '../contract';

const filterField: INodeProperties = {
	displayName: 'Filter',
	name: 'filter',
	type: 'string',
	default: '',
	placeholder: 'e.g. cholesterol',
	description: 'Only codes whose text or code matches this; the server decides how to match',
};

const flag = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'boolean',
	default: true,
	description,
});

const codes = {
	value: 'codes',
	description: 'One item for each code: system, code, display, and the parent that contains it',
};

const valueSets = { value: 'valueSets', description: 'One item for each page of the expansion, as the server sent it' };

const expandOptions: INodeProperties[] = [
	flag('Active Only', 'activeOnly', 'Whether to leave out codes that are no longer in use'),
	{ ...countOption, description: 'How many codes to ask for in one request. Servers may give fewer.' },
	displayLanguageOption,
	flag('Exclude Nested', 'excludeNested', 'Whether to ask for a flat list, even if the server would nest codes'),
	flag(
		'Include Designations',
		'includeDesignations',
		'Whether to return additional texts of each code, e.g. in other languages',
	),
	beforeNewForm({
		displayName: 'Output',
		name: 'output',
		type: 'options',
		default: 'codes',
		description: 'What each output item holds',
		options: [
			{ name: 'Codes', value: 'codes', description: codes.description },
			{ name: 'Value Sets', value: 'valueSets', description: valueSets.description },
		],
	}),
];

/** `$expand` (R4 ValueSet-expand), over all of its pages up to the limit. */
export const expand: WorkOperation = {
	choice: {
		name: 'Expand Value Set',
		value: 'expand',
		description: 'List the codes in a value set',
		action: 'Expand a value set',
	},
	reads: true,
	fields: [
		...sourceFields('valueSet', 'Value Set', 'http://hl7.org/fhir/ValueSet/administrative-gender', [
			'id',
			'json',
			'url',
		]),
		filterField,
		...limitFields,
	],
	front: codeOutputFields(codes, valueSets),
	options: expandOptions,
	work: (parameters) => {
		const source = sourceOf(parameters, 'valueSet', 'Value Set', { versionName: 'valueSetVersion' });
		const flagOf = (name: string) => {
			const value = parameters.option(name);
			return value === undefined ? undefined : value === true;
		};
		const samePart = [
			...source.parameters,
			parameter('filter', 'string', parameters.text('filter')),
			parameter('activeOnly', 'boolean', flagOf('activeOnly')),
			parameter('includeDesignations', 'boolean', flagOf('includeDesignations')),
			parameter('excludeNested', 'boolean', flagOf('excludeNested')),
			parameter('displayLanguage', 'code', parameters.optionText('displayLanguage')),
		];
		const request = ({ offset, count }: { offset: number; count: number | undefined }) =>
			terminologyRequest('$expand', 'ValueSet', source.id, [
				...samePart,
				parameter('offset', 'integer', offset === 0 ? undefined : offset),
				parameter('count', 'integer', count),
			]);
		// What is wrong with the fields shows here, before anything is sent.
		request({ offset: 0, count: undefined });
		const asPages = parameters.optionText('output') === 'valueSets';
		const options = { limit: limitOf(parameters), count: countOf(parameters) };
		return {
			run: async (session) => {
				const items: OutputItem[] = [];
				// Somebody who typed a limit wants no more than that.
				const onLimit = (limit: number) =>
					session.hint(
						`${limit} is the default of Limit, and left out further codes: switch on Return All to get them, or choose another Limit.`,
					);
				const hints = { onIncomplete: session.hint, ...(options.limit === defaultLimit && { onLimit }) };
				const pages = expansionPages(session.client, request, { ...options, ...hints }, session.signal);
				for await (const { valueSet, concepts } of pages) {
					if (asPages) items.push({ json: valueSet });
					else for (const concept of concepts) items.push({ json: concept });
				}
				return items;
			},
		};
	},
};
