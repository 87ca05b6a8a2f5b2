import type { INodeProperties } from 'n8n-workflow';
import { resultParameters } from '../../rest/terminology/codeResults';
import { givenParameters, parameter } from '../../rest/operation/operationRequest';
import {
	answerOutputOption,
	codeField,
	displayLanguageOption,
	neededText,
	sourceFields,
	sourceOf,
	systemField,
	systemParameters,
	terminologyRequest,
} from '../../form/fields/terminology';
import type { RequestOperation } from '../contract';
import { codeItems } from './codeItems';

const againstField: INodeProperties = {
	displayName: 'Validate Against',
	name: 'validateAgainst',
	type: 'options',
	default: 'valueSet',
	description: 'What the code has to be in',
	options: [
		{ name: 'Code System', value: 'codeSystem', description: 'Does the code system have this code?' },
		{ name: 'Value Set', value: 'valueSet', description: 'May the code be used where this value set is asked for?' },
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
	description: 'The text that came with the code, to be checked too',
};

/** `$validate-code` (R4 ValueSet-validate-code, CodeSystem-validate-code). A code that is not valid is an answer, and no error. */
export const validateCode: RequestOperation = {
	choice: {
		name: 'Validate Code',
		value: 'validateCode',
		description: 'Check whether a code is in a value set or code system, and whether its display text is right',
		action: 'Validate a code',
	},
	fields: [againstField, ...valueSetFields, systemField, codeField],
	options: [answerOutputOption, displayLanguageOption, displayOption],
	request: (parameters) => {
		const against = parameters.text('validateAgainst');
		const code = givenParameters([
			parameter('code', 'code', neededText(parameters, codeField)),
			parameter('display', 'string', parameters.optionText('display')),
			parameter('displayLanguage', 'code', parameters.optionText('displayLanguage')),
		]);
		if (against === 'codeSystem') {
			// Here the system is what the operation is about, and called `url`.
			const system = systemParameters(parameters, 'version', 'url');
			return terminologyRequest('$validate-code', 'CodeSystem', undefined, [...system, ...code]);
		}
		const valueSet = sourceOf(parameters, 'valueSet', 'Value Set', { versionName: 'valueSetVersion' });
		const system = systemParameters(parameters, 'systemVersion');
		return terminologyRequest('$validate-code', 'ValueSet', valueSet.id, [...valueSet.parameters, ...system, ...code]);
	},
	items: codeItems(resultParameters),
};
