import { sendBundle } from '../../../nodes/Fhir/rest/bundle/sendBundle';
import { type Bundle, type BundleEntry, isBundle } from '../../../nodes/Fhir/rest/model/resource';
import { parseJson } from '../../../nodes/Fhir/support/json';
import type { Handler } from '../../servers/httpServer';
import { failureOf, serverAndClient, testRuntime } from '../support';

const post = (id: string): BundleEntry => ({
	fullUrl: `urn:uuid:${id}`,
	resource: { resourceType: 'Patient' },
	request: { method: 'POST', url: 'Patient' },
});
const bundle = (type: string, entry: BundleEntry[]): Bundle => ({ resourceType: 'Bundle', type, entry });
const outcome = (code: string, diagnostics: string) => ({
	resourceType: 'OperationOutcome',
	issue: [{ severity: 'error', code, diagnostics }],
});

describe('sendBundle, entries that the server defers:', () => {
	/** Puts the entries of these names off until they were asked for often enough. */
	const throttling = (patience: Record<string, number>): Handler => {
		return ({ body }, response) => {
			const bundle = parseJson(body.toString());
			const entries = isBundle(bundle) ? (bundle.entry ?? []) : [];
			const answers = entries.map(({ fullUrl = '' }) => {
				const left = (patience[fullUrl] ?? 0) - 1;
				patience[fullUrl] = left;
				return {
					response:
						left >= 0
							? { status: '429', outcome: outcome('throttled', 'Slow down') }
							: { status: '201', location: `Patient/${fullUrl.slice(-1)}/_history/1` },
				};
			});
			response.setHeader('retry-after', '2');
			response.end(JSON.stringify({ resourceType: 'Bundle', type: 'batch-response', entry: answers }));
		};
	};

	test('are sent again without the others, and the order is kept', async () => {
		const runtime = testRuntime();
		const { server, client } = await serverAndClient(throttling({ 'urn:uuid:b': 2 }), { runtime });
		try {
			const { results } = await sendBundle(client, bundle('batch', ['a', 'b', 'c'].map(post)));
			expect(results.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
			expect(server.requests.map(({ body }) => body.match(/urn:uuid:./g))).toEqual([
				['urn:uuid:a', 'urn:uuid:b', 'urn:uuid:c'],
				['urn:uuid:b'],
				['urn:uuid:b'],
			]);
			expect(runtime.slept.every((wait) => wait >= 2_000)).toBe(true);
		} finally {
			await server.close();
		}
	});

	test('keep their failure in the end, while the others keep their success', async () => {
		const { server, client } = await serverAndClient(throttling({ 'urn:uuid:b': 100 }));
		try {
			const { results } = await sendBundle(client, bundle('batch', ['a', 'b'].map(post)));
			const [one, two] = results;
			expect(one).toMatchObject({ status: 201, id: 'a' });
			expect(two?.failure).toMatchObject({ status: 429, effect: 'rejected' });
			expect(server.requests).toHaveLength(5);
		} finally {
			await server.close();
		}
	});

	test('a failed repetition does not affect the other entries', async () => {
		let requests = 0;
		const throttle = throttling({ 'urn:uuid:b': 100 });
		const { server, client } = await serverAndClient((request, response) => {
			if (++requests === 1) return throttle(request, response);
			response.writeHead(500).end();
			return undefined;
		});
		try {
			const { results } = await sendBundle(client, bundle('batch', ['a', 'b'].map(post)));
			const [one, two] = results;
			expect(one).toMatchObject({ status: 201, id: 'a' });
			expect(two?.failure).toMatchObject({ status: 500, effect: 'unknown' });
		} finally {
			await server.close();
		}
	});

	test('are not sent again once the retry time budget is used up', async () => {
		const runtime = testRuntime();
		const { server, client } = await serverAndClient(throttling({ 'urn:uuid:a': 100 }), { runtime });
		try {
			const retry = { retries: 100, budget: 4_000 };
			const { results } = await sendBundle(client, bundle('batch', [post('a')]), { retry });
			expect(results[0]?.failure).toMatchObject({ status: 429 });
			expect(server.requests).toHaveLength(2);
			await sendBundle(client, bundle('batch', [post('a')]), { retry: { retries: 0, budget: 5_000 } });
			expect(server.requests).toHaveLength(3);
		} finally {
			await server.close();
		}
	});

	test('are not sent again when the execution is stopped, and earlier results are kept', async () => {
		const stop = new AbortController();
		const runtime = testRuntime();
		const stopping = {
			...runtime,
			sleep: async (ms: number, signal?: AbortSignal) => {
				stop.abort();
				await runtime.sleep(ms, signal);
			},
		};
		const { server, client } = await serverAndClient(throttling({ 'urn:uuid:b': 100 }), { runtime: stopping });
		try {
			const { results } = await sendBundle(client, bundle('batch', ['a', 'b'].map(post)), { signal: stop.signal });
			expect(results).toMatchObject([{ status: 201, id: 'a' }, { status: 429 }]);
			expect(server.requests).toHaveLength(1);
		} finally {
			await server.close();
		}
	});

	test('a rejected transaction throws a single failure', async () => {
		const { server, client } = await serverAndClient(
			(_request, response) => void response.writeHead(400).end(JSON.stringify(outcome('invalid', 'Entry 1 is bad'))),
		);
		try {
			expect(await failureOf(sendBundle(client, bundle('transaction', ['a', 'b'].map(post))))).toMatchObject({
				status: 400,
				effect: 'rejected',
				message: expect.stringContaining('Entry 1 is bad'),
			});
		} finally {
			await server.close();
		}
	});
});
