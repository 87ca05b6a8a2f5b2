import { sendInParts } from '../../../nodes/Fhir/rest/bundle/sendInParts';
import type { BundleEntry } from '../../../nodes/Fhir/rest/model/resource';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';

const put = (name: string): BundleEntry => ({ request: { method: 'PUT', url: `Patient/${name}` } });
const good = (count: number) => Array.from({ length: count }, (_, index) => put(`good${index}`));
const isBad = ({ request }: BundleEntry) => request?.url.includes('bad') === true;
const refusal = new Failure({ kind: 'http', status: 400, message: 'Refused', advice: 'Look.' });

/** Sends to a server that refuses a batch with a bad entry; `fail` may throw something else before that. */
async function send(entries: readonly BundleEntry[], fail: (sent: readonly BundleEntry[]) => void = () => undefined) {
	const sent: string[][] = [];
	const hints: string[] = [];
	const { results } = await sendInParts(
		entries,
		async (some) => {
			sent.push(some.map(({ request }) => String(request?.url).replace('Patient/', '')));
			fail(some);
			if (some.some(isBad)) throw refusal;
			return {
				bundle: { resourceType: 'Bundle', type: 'batch-response' },
				results: some.map(() => ({ status: 200, responseEntry: {} })),
				wait: 0,
			};
		},
		(hint) => hints.push(hint),
	);
	return { results, sent, hints };
}

describe('sendInParts:', () => {
	test('a batch that is accepted is sent once, without a hint', async () => {
		const { sent, hints } = await send(good(3));
		expect(sent).toHaveLength(1);
		expect(hints).toEqual([]);
	});

	test('the halves of a refused batch are sent in order', async () => {
		const { sent, results } = await send([put('a'), put('b'), put('bad'), put('c')]);
		expect(sent).toEqual([['a', 'b', 'bad', 'c'], ['a', 'b'], ['bad', 'c'], ['bad'], ['c']]);
		expect(results.map(({ status }) => status)).toEqual([200, 200, 400, 200]);
	});

	test('a batch of one entry, and another failure of the whole, are thrown as they are', async () => {
		await expect(send([put('bad')])).rejects.toBe(refusal);
		const lost = new Failure({ kind: 'network', message: 'Lost' });
		const failing = send(good(2), () => {
			throw lost;
		});
		await expect(failing).rejects.toBe(lost);
	});

	test('no more than 400 requests are sent, and what is left counts as not carried out', async () => {
		const mixed = Array.from({ length: 500 }, (_, index) => put(index % 2 ? `bad${index}` : `good${index}`));
		const { sent, results, hints } = await send(mixed);
		expect(sent).toHaveLength(400);
		expect(results).toHaveLength(500);
		const last = results.at(-1)?.failure;
		expect(last).toMatchObject({ effect: 'rejected', status: 400 });
		expect(last?.advice).toMatch(/not carried out.*ended after 400 requests.*Look\.$/);
		expect(hints[0]).toMatch(/in 399 requests: .*not tried alone, after 400 requests/);
	});

	test('an error status of one part does not end the others', async () => {
		const { results } = await send([put('a'), put('bad'), put('c'), put('crash')], (some) => {
			if (some.length === 1 && some[0]?.request?.url.includes('crash'))
				throw new Failure({ kind: 'http', status: 500, message: 'Crashed', effect: 'unknown' });
			if (some.some(({ request }) => request?.url.includes('crash'))) throw refusal;
		});
		expect(results.map(({ status }) => status)).toEqual([200, 400, 200, 500]);
		expect(results[3]?.failure?.effect).toBe('unknown');
	});

	test('a lost connection ends it: those parts are unknown, and what follows was not carried out', async () => {
		const lost = new Failure({ kind: 'network', message: 'Lost' });
		const { results, sent } = await send([put('a'), put('bad'), put('c'), put('d')], (some) => {
			if (some.length === 2) throw lost;
		});
		expect(sent).toHaveLength(2);
		expect(results.map(({ failure }) => failure?.effect)).toEqual(['unknown', 'unknown', 'rejected', 'rejected']);
	});

	test('what cannot be read of an accepted part is unknown for each entry', async () => {
		const unreadable = new Failure({ kind: 'response', message: 'Odd', effect: 'applied' });
		const { results } = await send([put('a'), put('bad')], (some) => {
			if (some.length === 1 && !some.some(isBad)) throw unreadable;
		});
		expect(results[0]?.failure).toMatchObject({ message: 'Odd', effect: 'unknown' });
	});
});
