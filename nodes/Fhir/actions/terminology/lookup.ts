import type { INodeProperties } from 'n8n-workflow';
import { listOf } from '../../form/fields/searchCriteria';
import {
	codeField,
	displayLanguageOption,
	requiredText,
	systemField,
	systemParameters,
	terminologyRequest,
} from '../../form/fields/terminology';
import { parameter } from '../../rest/operation/operationRequest';
import { lookupResult } from '../../rest/terminology/codeResults';
import type { RequestOperation } from '../contract';
import { codeItems, codeOutput, codeOutputOption } from './codeItems';

const propertiesOption: INodeProperties = {
	displayName: 'Properties',
	name: 'properties',
	type: 'string',
	default: '',
	placeholder: 'e.g. parent,child or *',
	description: 'Which properties of the code to return, comma-separated; left empty, the server chooses',
};

/** `$lookup` (R4 CodeSystem-lookup). */
export const lookup: RequestOperation = {
	choice: {
		name: 'Look Up Code',
		value: 'lookup',
		description: 'Get what a code means: its display text, designations and properties',
		action: 'Look up a code',
	},
	reads: true,
	fields: [systemField, codeField],
	front: codeOutput,
	options: [codeOutputOption, displayLanguageOption, propertiesOption],
	request: (parameters) =>
		terminologyRequest('$lookup', 'CodeSystem', undefined, [
			...systemParameters(parameters),
			parameter('code', 'code', requiredText(parameters, codeField)),
			parameter('displayLanguage', 'code', parameters.optionText('displayLanguage')),
			...listOf(parameters.optionText('properties')).map((value) => parameter('property', 'code', value)),
		]),
	items: codeItems(lookupResult),
};
