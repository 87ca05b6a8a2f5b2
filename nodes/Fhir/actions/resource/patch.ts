import type { INodeProperties } from 'n8n-workflow';
import { fhirPathStep, fhirPathSteps } from '../../form/fields/fhirPathPatch';
import { jsonPatchStep, jsonPatchSteps } from '../../form/fields/jsonPatch';
import { resourceTypeField } from '../../form/fields/resource';
import { targetFields, targetOf } from '../../form/fields/target';
import { ifMatchHeader, ifMatchOption, preferReturn, returnOption } from '../../form/fields/writing';
import type { Parameters } from '../../form/parameters';
import { fhirPathPatch, parseFhirPathPatch } from '../../rest/patch/fhirPathPatch';
import { jsonPatchBody } from '../../rest/patch/jsonPatch';
import { positionHint } from '../../rest/patch/positions';
import { orderingKeyOf } from '../../rest/request/orderingKey';
import { type FhirRequest, isRawBody } from '../../rest/request/request';
import type { RequestOperation } from '../contract';
import { writtenItem } from '../shared/writtenItem';

const patchFields: INodeProperties[] = [
	{
		displayName: 'Patch Format',
		name: 'patchFormat',
		type: 'options',
		default: 'jsonPatch',
		description: 'Format of the patch; servers often support only one',
		options: [
			{ name: 'FHIRPath Patch', value: 'fhirPathPatch', description: 'Elements are addressed by FHIRPath expressions' },
			{ name: 'JSON Patch', value: 'jsonPatch', description: 'Elements are addressed by paths such as /name/0/family' },
		],
	},
	{
		displayName: 'Enter Patch As',
		name: 'patchInput',
		type: 'options',
		default: 'steps',
		description: 'How to enter the patch',
		options: [
			{ name: 'JSON', value: 'json', description: 'The whole patch, as it is sent' },
			{ name: 'Steps', value: 'steps', description: 'A list of steps' },
		],
	},
	{ ...jsonPatchSteps, displayOptions: { show: { patchFormat: ['jsonPatch'], patchInput: ['steps'] } } },
	{ ...fhirPathSteps, displayOptions: { show: { patchFormat: ['fhirPathPatch'], patchInput: ['steps'] } } },
	{
		displayName: 'JSON Patch',
		name: 'jsonPatch',
		type: 'json',
		default: '[]',
		required: true,
		placeholder: 'e.g. [{ "op": "replace", "path": "/gender", "value": "female" }]',
		description:
			'List of steps, as RFC 6902 defines them. A position such as /telecom/0 means whatever stands there: put a test step before it.',
		typeOptions: { rows: 6 },
		displayOptions: { show: { patchFormat: ['jsonPatch'], patchInput: ['json'] } },
	},
	{
		displayName: 'FHIRPath Patch',
		name: 'fhirPathPatch',
		type: 'json',
		default: '{ "resourceType": "Parameters", "parameter": [] }',
		required: true,
		placeholder: 'e.g. { "resourceType": "Parameters", "parameter": [{ "name": "operation", "part": [] }] }',
		description: 'A Parameters resource whose parameters are the steps',
		typeOptions: { rows: 6 },
		displayOptions: { show: { patchFormat: ['fhirPathPatch'], patchInput: ['json'] } },
	},
];

/** Patch (R4 §3.1.0.6) as JSON Patch or FHIRPath Patch, by ID or by criteria. */
export const patch: RequestOperation = {
	choice: {
		name: 'Patch',
		value: 'patch',
		description: 'Change single elements of a resource and leave the rest as it is',
		action: 'Patch a resource',
	},
	fields: [resourceTypeField, ...targetFields(), ...patchFields],
	options: [ifMatchOption, returnOption],
	request: (parameters) => {
		const request: FhirRequest = {
			interaction: 'patch',
			method: 'PATCH',
			...targetOf(parameters),
			headers: { ...preferReturn(parameters), ...ifMatchHeader(parameters) },
			body: patchBody(parameters),
		};
		return { ...request, orderingKey: orderingKeyOf(request) };
	},
	items: (response, parameters, session, request) => {
		const { body, headers } = request;
		if (isRawBody(body) && typeof body.content === 'string' && headers?.['if-match'] === undefined) {
			const hint = positionHint(body.content);
			if (hint !== undefined) session.hint(hint);
		}
		return writtenItem(response, parameters, session, request);
	},
};

function patchBody(parameters: Parameters): FhirRequest['body'] {
	const asSteps = parameters.text('patchInput') === 'steps';
	if (parameters.text('patchFormat') === 'fhirPathPatch') {
		return asSteps
			? fhirPathPatch(parameters.rows('fhirPathSteps', 'step').map(fhirPathStep), 'Steps')
			: parseFhirPathPatch(parameters.json('fhirPathPatch'), 'FHIRPath Patch');
	}
	return asSteps
		? jsonPatchBody(parameters.rows('jsonPatchSteps', 'step').map(jsonPatchStep), 'Steps')
		: jsonPatchBody(parameters.json('jsonPatch'), 'JSON Patch');
}
