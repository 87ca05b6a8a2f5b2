import type { IDataObject } from 'n8n-workflow';
import { outputOf } from '../engine/support/fixtures';
import { outcome, scripted } from '../engine/support/scripted';

const created = (id: number) => ({ status: '201 Created', location: `Patient/${id}/_history/1` });
const bad = { status: '422', outcome: outcome('error', 'business-rule', 'Too bad') };
const busy = { status: '429', outcome: outcome('error', 'throttled', 'Slow down') };
const response = (...entries: object[]) => ({
	body: {
		resourceType: 'Bundle',
		type: 'transaction-response',
		entry: entries.map((entry) => ({ response: entry })),
	},
});
const input = Array.from({ length: 3 }, (): IDataObject => ({ resourceType: 'Patient', gender: 'female' }));
const sendItems = {
	resource: 'bundle',
	operation: 'sendItems',
	bundleType: 'transaction',
	options: { return: 'minimal' },
};
const send = {
	resource: 'bundle',
	operation: 'send',
	bundle: JSON.stringify({
		resourceType: 'Bundle',
		type: 'transaction',
		entry: input.map((resource) => ({ resource, request: { method: 'POST', url: 'Patient' } })),
	}),
};

describe('A7: a transaction that succeeds with errors inside', () => {
	it.each([
		['422', bad],
		['429', busy],
	])('Send Items fails those items, and says that the others were written: %s', async (status, entry) => {
		const { output, errors, hints, sent } = await scripted([response(created(1), entry, created(3))], sendItems, {
			input,
			onError: 'continueErrorOutput',
		});
		expect(output.map(({ json }) => json)).toMatchObject([{ id: '1' }, { id: '3' }]);
		expect(errors).toHaveLength(1);
		expect(errors[0]?.json.details).toMatchObject({
			status: Number(status),
			effect: 'rejected',
			bundle: 'transaction',
			transaction: 'partial',
			items: '0–2',
			written: 2,
			advice: expect.stringContaining('all or none did not hold'),
		});
		expect(hints.join()).toMatch(/transaction only in part: 1 of 3 entries failed, and the others were written/);
		expect(sent).toHaveLength(1);
	});

	it('Send says it in its error', async () => {
		const { error } = await scripted([response(created(1), bad, created(3))], send);
		expect(error?.message).toMatch(/^1 of 3 entries of the transaction failed/);
		expect(error?.description).toMatch(/all or none did not hold/);
		expect(error?.context?.data).toMatchObject({ effect: 'applied' });
	});

	it('Send says it in a hint where entry errors do not fail it', async () => {
		const result = await scripted([response(created(1), bad, created(3))], {
			...send,
			options: { failOnEntryErrors: false },
		});
		expect(outputOf(result)).toMatchObject([{ status: 201 }, { status: 422 }, { status: 201 }]);
		expect(result.hints.join()).toMatch(/transaction only in part/);
	});

	it('says nothing of the kind where nothing was written, and none for a batch', async () => {
		const none = await scripted([response(bad, bad, bad)], sendItems, { input, onError: 'continueErrorOutput' });
		expect(none.hints).toEqual([]);
		const batch = await scripted(
			[response(created(1), bad, created(3))],
			{ ...sendItems, bundleType: 'batch' },
			{ input, onError: 'continueErrorOutput' },
		);
		expect(batch.hints).toEqual([]);
	});
});
