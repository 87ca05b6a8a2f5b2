import type { IDataObject } from 'n8n-workflow';
import { outcome, scripted, startScripted } from '../engine/support/scripted';
import { items, itemsOf, patients, refusing, type Sent, sendItems, unparsable } from './support/refusingServer';

const seven = [3, 40, 41, 77, 120, 121, 199];

describe('A6: Bundle → Send Items, a batch that is refused as a whole because of single entries', () => {
	it.each([
		['400', 150, 110],
		['400, in one Bundle', 200, 110],
		['422', 150, 110],
	])('is halved until only the bad ones fail: %s', async (status, bundleEntries, maxRequests) => {
		const { output, errors, written, sent, hints } = await items(
			(bad) => ({ ...unparsable(bad, []), ...(bad.length > 0 && { status: Number(status.slice(0, 3)) }) }),
			200,
			seven,
			{ bundleEntries },
		);
		expect(output).toHaveLength(193);
		expect(itemsOf(errors)).toEqual(seven);
		for (const { json } of errors) {
			expect(json.error).toMatch(/yesterday/);
			expect(json.details).toMatchObject({ effect: 'rejected' });
		}
		expect(written).toHaveLength(193);
		expect(new Set(written).size).toBe(193);
		expect(sent.length).toBeLessThanOrEqual(maxRequests);
		expect(hints.join()).toMatch(/refused a batch of \d+ entries as a whole.*in \d+ requests/);
	});

	it.each([
		['expression', (at: number) => ({ expression: [`Bundle.entry[${at}].resource.birthDate`] })],
		['location as XPath, which counts from 1', (at: number) => ({ location: [`/f:Bundle/f:entry[${at + 1}]`] })],
		['diagnostics', (at: number) => ({ diagnostics: `Bundle.entry[${at}]: yesterday` })],
	])('is cut around the entry that the server names in its %s', async (_where, placeOf) => {
		const { output, errors, sent } = await items(
			([first]) => {
				if (first === undefined) return {};
				const issue = [{ severity: 'error', code: 'invalid', diagnostics: 'yesterday', ...placeOf(first) }];
				return { status: 400, body: { resourceType: 'OperationOutcome', issue } };
			},
			150,
			[0, 72, 149],
		);
		expect(output).toHaveLength(147);
		expect(itemsOf(errors)).toEqual([0, 72, 149]);
		expect(sent.length).toBeLessThanOrEqual(1 + 3 * 3);
	});

	it('is cut around all entries that the server names at once', async () => {
		const { output, errors, sent } = await items(
			(bad) => {
				if (bad.length === 0) return {};
				const issue = bad.map((at) => ({
					severity: 'error',
					code: 'invalid',
					diagnostics: 'yesterday',
					expression: [`Bundle.entry[${at}]`],
				}));
				return { status: 422, body: { resourceType: 'OperationOutcome', issue } };
			},
			100,
			[10, 50],
		);
		expect(output).toHaveLength(98);
		expect(itemsOf(errors)).toEqual([10, 50]);
		expect(sent).toHaveLength(1 + 5);
	});

	it('is halved where the server names a wrong entry, as one that counts from 1 does', async () => {
		const { output, errors, written } = await items(
			([first]) =>
				first === undefined
					? {}
					: { status: 400, body: outcome('error', 'invalid', `Bundle.entry[${first + 1}]: yesterday`) },
			64,
			[5, 30],
		);
		expect(output).toHaveLength(62);
		expect(itemsOf(errors)).toEqual([5, 30]);
		expect(new Set(written).size).toBe(written.length);
	});

	it('is halved on 413 until the parts are small enough, and only what is too large alone fails', async () => {
		const { output, errors, written } = await items(
			(bad, entries) => (entries.length > 16 || (bad.length > 0 && entries.length >= 1) ? { status: 413 } : {}),
			100,
			[42],
		);
		expect(output).toHaveLength(99);
		expect(itemsOf(errors)).toEqual([42]);
		expect(errors[0]?.json.error).toMatch(/larger than the server accepts/);
		expect(written).toHaveLength(99);
	});

	it('keeps items in order after what they refer to', async () => {
		const { written, script } = refusing(unparsable);
		const [patient, bad] = patients(2, [1]);
		const input = [
			{ resourceType: 'Observation', id: 'o1', subject: { reference: 'Patient/p0' } },
			{ ...bad, id: 'p9' },
			{ ...patient },
		];
		const { output, errors } = await scripted(
			script as never,
			{ ...sendItems, options: { return: 'minimal' } },
			{ input: input, onError: 'continueErrorOutput' },
		);
		expect(written).toEqual(['p0', 'o1']);
		expect(output).toHaveLength(2);
		expect(itemsOf(errors)).toEqual([1]);
	});

	it('tells apart entries that fail by themselves and those that a part was refused for', async () => {
		const server = await startScripted((({ body }: { body: string }) => {
			const { entry } = JSON.parse(body) as Sent;
			if (entry.some(({ resource }) => resource.birthDate === 'yesterday')) return unparsable([0], []);
			const results = entry.map(({ resource }) => ({
				response:
					resource.id === 'p2' ? { status: '409 Conflict' } : { status: '201', location: `Patient/${resource.id}` },
			}));
			return { body: { resourceType: 'Bundle', type: 'batch-response', entry: results } };
		}) as never);
		try {
			const { output, errors } = await server.run(sendItems, {
				input: patients(4, [1]),
				onError: 'continueErrorOutput',
			});
			expect(itemsOf(output)).toEqual([0, 3]);
			expect(errors.map(({ json }) => (json.details as IDataObject).status)).toEqual([400, 409]);
		} finally {
			await server.close();
		}
	});

	it('gives up where nothing at all is accepted, and says of which items that is not known', async () => {
		const { errors, sent, hints } = await items(
			() => ({ status: 400, body: outcome('error', 'not-supported', 'No batches here') }),
			100,
			[],
		);
		expect(errors).toHaveLength(100);
		expect(sent.length).toBeLessThanOrEqual(35);
		expect(errors.every(({ json }) => (json.details as IDataObject).effect === 'rejected')).toBe(true);
		expect((errors[70]?.json.details as IDataObject).advice).toMatch(
			/not carried out.*whether this one is at fault is not known/,
		);
		expect(hints.join()).toMatch(/not tried alone/);
	});

	it('goes on where only the first items are bad', async () => {
		const bad = Array.from({ length: 15 }, (_, index) => index);
		const { output, errors } = await items(unparsable, 40, bad);
		expect(output).toHaveLength(25);
		expect(itemsOf(errors)).toEqual(bad);
	});
});
