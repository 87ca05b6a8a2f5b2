import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { scripted } from '../engine/support/scripted';

const page = { body: { resourceType: 'Bundle', type: 'searchset', total: 0 } };
const endless = {
	body: { resourceType: 'Bundle', type: 'searchset', link: [{ relation: 'next', url: '{base}/Patient?page=x' }] },
};
const getMany = { operation: 'getAll', resourceType: type('Patient') };
const sendItems = { resource: 'bundle', operation: 'sendItems' };
const run = { resource: 'operation', operation: 'run', operationName: '$match', level: 'system' };
const download = { resource: 'binary', operation: 'download', binaryId: '1' };
const expand = { resource: 'terminology', operation: 'expand', valueSetBy: 'url', valueSetUrl: 'http://h/vs' };

/** Every option that is a number: where it is, its name in the form, and a value that is too large or too small. */
const options: Array<[field: string, name: string, operation: IDataObject, beyond: unknown]> = [
	['Connect Timeout', 'connectTimeout', getMany, 2 ** 31],
	['Timeout', 'timeout', getMany, 2 ** 31],
	['Total Timeout', 'totalTimeout', getMany, 2 ** 31],
	['Retry Time Budget', 'retryBudget', getMany, 2 ** 31],
	['Retries', 'retries', getMany, -1],
	['Items in Parallel', 'concurrency', getMany, 101],
	['Count per Page', 'count', getMany, 0],
	['Count per Page', 'count', { ...getMany, operation: 'getHistory', historyOf: 'type' }, 1.5],
	['Count per Page', 'count', { resource: 'patient', operation: 'getEverything', resourceId: '1' }, -5],
	['Count per Page', 'count', expand, 0],
	['Maximum Pages', 'maxPages', getMany, 0],
	['Maximum Pages', 'maxPages', run, 0],
	['Bundles in Parallel', 'bundleConcurrency', sendItems, 101],
	['Entries per Bundle', 'bundleEntries', sendItems, 0],
	['Megabytes per Bundle', 'bundleMegabytes', sendItems, 0],
	['Job Timeout', 'jobTimeout', { ...run }, 2 ** 31],
	['Poll Interval', 'pollInterval', run, 2 ** 31],
	['Maximum Size', 'maxSize', download, 0],
];

const failing = async (operation: IDataObject, name: string, value: unknown) =>
	await scripted([page], { ...operation, options: { [name]: value } });

describe('E36: an option that is a number', () => {
	it.each(options)('%s (%s): text is an input error that names it', async (field, name, operation) => {
		for (const value of ['soon', '={{ "12 pages" }}', '={{ ({}) }}']) {
			const { error, sent } = await failing(operation, name, value);
			expect(error?.message).toMatch(new RegExp(`^"${field}" is not a (whole )?number`));
			expect(sent).toEqual([]);
		}
	});

	it.each(options)('%s (%s): a number out of range is one too', async (field, name, operation, beyond) => {
		const { error, sent } = await failing(operation, name, beyond);
		expect(error?.message).toMatch(new RegExp(`^"${field}" is not a (whole )?number`));
		expect(error?.context?.data).toMatchObject({ kind: 'input', effect: 'notSent' });
		expect(sent).toEqual([]);
	});

	it.each(options.filter(([, , operation]) => operation === getMany))(
		'%s (%s): empty is the default',
		async (_field, name) => {
			const { error, sent } = await failing(getMany, name, '={{ "" }}');
			expect(error).toBeUndefined();
			expect(sent[0]?.url).toBe('/fhir/Patient?_count=50');
		},
	);

	it.each([
		['as a number', 2],
		['as text', '={{ "2" }}'],
		['as text with spaces', ' 2 '],
	])('Maximum Pages %s ends a search whose pages never do', async (_how, maxPages) => {
		let page = 0;
		const never = () => ({
			body: JSON.parse(JSON.stringify(endless.body).replace('page=x', `page=${++page}`)) as object,
		});
		const { error, sent } = await scripted(never, { ...getMany, returnAll: true, options: { maxPages } });
		expect(error?.message).toMatch(/more than 2 pages/);
		expect(sent).toHaveLength(2);
	});

	it('Total Timeout takes the longest time that a timer can wait', async () => {
		outputOf(await failing(getMany, 'totalTimeout', 2 ** 31 - 1));
	});

	it.each([
		['text', '={{ "many" }}', '"Limit" is not a whole number above 0'],
		['0', 0, '"Limit" is not a whole number above 0'],
		['empty', '={{ "" }}', '"Limit" is empty'],
	])('Limit: %s is an input error', async (_what, limit, message) => {
		const { error, sent } = await scripted([page], { ...getMany, limit });
		expect(error?.message).toBe(message);
		expect(sent).toEqual([]);
	});
});
