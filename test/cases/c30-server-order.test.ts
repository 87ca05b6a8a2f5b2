import type { IDataObject } from 'n8n-workflow';
import { scripted } from '../engine/support/scripted';

const input = [
	{ resourceType: 'Patient', id: 'a' },
	{ resourceType: 'Observation', id: 'b', status: 'final' },
	{ resourceType: 'Encounter', id: 'c', status: 'finished' },
] as IDataObject[];

async function rejected(issue: object) {
	const body = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'invalid', ...issue }] };
	const { errors } = await scripted(
		[{ status: 400, body }],
		{ resource: 'bundle', operation: 'sendItems', itemMethod: 'update', bundleType: 'transaction' },
		{ input, onError: 'continueErrorOutput' },
	);
	return errors.map(({ json }) => ({ error: String(json.error), details: json.details as IDataObject }));
}

describe('C30: a transaction error that counts entries in an order of its own', () => {
	it.each([
		['the type of the entry', { expression: ['Bundle.entry[1]'], diagnostics: 'Observation.code is missing' }],
		['the type in the expression', { expression: ['Bundle.entry[1].resource.ofType(Observation).code'] }],
		['the ID of the entry', { diagnostics: 'entry[1]: b is not complete' }],
		['the address of the entry', { diagnostics: 'Bundle.entry[1]: Observation/b is not complete' }],
		['the address, although the number is that of another', { diagnostics: 'entry[0]: Observation/b is bad' }],
	])('blames an item where the outcome also names %s', async (_what, issue) => {
		const [first, second, third] = await rejected(issue);
		expect(second?.error).toMatch(/because of this item/);
		for (const other of [first, third]) expect(other?.error).toMatch(/rejected item 1 \(PUT Observation\/b\)/);
	});

	it.each([
		['only a number', { expression: ['Bundle.entry[1]'], diagnostics: 'code is missing' }],
		['the type of another entry', { expression: ['Bundle.entry[1]'], diagnostics: 'Encounter.class is missing' }],
		['an address that was not sent', { diagnostics: 'Bundle.entry[1]: Patient/x was not found' }],
	])('blames no item where it names %s', async (_what, issue) => {
		for (const { error, details } of await rejected(issue)) {
			expect(error).toMatch(/^Nothing in this item's transaction was written: /);
			expect(error).not.toMatch(/item \d/);
			expect(details).not.toHaveProperty('because');
			expect(details).toMatchObject({ entriesNamed: [1], effect: 'rejected' });
			expect(details.advice).toMatch(/The server names entry 1 of the transaction, in its own order/);
		}
	});
});
