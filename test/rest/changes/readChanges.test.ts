import { ModelServer } from './modelServer';
import { clientOf, feedOf, planOf, Poller } from './simulation';

const minute = 60_000;
const large = [feedOf('Observation', { count: 2_000 })];
const ids = (changes: ReadonlyArray<{ id: string }>) => changes.map(({ id }) => id);

test('Changes: activated after a mass deletion without times, it gives none of what was before', async () => {
	const model = new ModelServer({ noDeletionTimes: true, maxPage: 2_000 });
	for (let index = 0; index < 12_000; index++) {
		if (index % 100 === 0) model.clock += 1;
		model.write('Observation', `r${index}`);
	}
	model.clock += minute;
	for (let index = 0; index < 12_000; index++) model.write('Observation', `r${index}`, { deleted: true });
	const poller = new Poller(clientOf(model), planOf('history', { feeds: large }));
	expect(await poller.poll()).toEqual([]);
	model.clock += minute;
	expect(await poller.poll()).toEqual([]);
	model.write('Observation', 'new');
	expect(ids(await poller.poll())).toEqual(['new']);
	expect(poller.largestState).toBeLessThan(100_000);
});

test('Changes: 14,000 resources with one time, more than can be remembered, are given together and once', async () => {
	const model = new ModelServer({ maxPage: 2_000 });
	const hints: string[] = [];
	const poller = new Poller(clientOf(model, hints), planOf('search', { feeds: large, maxItems: 3_000 }));
	await poller.poll();
	for (let index = 0; index < 14_000; index++) model.write('Observation', `r${index}`);
	model.clock += 1;
	for (let index = 0; index < 10; index++) model.write('Observation', `later-${index}`);
	const sizes: number[] = [];
	do sizes.push((await poller.poll()).length);
	while (sizes.at(-1) !== 0);
	expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(14_010);
	expect(new Set(ids(poller.given)).size).toBe(14_010);
	expect(hints.join()).toContain('have the same time of their last change');
	expect(poller.largestState).toBeLessThan(100_000);
});

test('Changes: more changes within the overlap than can be remembered shorten it, with a hint, and none is lost or repeated', async () => {
	const model = new ModelServer({ maxPage: 2_000 });
	const hints: string[] = [];
	const poller = new Poller(clientOf(model, hints), planOf('search', { feeds: large, maxItems: 5_000 }));
	await poller.poll();
	for (let poll = 0; poll < 10; poll++) {
		for (let index = 0; index < 2_500; index++) {
			if (index % 5 === 0) model.clock += 1;
			model.write('Observation', `r${poll}-${index}`);
		}
		await poller.poll();
	}
	await poller.poll();
	expect(poller.given).toHaveLength(25_000);
	expect(new Set(ids(poller.given)).size).toBe(25_000);
	expect(hints.join()).toContain('the overlap was shortened');
	expect(poller.largestState).toBeLessThan(100_000);
});

test('Changes: many resource types share the room for what is remembered', async () => {
	const model = new ModelServer();
	const types = Array.from({ length: 50 }, (_, index) => `Type${String.fromCharCode(65 + (index % 26))}${index}`);
	const feeds = types.map((type) => feedOf(type));
	const poller = new Poller(clientOf(model), planOf('search', { feeds, maxItems: 100_000 }));
	await poller.poll();
	for (let index = 0; index < 20_000; index++) {
		model.clock += 1;
		model.write(types[index % 50] ?? '', `r${index}`);
	}
	await poller.poll();
	expect(await poller.poll()).toEqual([]);
	expect(poller.given).toHaveLength(20_000);
	expect(poller.largestState).toBeLessThan(100_000);
});

test('Changes: a change with the clock of the future does not hide the changes of other writers', async () => {
	const model = new ModelServer();
	const poller = new Poller(clientOf(model), planOf('search'));
	await poller.poll();
	model.write('Observation', 'future', { skew: 24 * 60 * minute });
	expect(ids(await poller.poll())).toEqual(['future']);
	for (let poll = 0; poll < 20; poll++) {
		model.clock += minute;
		model.write('Observation', `r${poll}`);
		expect(ids(await poller.poll())).toEqual([`r${poll}`]);
	}
});

test('Changes: a quiet poll takes one request', async () => {
	const model = new ModelServer();
	const poller = new Poller(clientOf(model), planOf('search'));
	model.write('Observation', 'a');
	await poller.poll();
	model.clock += 60 * minute;
	await poller.poll();
	model.requests.length = 0;
	await poller.poll();
	expect(model.requests).toHaveLength(1);
});
