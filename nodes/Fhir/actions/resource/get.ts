import type { INodeProperties } from 'n8n-workflow';
import { singleOutputFields } from '../../form/fields/output';
import { elementsOption, singleOutput, oldSingleOutputOption, summaryOption } from '../../form/fields/reading';
import { resourceIdField, resourceTypeField } from '../../form/fields/resource';
import { freshOption } from '../../form/fields/search';
import { freshHeader } from '../../form/fields/searchCriteria';
import type { Parameters } from '../../form/parameters';
import { resourceItem } from '../../items/output';
import { entityTag } from '../../rest/request/conditional';
import { httpDate } from '../../rest/request/instant';
import { resourcePath } from '../../rest/request/path';
import { resultQuery } from '../../rest/search/searchRequest';
import type { HttpHeaders } from '../../transport/http';
import type { RequestOperation } from '../contract';

const conditionOptions: INodeProperties[] = [
	{
		displayName: 'If Modified Since',
		name: 'ifModifiedSince',
		type: 'dateTime',
		default: '',
		placeholder: 'e.g. 2026-03-01T08:00:00Z or {{ $json.meta.lastUpdated }}',
		description:
			'Read the resource only if it has changed after this time. If not, the output item has notModified: true.',
	},
	{
		displayName: 'If None Match',
		name: 'ifNoneMatch',
		type: 'string',
		default: '',
		placeholder: 'e.g. 3 or {{ $json.meta.versionId }}',
		description:
			'Read the resource only if its version is not the one with this ID. If it is, the output item has notModified: true.',
	},
];

const versionOption: INodeProperties = {
	displayName: 'Version ID',
	name: 'versionId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 2',
	description: 'Read this version of the resource instead of the current one (vread)',
};

/** Read and vread (R4 §3.1.0.2, §3.1.0.3), also conditional (§3.1.0.2.1): 304 is a success. */
export const get: RequestOperation = {
	choice: {
		name: 'Get',
		value: 'get',
		description: 'Read one resource by its ID, its current version or an earlier one',
		action: 'Get a resource',
	},
	reads: true,
	fields: [resourceTypeField, resourceIdField],
	front: singleOutputFields,
	options: [...conditionOptions, elementsOption, freshOption, oldSingleOutputOption, summaryOption, versionOption],
	request: (parameters) => {
		const version = parameters.optionText('versionId');
		const type = parameters.locator('resourceType');
		return {
			interaction: version === undefined ? 'read' : 'vread',
			method: 'GET',
			path: resourcePath(type, parameters.id('resourceId', type), version),
			query: resultQuery({
				elements: parameters.optionText('elements'),
				summary: parameters.optionText('summary'),
			}),
			headers: { ...conditionHeaders(parameters), ...freshHeader(parameters) },
			accepts: [304],
		};
	},
	items: (response, parameters, session) => {
		if (response.status === 304) {
			const { versionId } = response;
			const resourceType = parameters.locator('resourceType');
			const id = parameters.id('resourceId', resourceType);
			return [{ json: { notModified: true, resourceType, id, ...(versionId !== undefined && { versionId }) } }];
		}
		const { resource, outcome } = response;
		return resource && !outcome ? [{ json: singleOutput(resource, parameters) }] : resourceItem(response, session);
	},
};

function conditionHeaders(parameters: Parameters): HttpHeaders {
	const version = parameters.optionText('ifNoneMatch');
	const since = parameters.dateTime('ifModifiedSince', 'options');
	return {
		...(version !== undefined && { 'if-none-match': entityTag(version, 'If None Match') }),
		...(since !== undefined && since !== '' && { 'if-modified-since': httpDate(since, 'If Modified Since') }),
	};
}
