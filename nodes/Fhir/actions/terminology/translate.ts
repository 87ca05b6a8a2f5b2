import type { INodeProperties } from 'n8n-workflow';
import {
	codeField,
	requiredText,
	sourceFields,
	sourceOf,
	systemField,
	systemParameters,
	terminologyRequest,
} from '../../form/fields/terminology';
import type { Parameters } from '../../form/parameters';
import { parameter } from '../../rest/operation/operationRequest';
import type { OperationParameter } from '../../rest/operation/parameters';
import { translationResult } from '../../rest/terminology/codeResults';
import type { RequestOperation } from '../contract';
import { codeItems, codeOutput, codeOutputOption } from './codeItems';

const [mapBy, ...mapFields] = sourceFields(
	'conceptMap',
	'Concept Map',
	'http://hl7.org/fhir/ConceptMap/cm-administrative-gender-v3',
	['id', 'url'],
);

const anyMapFields: INodeProperties[] = [
	...(mapBy
		? [
				{
					...mapBy,
					default: 'any',
					options: [
						{ name: 'Any', value: 'any', description: 'The server chooses one of its maps' },
						...(mapBy.options ?? []),
					],
				},
			]
		: []),
	...mapFields,
];

const valueSet = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: 'e.g. http://hl7.org/fhir/ValueSet/administrative-gender',
	description,
});

const translateOptions: INodeProperties[] = [
	codeOutputOption,
	{
		displayName: 'Reverse',
		name: 'reverse',
		type: 'boolean',
		default: false,
		description: 'Whether to use the map from its target to its source',
	},
	valueSet('Source Value Set', 'sourceValueSet', 'URL of the value set that the code was chosen from'),
	{
		displayName: 'Target Code System',
		name: 'targetSystem',
		type: 'string',
		default: '',
		placeholder: 'e.g. http://snomed.info/sct',
		description: 'URL of the code system to translate to',
	},
	valueSet('Target Value Set', 'targetValueSet', 'URL of the value set to find a translation in'),
];

/** `$translate` (R4 ConceptMap-translate; with other names of its parameters in R5). */
export const translate: RequestOperation = {
	choice: {
		name: 'Translate Code',
		value: 'translate',
		description: 'Translate a code to another code system or value set by a concept map',
		action: 'Translate a code',
	},
	reads: true,
	fields: [systemField, codeField, ...anyMapFields],
	front: codeOutput,
	options: translateOptions,
	request: (parameters) => {
		const map =
			parameters.text('conceptMapBy') === 'any'
				? { parameters: [] }
				: sourceOf(parameters, 'conceptMap', 'Concept Map', { versionName: 'conceptMapVersion' });
		return terminologyRequest('$translate', 'ConceptMap', map.id, [
			...map.parameters,
			...(parameters.optionText('fhirVersion') === '5.0' ? r5Parameters(parameters) : r4Parameters(parameters)),
		]);
	},
	items: codeItems(translationResult),
};

function r4Parameters(parameters: Parameters): OperationParameter[] {
	return [
		...systemParameters(parameters),
		parameter('code', 'code', requiredText(parameters, codeField)),
		parameter('source', 'uri', parameters.optionText('sourceValueSet')),
		parameter('target', 'uri', parameters.optionText('targetValueSet')),
		parameter('targetsystem', 'uri', parameters.optionText('targetSystem')),
		parameter('reverse', 'boolean', parameters.option('reverse') === true ? true : undefined),
	];
}

/** R5 has no `reverse`: the code is sent as the target of the translation instead. */
function r5Parameters(parameters: Parameters): OperationParameter[] {
	const reverse = parameters.option('reverse') === true;
	return [
		...systemParameters(parameters),
		parameter(reverse ? 'targetCode' : 'sourceCode', 'code', requiredText(parameters, codeField)),
		parameter('sourceScope', 'uri', parameters.optionText('sourceValueSet')),
		parameter('targetScope', 'uri', parameters.optionText('targetValueSet')),
		parameter('targetSystem', 'uri', parameters.optionText('targetSystem')),
	];
}
