import type { INodeProperties } from 'n8n-workflow';
import {
	codeField,
	displayLanguageOption,
	requiredText,
	sourceFields,
	sourceOf,
	systemField,
	systemParameters,
	terminologyRequest,
} from '../../form/fields/terminology';
import { givenParameters, parameter } from '../../rest/operation/operationRequest';
import { resultParameters } from '../../rest/terminology/codeResults';
import type { RequestOperation } from '../contract';
import { codeItems, codeOutput, codeOutputOption } from './codeItems';

const againstField: INodeProperties = {
	displayName: 'Validate Against',
	name: 'validateAgainst',
	type: 'options',
	default: 'valueSet',
	description: 'Where the code has to be',
	options: [
		{ name: 'Code System', value: 'codeSystem', description: 'Is the code in this code system?' },
		{ name: 'Value Set', value: 'valueSet', description: 'Is the code in this value set?' },
	],
};

const valueSetFields = sourceFields('valueSet', 'Value Set', 'http://hl7.org/fhir/ValueSet/administrative-gender', [
	'id',
	'json',
	'url',
]).map((field) => ({
	...field,
	displayOptions: { show: { validateAgainst: ['valueSet'], ...field.displayOptions?.show } },
}));

const displayOption: INodeProperties = {
	displayName: 'Display',
	name: 'display',
	type: 'string',
	default: '',
	placeholder: 'e.g. Female',
	description: 'Display text to check together with the code',
};

/** `$validate-code` (R4 ValueSet-validate-code, CodeSystem-validate-code). A code that is not valid is a result, not an error. */
export const validateCode: RequestOperation = {
	choice: {
		name: 'Validate Code',
		value: 'validateCode',
		description: 'Check whether a code is in a value set or code system, and whether its display text is right',
		action: 'Validate a code',
	},
	reads: true,
	fields: [againstField, ...valueSetFields, systemField, codeField],
	front: codeOutput,
	options: [codeOutputOption, displayLanguageOption, displayOption],
	request: (parameters) => {
		const against = parameters.text('validateAgainst');
		const code = givenParameters([
			parameter('code', 'code', requiredText(parameters, codeField)),
			parameter('display', 'string', parameters.optionText('display')),
			parameter('displayLanguage', 'code', parameters.optionText('displayLanguage')),
		]);
		if (against === 'codeSystem') {
			// On a code system, the operation calls the system `url`.
			const system = systemParameters(parameters, 'version', 'url');
			return terminologyRequest('$validate-code', 'CodeSystem', undefined, [...system, ...code]);
		}
		const valueSet = sourceOf(parameters, 'valueSet', 'Value Set', { versionName: 'valueSetVersion' });
		const system = systemParameters(parameters, 'systemVersion');
		return terminologyRequest('$validate-code', 'ValueSet', valueSet.id, [...valueSet.parameters, ...system, ...code]);
	},
	items: codeItems(resultParameters),
};
