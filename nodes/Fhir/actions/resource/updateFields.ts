import type { INodeProperties } from 'n8n-workflow';
import { bodyFields, prepareBody } from '../../form/fields/fieldMapping';
import { bodyField, resourceTypeField, writtenIdField } from '../../form/fields/resource';
import { isByCriteria, targetFields, withOwnIdentifier } from '../../form/fields/target';
import {
	allowUnknownElementsOption,
	bodyFieldOf,
	changedBody,
	ifMatchOption,
	ifMatchVersion,
	preferReturn,
	returnOption,
} from '../../form/fields/writing';
import type { Parameters } from '../../form/parameters';
import { conditionKey } from '../../rest/request/orderingKey';
import { resourceId, resourceType } from '../../rest/request/path';
import { findId } from '../../rest/updateFields/findId';
import type { ListMode } from '../../rest/updateFields/merge';
import { type FieldUpdate, type SendAs, sendChanges } from '../../rest/updateFields/sendChanges';
import type { WorkOperation } from '../contract';
import { writtenItem } from '../shared/writtenItem';

const elementsField: INodeProperties = {
	...bodyField,
	placeholder: 'e.g. { "telecom": [{ "system": "phone", "value": "+31 20 555 0123" }] }',
	description:
		'The elements to change, as JSON: all others stay as they are. Write null to remove an element. By default, the input item.',
};

const listsOption: INodeProperties = {
	displayName: 'Lists',
	name: 'lists',
	type: 'options',
	default: 'merge',
	description: 'What to do with a list in the body, such as telecom, where the resource has such a list too',
	options: [
		{
			name: 'Append Entries',
			value: 'append',
			description: 'Add the entries of the body that are not there yet, and change none',
		},
		{
			name: 'Merge Entries',
			value: 'merge',
			description:
				'Change the entry that each one means, by its ID, by system and use (telecom, identifier), use (name, address), code, reference or URL; add it if there is none; keep the others. Lists of texts are replaced.',
		},
		{
			name: 'Replace List',
			value: 'replace',
			description: 'Remove the entries that are there, and put those of the body in their place',
		},
	],
};

const sendAsOption: INodeProperties = {
	displayName: 'Send As',
	name: 'sendAs',
	type: 'options',
	default: 'automatic',
	description: 'How to write the change, once the resource has been read',
	options: [
		{
			name: 'Automatic',
			value: 'automatic',
			description:
				'As a JSON Patch if the server says that it takes one, else, and where a decimal such as 2.50 could lose its zeros, by read and update',
		},
		{ name: 'JSON Patch', value: 'jsonPatch', description: 'Send only what changes (PATCH)' },
		{
			name: 'Read and Update',
			value: 'readAndUpdate',
			description: 'Send the whole resource back with the change in it (PUT)',
		},
	],
};

/**
 * Changes the elements that the body gives and leaves all others: reads the resource, merges, and sends a patch (R4 §3.1.0.6) or an
 * update (§3.1.0.4) of the version that it has read.
 */
export const updateFields: WorkOperation = {
	choice: {
		name: 'Update Fields',
		value: 'updateFields',
		description: 'Change just the elements in the body and leave all others as they are',
		action: 'Update fields of a resource',
	},
	fields: [
		resourceTypeField,
		...targetFields(writtenIdField).map(withOwnIdentifier),
		...bodyFields(elementsField, false),
	],
	prepare: prepareBody,
	options: [allowUnknownElementsOption, ifMatchOption, listsOption, returnOption, sendAsOption],
	work: (parameters) => {
		const type = resourceType(parameters.locator('resourceType'));
		const isConditional = isByCriteria(parameters);
		const typed = isConditional ? undefined : parameters.id('resourceId', type);
		const { criteria, ...body } = changedBody(parameters, { type, id: typed, needsId: !isConditional });
		const update: Omit<FieldUpdate, 'id' | 'merge'> = {
			type,
			given: body.given,
			sendAs: sendAsOf(parameters),
			version: ifMatchVersion(parameters) ?? body.version,
			headers: preferReturn(parameters),
		};
		const lists = listsOf(parameters);
		const known = criteria ? undefined : resourceId(body.id ?? '');
		return {
			orderingKey: criteria ? conditionKey(type, criteria) : `${type}/${known}`,
			run: async (session) => {
				const { client, signal } = session;
				const id = known ?? (await findId(client, { type, criteria: criteria ?? [], expected: body.id }, signal));
				const today = new Date(client.runtime.now()).toISOString().slice(0, 10);
				const merge = { lists, today, field: bodyFieldOf(parameters).displayName };
				const { response, request } = await sendChanges(client, { ...update, id, merge }, signal);
				return writtenItem(response, parameters, session, request);
			},
		};
	},
};

function listsOf(parameters: Parameters): ListMode {
	const chosen = parameters.optionText(listsOption.name);
	return chosen === 'append' || chosen === 'replace' ? chosen : 'merge';
}

function sendAsOf(parameters: Parameters): SendAs {
	const chosen = parameters.optionText(sendAsOption.name);
	return chosen === 'jsonPatch' || chosen === 'readAndUpdate' ? chosen : 'automatic';
}
