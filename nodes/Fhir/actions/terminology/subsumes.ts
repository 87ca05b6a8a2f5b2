import type { INodeProperties } from 'n8n-workflow';
import { requiredText, systemField, systemParameters, terminologyRequest } from '../../form/fields/terminology';
import { parameter } from '../../rest/operation/operationRequest';
import { subsumptionResult } from '../../rest/terminology/codeResults';
import type { RequestOperation } from '../contract';
import { codeItems, codeOutput, codeOutputOption } from './codeItems';

const codeA: INodeProperties = {
	displayName: 'Code A',
	name: 'codeA',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 235856003',
	description: 'The code that may include the other one',
};

const codeB: INodeProperties = {
	...codeA,
	displayName: 'Code B',
	name: 'codeB',
	placeholder: 'e.g. 3738000',
	description: 'The code that may be included',
};

/** `$subsumes` (R4 CodeSystem-subsumes). */
export const subsumes: RequestOperation = {
	choice: {
		name: 'Test Subsumption',
		value: 'subsumes',
		description: 'Test whether one code is a kind of another, e.g. viral hepatitis of hepatitis',
		action: 'Test whether a code includes another',
	},
	reads: true,
	fields: [{ ...systemField, description: systemField.description?.replace('code is', 'codes are') }, codeA, codeB],
	front: codeOutput,
	options: [codeOutputOption],
	request: (parameters) =>
		terminologyRequest('$subsumes', 'CodeSystem', undefined, [
			...systemParameters(parameters),
			parameter('codeA', 'code', requiredText(parameters, codeA)),
			parameter('codeB', 'code', requiredText(parameters, codeB)),
		]),
	items: codeItems(subsumptionResult),
};
