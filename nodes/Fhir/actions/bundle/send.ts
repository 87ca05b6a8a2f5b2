import type { INodeProperties } from 'n8n-workflow';
import { retrySettingsOf } from '../../form/fields/connection';
import { beforeNewForm } from '../../form/fields/versions';
import {
	allowsUnknownElements,
	allowUnknownElementsOption,
	preferReturn,
	returnOption,
} from '../../form/fields/writing';
import { reportEntryWarnings, resourceItem } from '../../items/output';
import { bundleRequest } from '../../rest/bundle/entries';
import { reportEntries, reportFailure } from '../../rest/bundle/entryReport';
import { assertWritable, orderingKeysOf, parseBundle } from '../../rest/bundle/parseBundle';
import { sendBundle } from '../../rest/bundle/sendBundle';
import { loadElements } from '../../rest/model/elements/content';
import type { WorkOperation } from '../contract';

const bundleField: INodeProperties = {
	displayName: 'Bundle',
	name: 'bundle',
	type: 'json',
	default: '={{ $json }}',
	required: true,
	placeholder: 'e.g. { "resourceType": "Bundle", "type": "transaction", "entry": [] }',
	description: 'The Bundle as JSON. By default, the input item is the Bundle.',
	typeOptions: { rows: 8 },
};

const failOnEntryErrorsOption: INodeProperties = {
	displayName: 'Fail on Entry Errors',
	name: 'failOnEntryErrors',
	type: 'boolean',
	default: true,
	description:
		'Whether the item fails when the server rejects single entries of a batch; the error then lists the result of each entry. If off, each entry is an output item with its status and error.',
};

const outputField: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	default: 'entries',
	description: 'What each output item holds',
	options: [
		{
			name: 'Entries',
			value: 'entries',
			description: 'One item for each entry: status, ID, version, resource and the remarks of the server',
		},
		{ name: 'Response Bundle', value: 'bundle', description: 'The Bundle in the response, as the server sent it' },
	],
};

/** Batch and transaction (R4 §3.1.0.11), and any other Bundle that the server accepts at its base URL. */
export const send: WorkOperation = {
	choice: {
		name: 'Send',
		value: 'send',
		description:
			'Send a transaction, a batch or another Bundle as it is. To store a Bundle, use Any Resource → Create.',
		action: 'Send a bundle',
	},
	reads: true,
	fields: [bundleField],
	prepare: loadElements,
	front: [outputField],
	options: [allowUnknownElementsOption, failOnEntryErrorsOption, beforeNewForm(outputField), returnOption],
	work: (parameters) => {
		const bundle = parseBundle(parameters.json('bundle'), bundleField.displayName);
		assertWritable(bundle, bundleField.displayName, allowsUnknownElements(parameters));
		const headers = preferReturn(parameters);
		const asBundle = parameters.optionText('output') === 'bundle';
		const failsOnEntryErrors = parameters.option('failOnEntryErrors') !== false;
		const retry = retrySettingsOf(parameters);
		return {
			orderingKey: orderingKeysOf(bundle),
			run: async (session) => {
				const { client, signal } = session;
				if (bundle.type !== 'batch' && bundle.type !== 'transaction') {
					return resourceItem(await client.send({ ...bundleRequest(bundle), headers }, signal), session);
				}
				const response = await sendBundle(client, bundle, { headers, retry, signal });
				const reports = reportEntries(bundle, response.results);
				if (failsOnEntryErrors && reports.some(({ error }) => error !== undefined))
					throw reportFailure(bundle, response.results);
				reportEntryWarnings(response.results, session);
				return asBundle ? [{ json: { ...response.bundle } }] : reports.map((report) => ({ json: { ...report } }));
			},
		};
	},
};
