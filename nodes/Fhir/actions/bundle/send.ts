import type { INodeProperties } from 'n8n-workflow';
import { parseBundle, orderingKeysOf } from '../../rest/bundle/parseBundle';
import { bundleRequest } from '../../rest/bundle/entries';
import { reportEntries, reportFailure } from '../../rest/bundle/entryReport';
import { sendBundle } from '../../rest/bundle/sendBundle';
import { preferReturn, returnOption } from '../../form/fields/writing';
import type { WorkOperation } from '../contract';
import { resourceItem } from '../../items/output';
import { retryOf, reportEntryWarnings } from './sending';

const bundleField: INodeProperties = {
	displayName: 'Bundle',
	name: 'bundle',
	type: 'json',
	default: '={{ $json }}',
	required: true,
	placeholder: 'e.g. { "resourceType": "Bundle", "type": "transaction", "entry": [] }',
	description: 'The Bundle as JSON. Left as it is, the input item is the Bundle.',
	typeOptions: { rows: 8 },
};

const failOption: INodeProperties = {
	displayName: 'Fail on Entry Errors',
	name: 'failOnEntryErrors',
	type: 'boolean',
	default: true,
	description:
		'Whether the item fails when the server refuses single entries of a batch; the error lists what became of each. Off, each entry is an output item with its status and error.',
};

const outputOption: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	default: 'entries',
	description: 'What each output item holds',
	options: [
		{
			name: 'Entries',
			value: 'entries',
			description: 'One item for each entry: status, ID, version, resource and what the server remarks',
		},
		{ name: 'Response Bundle', value: 'bundle', description: 'The Bundle that the server answers with, as it came' },
	],
};

/** Batch and transaction (R4 §3.1.0.11), and any other Bundle that the server takes at its base. */
export const send: WorkOperation = {
	choice: {
		name: 'Send',
		value: 'send',
		description: 'Send a transaction, a batch or another Bundle as it is. To store a Bundle, use Resource → Create.',
		action: 'Send a bundle',
	},
	fields: [bundleField],
	options: [failOption, outputOption, returnOption],
	work: (parameters) => {
		const bundle = parseBundle(parameters.json('bundle'), bundleField.displayName);
		const headers = preferReturn(parameters);
		const asBundle = parameters.optionText('output') === 'bundle';
		const mayFail = parameters.option('failOnEntryErrors') !== false;
		const retry = retryOf(parameters);
		return {
			orderingKey: orderingKeysOf(bundle),
			run: async (session) => {
				const { client, signal } = session;
				if (bundle.type !== 'batch' && bundle.type !== 'transaction') {
					return resourceItem(await client.send({ ...bundleRequest(bundle), headers }, signal), session);
				}
				const answer = await sendBundle(client, bundle, { headers, retry, signal });
				const reports = reportEntries(bundle, answer.results);
				if (mayFail && reports.some(({ error }) => error !== undefined)) throw reportFailure(bundle, answer.results);
				reportEntryWarnings(answer.results, session);
				return asBundle ? [{ json: { ...answer.bundle } }] : reports.map((report) => ({ json: { ...report } }));
			},
		};
	},
};
