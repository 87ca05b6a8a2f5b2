import fc from 'fast-check';
import type { Change } from '../../../nodes/Fhir/rest/subscription/change';
import { createSeenChanges } from '../../../nodes/Fhir/rest/subscription/seen';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString();
const change = (id: string, versionId?: string, seconds = 0, deleted = false): Change => ({
	resourceType: 'Patient',
	id,
	versionId,
	lastUpdated: at(seconds),
	...(deleted && { deleted }),
});

describe('What was seen', () => {
	test('takes a version once, and none that is older', () => {
		const seen = createSeenChanges();
		expect(['2', '2', '1', '3', '10', '9'].map((version) => seen.take(change('a', version)))).toEqual([
			true,
			false,
			false,
			true,
			true,
			false,
		]);
	});

	test('compares versions that are no numbers by their time', () => {
		const seen = createSeenChanges();
		expect(seen.take(change('a', 'x', 5))).toBe(true);
		expect(seen.take(change('a', 'x', 5))).toBe(false);
		expect(seen.take(change('a', 'w', 4))).toBe(false);
		expect(seen.take(change('a', 'y', 6))).toBe(true);
	});

	test('takes a deletion without a version once, and versions before it no more', () => {
		const seen = createSeenChanges();
		const deletion: Change = { resourceType: 'Patient', id: 'a', deleted: true };
		expect(seen.take(change('a', '2'))).toBe(true);
		expect(seen.take(deletion)).toBe(true);
		expect(seen.take(deletion)).toBe(false);
		// The history names its version.
		expect(seen.take(change('a', '3', 9, true))).toBe(false);
		expect(seen.take(change('a', '2'))).toBe(false);
		expect(seen.take(change('a', '4'))).toBe(true);
	});

	test('takes what names no resource', () => {
		const seen = createSeenChanges();
		expect([{}, {}].map((one) => seen.take(one))).toEqual([true, true]);
	});

	test('goes on from what was saved', () => {
		const first = createSeenChanges();
		first.take(change('a', '2', 7));
		const second = createSeenChanges();
		second.merge(first.entries, first.mark);
		expect(second.take(change('a', '2', 7))).toBe(false);
		expect(second.take(change('a', '3', 8))).toBe(true);
	});

	test('keeps no ID', () => {
		const seen = createSeenChanges();
		seen.take(change('MRN-1234567', '1'));
		expect(JSON.stringify(seen.entries)).not.toContain('1234567');
	});

	test('stays below 100 KB, also where all were changed at once', () => {
		const seen = createSeenChanges();
		for (let n = 0; n < 10_000; n++) seen.take(change(`patient-${n}`, '1', 5));
		expect(JSON.stringify(seen.entries).length).toBeLessThan(110_000);
	});

	test('for any order of deliveries, a catch-up from the mark on finds all that was lost, and nothing twice', () => {
		const history = fc.array(
			fc.record({ id: fc.integer({ min: 0, max: 60 }), gap: fc.integer({ min: 0, max: 900 }), lost: fc.boolean() }),
			{
				minLength: 1,
				maxLength: 120,
			},
		);
		fc.assert(
			fc.property(history, fc.integer({ min: 5, max: 30 }), (steps, limit) => {
				const seen = createSeenChanges(limit, limit);
				seen.mark = Date.parse(at(0));
				const server = new Map<string, Change>();
				const given: string[] = [];
				let now = 1;
				let lostSince = Infinity;
				for (const { id, gap, lost } of steps) {
					now += gap + 1;
					const name = String(id);
					const version = String(Number(server.get(name)?.versionId ?? 0) + 1);
					const written = change(name, version, now);
					server.set(name, written);
					if (lost) lostSince = Math.min(lostSince, given.length);
					else if (seen.take(written)) given.push(`${name}/${version}`);
					// What was lost so long ago that the memory has gone round since is not promised.
					if (given.length - lostSince >= limit) return;
				}
				const { mark } = seen;
				const found = [...server.values()]
					.filter(({ lastUpdated = '' }) => Date.parse(lastUpdated) >= mark)
					.sort((one, other) => Date.parse(one.lastUpdated ?? '') - Date.parse(other.lastUpdated ?? ''));
				given.push(...seen.takeAll(found).map(({ id, versionId }) => `${id}/${versionId}`));
				expect(new Set(given).size).toBe(given.length);
				for (const { id, versionId } of server.values()) expect(given).toContain(`${id}/${versionId}`);
			}),
			{ numRuns: 500 },
		);
	});
});
