import fc from 'fast-check';
import type { Change } from '../../../nodes/Fhir/rest/changes/change';
import type { ReadingMethod } from '../../../nodes/Fhir/rest/changes/feed';
import { type ModelFaults, ModelServer, type ModelVersion } from './modelServer';
import { clientOf, feedOf, nameOf, planOf, Poller, random } from './simulation';

const types = ['Observation', 'Patient'];
const overlap = 300_000;

/** Writes during requests at most: without an end, the pages of many resources with one time would have none. */
const maxDuring = 150;

/** What several writers and one workflow do. */
interface Scenario {
	readonly faults: ModelFaults;
	readonly method: ReadingMethod;
	readonly seed: number;
	readonly polls: number;
	/** Changes between two polls at most. */
	readonly writes: number;
	readonly ids: number;
	readonly maxItems: number;
	/** Milliseconds in which a change is hidden at most. */
	readonly delay: number;
	/** Milliseconds by which the clock of a writer is wrong at most. */
	readonly skew: number;
	/** Chances from 0 to 1: a write has the time of the one before; a request is followed by a write; n8n is killed. */
	readonly ties: number;
	readonly during: number;
	readonly kills: number;
}

const scenario: fc.Arbitrary<Scenario> = fc.record({
	faults: fc.record(
		{
			seconds: fc.boolean(),
			ignoresSort: fc.boolean(),
			maxSorts: fc.constantFrom(0, 1, 9),
			shufflesTies: fc.boolean(),
			ignoresFilter: fc.boolean(),
			caches: fc.boolean(),
			loadsLate: fc.boolean(),
			noDate: fc.boolean(),
			dateSkew: fc.constantFrom(-600_000, -5_000, 5_000, 600_000),
			noDeletionTimes: fc.boolean(),
			maxPage: fc.constantFrom(2, 5, 20, 200),
		},
		{ requiredKeys: [] },
	),
	method: fc.constantFrom('search', 'history'),
	seed: fc.integer(),
	polls: fc.integer({ min: 1, max: 8 }),
	writes: fc.integer({ min: 0, max: 40 }),
	ids: fc.constantFrom(5, 50, 100_000),
	maxItems: fc.constantFrom(3, 7, 50, 1_000),
	delay: fc.constantFrom(0, 1_000, 120_000),
	skew: fc.constantFrom(0, 0, 60_000),
	ties: fc.constantFrom(0, 0.5, 0.95),
	during: fc.constantFrom(0, 0.2),
	kills: fc.constantFrom(0, 0.2),
});

interface Outcome {
	readonly versions: readonly ModelVersion[];
	readonly given: readonly Change[];
	/** Changes of polls that were repeated after a kill. */
	readonly repeatable: ReadonlySet<string>;
	/** Written before the workflow was activated. */
	readonly before: ReadonlySet<string>;
	readonly largestState: number;
	readonly model: ModelServer;
}

async function run(one: Scenario): Promise<Outcome> {
	const chance = random(one.seed);
	// Without any clock, nobody can tell when the newest deletion was.
	const { noDeletionTimes, ...others } = one.faults;
	const hasClock = !others.noDate && (others.dateSkew ?? 0) > -overlap;
	// Without any order of equal times, no number of passes over the pages is sure to show all of them.
	const hasOrder = (others.maxSorts ?? 9) > 1;
	const faults = hasClock ? one.faults : others;
	const model = new ModelServer(hasOrder ? faults : { ...faults, shufflesTies: false });
	const plan = planOf(one.method, { feeds: types.map((type) => feedOf(type)), maxItems: one.maxItems, overlap });
	const poller = new Poller(clientOf(model), plan);
	const write = () => {
		if (chance() >= one.ties) model.clock += 1 + Math.floor(chance() * 2_000);
		const type = types[Math.floor(chance() * types.length)] ?? '';
		const id = `r${Math.floor(chance() * one.ids)}`;
		const deleted = chance() < 0.1 && model.lives(type, id);
		const skew = Math.floor((chance() - 0.5) * 2 * one.skew);
		return model.write(type, id, { delay: Math.floor(chance() * one.delay), skew, deleted });
	};
	for (let count = Math.floor(chance() * one.writes); count > 0; count--) write();
	model.clock += one.delay;
	const before = new Set(model.log.map(({ type, id, version }) => nameOf(type, id, version)));
	await poller.poll();
	expect(poller.given).toEqual([]);

	const repeatable = new Set<string>();
	let during = 0;
	model.onRequest = () => {
		if (chance() < one.during && during++ < maxDuring) write();
	};
	for (let poll = 0; poll < one.polls; poll++) {
		for (let count = Math.floor(chance() * one.writes); count > 0; count--) write();
		model.clock += 60_000;
		const killed = chance() < one.kills;
		const changes = await poller.poll(killed);
		expect(changes.length).toBeLessThanOrEqual(one.maxItems);
		if (killed) changes.forEach(({ type, id, versionId = '' }) => repeatable.add(nameOf(type, id, versionId)));
	}
	model.onRequest = () => undefined;
	model.clock += one.delay + 1_000;
	for (let rest = 0; (await poller.poll()).length > 0; rest++) {
		if (rest > 5_000) throw new Error('the polls do not come to an end');
	}
	const { given, largestState } = poller;
	return { versions: model.log, given, repeatable, before, largestState, model };
}

function lost({ model, versions, given, before }: Outcome, method: ReadingMethod): string[] {
	const seen = new Set(given.map(({ type, id, versionId = '' }) => nameOf(type, id, versionId)));
	const wanted = method === 'history' ? versions : model.resources.filter(({ deleted }) => !deleted);
	return wanted
		.map(({ type, id, version }) => nameOf(type, id, version))
		.filter((name) => !before.has(name) && !seen.has(name));
}

function doubled({ given, repeatable }: Outcome): string[] {
	const names = given.map(({ type, id, versionId = '' }) => nameOf(type, id, versionId));
	return names.filter((name, index) => names.indexOf(name) !== index && !repeatable.has(name));
}

test('Changes: whatever a server does wrong, each change comes at least once, and once only but for kills', async () => {
	await fc.assert(
		fc.asyncProperty(scenario, async (one) => {
			const outcome = await run(one);
			expect(lost(outcome, one.method)).toEqual([]);
			expect(doubled(outcome)).toEqual([]);
			expect(
				outcome.given.filter(({ type, id, versionId = '' }) => outcome.before.has(nameOf(type, id, versionId))),
			).toEqual([]);
			expect(outcome.largestState).toBeLessThan(100_000);
		}),
		{ numRuns: Number(process.env.RUNS ?? 100) },
	);
}, 120_000);
