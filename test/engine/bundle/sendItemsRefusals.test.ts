import { outputOf } from '../support/fixtures';
import { patient, setUpSendItems, uuid } from './sendItemsFixture';

describe('Bundle → Send Items', () => {
	const { hospital, send, sent } = setUpSendItems();

	describe('with one bad item', () => {
		const input = () => [patient('A'), patient('B', { id: 'b', meta: { versionId: '9' } }), patient('C')];
		const method = {
			itemMethod: "={{ $json.id ? 'update' : 'create' }}",
			options: { ifMatch: '={{ $json.id ? "9" : "" }}' },
		};

		it('fails only that item of a batch', async () => {
			const before = hospital().server.count('Patient');
			const output = outputOf(await send(method, input(), 'continueRegularOutput'));
			expect(output).toMatchObject([
				{ resourceType: 'Patient', name: [{ family: 'A' }] },
				{ error: expect.stringMatching(/Patient\/b/) },
				{ resourceType: 'Patient', name: [{ family: 'C' }] },
			]);
			expect(hospital().server.count('Patient')).toBe(before + 2);
		});

		it('writes nothing of a transaction, and every item says why', async () => {
			const before = hospital().server.count('Patient');
			const output = outputOf(await send({ ...method, bundleType: 'transaction' }, input(), 'continueRegularOutput'));
			expect(hospital().server.count('Patient')).toBe(before);
			for (const { error, details } of output) {
				expect(error).toMatch(/^Nothing in this item's transaction was written: /);
				// Only a position, and some servers count in an order of their own: no item is blamed.
				expect(details).toMatchObject({ bundle: 'transaction', items: '0–2', entriesNamed: [1] });
				expect((details as { advice: string }).advice).toContain('The server names entry 1 of the transaction');
			}
		});

		it('says how far it came where the item ends the execution', async () => {
			const { error, output } = await send(method, input());
			expect(output).toEqual([]);
			expect(error?.description).toContain('Of 3 items, 2 completed, 1 failed and 0 did not start.');
		});
	});

	it('sends nothing where an item cannot be sent, unless items continue on error', async () => {
		const input = [patient('A'), { name: 'no resource' }, patient('C')];
		const { error } = await send({}, input);
		expect(error?.message).toContain('has no `resourceType`');
		expect(hospital().server.requests).toEqual([]);
		const output = outputOf(await send({}, input, 'continueRegularOutput'));
		expect(output).toMatchObject([
			{ resourceType: 'Patient' },
			{ error: expect.any(String) },
			{ resourceType: 'Patient' },
		]);
		expect(sent()[0]?.entry).toHaveLength(2);
	});

	it('names the element that JSON cannot hold, before anything is sent', async () => {
		const contact: unknown[] = [];
		contact.push(contact);
		const many = Array.from({ length: 200 }, (_, index) => patient(`P${index}`));
		const { error } = await send({}, [...many, patient('Last', { contact })]);
		expect(error?.message).toMatch(/^"Body" has values that JSON cannot hold .*: `contact\[0\]`/);
		expect(hospital().server.requests).toEqual([]);
	});

	it.each([
		[{ itemMethod: '={{ "HEAD" }}' }, /"Method" is not a method of Send Items/],
		[{ options: { fullUrl: 'patient 1' } }, /"Full URL" is not an absolute address/],
		[{ options: { bundleEntries: 0 } }, /"Entries per Bundle"/],
		[{ options: { bundleConcurrency: 1000 } }, /"Bundles in Parallel"/],
		[{ options: { ifNoneExist: '_count=1' } }, /has no criterion/],
	])('names the field that is invalid: %j', async (more, message) => {
		const { error } = await send(more, [patient('A')]);
		expect(error?.message).toMatch(message);
		expect(hospital().server.requests).toEqual([]);
	});

	it('tells items of the same UUID apart, and rejects items of the same Full URL', async () => {
		const twice = [patient('A', { id: uuid(5) }), patient('B', { id: uuid(5) })];
		outputOf(await send({ bundleType: 'transaction' }, twice));
		const urls = sent().flatMap(({ entry }) => entry.map(({ fullUrl }) => fullUrl));
		expect(new Set(urls).size).toBe(2);
		const { error } = await send({ options: { fullUrl: 'urn:uuid:same' } }, twice);
		expect(error?.message).toContain('is the same as that of item 0');
	});
});
