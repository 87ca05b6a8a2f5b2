import { outputOf } from '../engine/support/fixtures';
import { outcome, scripted } from '../engine/support/scripted';
import { items, patients, refusing, sendItems, unparsable } from './support/refusingServer';

describe('A6: what is not sent again in parts', () => {
	it.each([401, 403, 404, 405, 409, 412, 415, 500, 501, 502, 504])('a batch with status %i', async (status) => {
		const { errors, sent } = await items(() => ({ status, body: outcome('error', 'processing', 'No') }), 4, []);
		expect(errors).toHaveLength(4);
		expect(sent).toHaveLength(1);
	});

	it('a transaction: all or none was meant', async () => {
		const { script } = refusing(unparsable);
		const { errors, sent } = await scripted(
			script as never,
			{ ...sendItems, bundleType: 'transaction' },
			{ input: patients(4, [1]), onError: 'continueErrorOutput' },
		);
		expect(errors).toHaveLength(4);
		expect(sent).toHaveLength(1);
	});

	it.each([
		['breaks off', '{"resourceType":"Bundle","type":"batch-response","entry":[{"response":{"status":"201"'],
		['has too few entries', '{"resourceType":"Bundle","type":"batch-response","entry":[]}'],
	])('a batch whose results come with 400 and %s', async (_what, body) => {
		const { errors, sent } = await items(() => ({ status: 400, body }), 4, []);
		expect(sent).toHaveLength(1);
		for (const { json } of errors) expect(json.details).toMatchObject({ effect: 'unknown' });
	});

	it('a batch after an attempt whose response was lost', async () => {
		let count = 0;
		const { errors, sent } = await items(
			() => (++count === 1 ? { status: 502 } : { status: 400, body: outcome('error', 'invalid', 'No') }),
			4,
			[],
			{ retries: 2 },
		);
		expect(sent).toHaveLength(2);
		for (const { json } of errors) expect(json.details).toMatchObject({ effect: 'unknown' });
	});
});

describe('A6: Bundle → Send, a batch that is refused as a whole', () => {
	const bundle = {
		resourceType: 'Bundle',
		type: 'batch',
		entry: patients(5, [2]).map((resource) => ({
			resource,
			request: { method: 'PUT', url: `Patient/${String(resource.id)}` },
		})),
	};
	const send = { resource: 'bundle', operation: 'send', bundle: JSON.stringify(bundle) };

	it('gives an item for each entry, in order', async () => {
		const { script } = refusing(unparsable);
		const result = await scripted(script as never, { ...send, options: { failOnEntryErrors: false } });
		expect(outputOf(result)).toMatchObject([
			{ entry: 0, id: 'p0', status: 201 },
			{ entry: 1, id: 'p1', status: 201 },
			{ entry: 2, status: 400, error: expect.stringContaining('yesterday') },
			{ entry: 3, id: 'p3', status: 201 },
			{ entry: 4, id: 'p4', status: 201 },
		]);
	});

	it('gives the Bundle of all responses, in order', async () => {
		const { script } = refusing(unparsable);
		const options = { failOnEntryErrors: false, output: 'bundle' };
		const [response] = outputOf(await scripted(script as never, { ...send, options }));
		expect(response).toMatchObject({
			type: 'batch-response',
			entry: ['201', '201', '400', '201', '201'].map((status) => ({
				response: { status: expect.stringContaining(status) },
			})),
		});
	});

	it('fails with what was carried out and what was not', async () => {
		const { script } = refusing(unparsable);
		const { error } = await scripted(script as never, send);
		expect(error?.message).toMatch(/^1 of 5 entries of the batch failed; the first is entry 2/);
		expect(error?.context?.data).toMatchObject({ effect: 'applied' });
	});
});
