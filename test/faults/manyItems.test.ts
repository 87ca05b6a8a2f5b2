import type { IDataObject } from 'n8n-workflow';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';
import { type } from '../engine/support/fixtures';
import { runNode, type RunResult } from '../engine/support/n8n';
import { type FaultServer, startFaultServer } from '../servers/faultServer';
import type { Fault } from '../servers/faults';

const faults: readonly Fault[] = [
	'reset while receiving',
	'reset before carrying out',
	'reset after carrying out',
	'reset in headers',
	'reset in body',
	'half body',
	'unfinished chunks',
	{ status: 503, retryAfter: 'none' },
	{ status: 429, retryAfter: 'azure' },
	{ status: 502 },
];

/** A random number generator that returns the same numbers for the same seed (mulberry32). */
function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

describe('With a server that fails 20 % of requests at random,', () => {
	let server: FaultServer;
	let struck = 0;

	beforeEach(async () => {
		const random = seeded(20260301);
		struck = 0;
		server = await startFaultServer({
			fault: () => {
				if (random() >= 0.2) return undefined;
				struck++;
				return faults[Math.floor(random() * faults.length)];
			},
		});
	});
	afterEach(async () => {
		await server.close();
		await closeConnections();
	});

	const run = async (count: number, parameters: IDataObject): Promise<RunResult> =>
		await runNode({
			input: Array.from({ length: count }, (_, n) => ({ n })),
			onError: 'continueErrorOutput',
			parameters: {
				resource: 'resource',
				authentication: 'none',
				baseUrl: server.baseUrl,
				resourceType: type('Patient'),
				...parameters,
				options: { concurrency: 100, retries: 4, retryBudget: 30_000, timeout: 30_000 },
			},
		});

	/** How often the server has carried out the write of each item. */
	function record(count: number): number[] {
		const times = Array.from({ length: count }, () => 0);
		for (const { body } of server.writes) {
			const { identifier } = JSON.parse(body) as { identifier: Array<{ value: string }> };
			const n = Number(identifier[0]?.value);
			times[n] = (times[n] ?? 0) + 1;
		}
		return times;
	}

	const itemOf = ({ pairedItem }: { pairedItem?: unknown }) => (pairedItem as { item: number }).item;
	const patient = '={{ { resourceType: "Patient", identifier: [{ system: "urn:n", value: String($json.n) }] } }}';

	it('Resource → Create writes each of 10,000 resources once or reports its effect', async () => {
		const count = 10_000;
		const { output, errors, error } = await run(count, { operation: 'create', body: patient });
		const times = record(count);
		expect(error).toBeUndefined();
		expect(struck).toBeGreaterThan(count * 0.15);

		const seen = [...output, ...errors].map(itemOf).sort((a, b) => a - b);
		expect(seen).toEqual(Array.from({ length: count }, (_, n) => n));
		expect(output.map(itemOf).filter((n) => times[n] !== 1)).toEqual([]);
		expect(times.filter((time) => time > 1)).toEqual([]);
		const wrong = errors.filter((item) => {
			const { effect } = item.json.details as { effect: string };
			const done = times[itemOf(item)] === 1;
			return effect === 'applied' ? !done : effect !== 'unknown' && done;
		});
		expect(wrong).toEqual([]);
		// Creates of unknown effect must not be sent again, so many of them stay errors, but no others.
		expect(errors.filter(({ json }) => /429|503/.test(String((json.details as IDataObject).status)))).toEqual([]);
		expect(output.length).toBeGreaterThan(count * 0.8);
	}, 120_000);

	it('Resource → Create or Update by ID completes 2,000 updates', async () => {
		const count = 2_000;
		const { output, errors } = await run(count, {
			operation: 'upsert',
			findBy: 'id',
			resourceId: '=n-{{ $json.n }}',
			body: patient,
		});
		expect(output.length + errors.length).toBe(count);
		expect(output.map(({ json }) => String(json.id))).toEqual(output.map((item) => `n-${itemOf(item)}`));
		// All five attempts fail once in 3,000 times: such an update may not have been carried out, and then it is an error.
		expect(errors.length).toBeLessThan(8);
		const times = record(count);
		const missing = times.flatMap((time, n) => (time === 0 ? [n] : []));
		expect(missing.filter((n) => !errors.map(itemOf).includes(n))).toEqual([]);
		expect(server.count('Patient')).toBe(count - missing.length);
	}, 60_000);
});
