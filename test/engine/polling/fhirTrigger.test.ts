import type { IDataObject } from 'n8n-workflow';
import { type ErringServer, startErring } from './modelOverHttp';
import { observationTrigger, shown } from './watching';

let server: ErringServer;
afterEach(async () => await server.close());

const trigger = (parameters?: IDataObject) => observationTrigger(server, parameters);

const minute = 60_000;

test('FHIR Trigger: from now on, what was there before starts nothing, and each change comes once', async () => {
	server = await startErring();
	const { model } = server;
	model.write('Observation', 'old');
	const workflow = trigger();
	expect(await workflow.activate()).toEqual([]);
	model.clock += minute;
	model.write('Observation', 'new');
	model.write('Observation', 'old');
	model.write('Patient', 'other');
	expect(shown(await workflow.poll())).toEqual(['created new/1', 'updated old/2']);
	expect(await workflow.poll()).toEqual([]);
});

test('FHIR Trigger: an item says what happened, when, which version, by which method, and has the resource', async () => {
	server = await startErring();
	const workflow = trigger({ start: 'all' });
	server.model.write('Observation', 'a');
	const [item] = await workflow.activate();
	const lastUpdated = '2026-03-01T08:00:00.000Z';
	expect(item?.json).toEqual({
		change: 'created',
		resourceType: 'Observation',
		id: 'a',
		versionId: '1',
		lastUpdated,
		method: 'search',
		resource: { resourceType: 'Observation', id: 'a', meta: { versionId: '1', lastUpdated } },
	});
});

test('FHIR Trigger: Simplify gives the resource as readable text', async () => {
	server = await startErring();
	const workflow = trigger({ start: 'all', simplify: true });
	server.model.write('Observation', 'a');
	const [item] = await workflow.activate();
	expect(item?.json.resource).toEqual({
		resourceType: 'Observation',
		id: 'a',
		versionId: '1',
		lastUpdated: '2026-03-01T08:00:00.000Z',
	});
});

test('FHIR Trigger: deletions come from the history, also where the server does not say when they were', async () => {
	server = await startErring({ noDeletionTimes: true });
	const { model } = server;
	model.write('Observation', 'a');
	const workflow = trigger({ events: ['created', 'deleted'] });
	await workflow.activate();
	model.clock += minute;
	model.write('Observation', 'b');
	model.write('Observation', 'a', { deleted: true });
	const items = await workflow.poll();
	expect(shown(items)).toEqual(['created b/1', 'deleted a/2']);
	expect(items[1]?.json).toEqual({
		change: 'deleted',
		resourceType: 'Observation',
		id: 'a',
		versionId: '2',
		method: 'history',
	});
	model.clock += minute;
	model.write('Observation', 'b');
	expect(await workflow.poll()).toEqual([]);
});

test('FHIR Trigger: a poll that fails throws the error of the node, and the next one makes up for it', async () => {
	server = await startErring();
	const workflow = trigger();
	await workflow.activate();
	server.model.write('Observation', 'a');
	server.failsWith = 503;
	await expect(workflow.poll()).rejects.toMatchObject({
		name: 'NodeApiError',
		httpCode: '503',
		description: expect.stringMatching(/\w/) as string,
	});
	server.failsWith = undefined;
	server.model.clock += minute;
	server.model.write('Observation', 'b');
	expect(shown(await workflow.poll())).toEqual(['created a/1', 'created b/1']);
});

test('FHIR Trigger: killed between poll and save, n8n gives the changes of that poll once more, and no others', async () => {
	server = await startErring();
	const workflow = trigger();
	await workflow.activate();
	server.model.write('Observation', 'a');
	expect(shown(await workflow.poll())).toEqual(['created a/1']);
	server.model.write('Observation', 'b');
	expect(shown(await workflow.poll({ killed: true }))).toEqual(['created b/1']);
	expect(shown(await workflow.poll())).toEqual(['created b/1']);
	expect(await workflow.poll()).toEqual([]);
});

test('FHIR Trigger: n8n saves nothing after a poll without changes, and a restart then repeats none', async () => {
	server = await startErring();
	const workflow = trigger();
	await workflow.activate();
	server.model.write('Observation', 'a');
	await workflow.poll();
	for (let poll = 0; poll < 10; poll++) {
		server.model.clock += minute;
		server.model.write('Patient', `other-${poll}`);
		expect(await workflow.poll()).toEqual([]);
	}
	workflow.restart();
	server.model.write('Observation', 'b');
	expect(shown(await workflow.poll())).toEqual(['created b/1']);
});

test('FHIR Trigger: Fetch Test Event shows the newest resources, and changes nothing', async () => {
	server = await startErring();
	const { model } = server;
	const workflow = trigger();
	for (let index = 0; index < 8; index++) {
		model.clock += 1_000;
		model.write('Observation', `r${index}`);
	}
	const before = workflow.stored;
	expect(shown(await workflow.fetchTestEvent())).toEqual(['r7', 'r6', 'r5', 'r4', 'r3'].map((id) => `created ${id}/1`));
	expect(workflow.stored).toBe(before);
	await workflow.activate();
	model.write('Observation', 'new');
	await workflow.fetchTestEvent();
	expect(shown(await workflow.poll())).toEqual(['created new/1']);
});

test('FHIR Trigger: Fetch Test Event without anything to show gives no item', async () => {
	server = await startErring();
	expect(await trigger().fetchTestEvent()).toEqual([]);
});

test('FHIR Trigger: more than Max Items per Poll come with the next polls, oldest first', async () => {
	server = await startErring();
	const workflow = trigger({ options: { maxItems: 40 } });
	await workflow.activate();
	for (let index = 0; index < 100; index++) {
		if (index % 10 === 0) server.model.clock += 700;
		server.model.write('Observation', `r${index}`);
	}
	const ids: unknown[] = [];
	for (const size of [40, 40, 20, 0]) {
		const items = await workflow.poll();
		expect(items).toHaveLength(size);
		ids.push(...items.map(({ json }) => json.id));
	}
	expect([...ids].sort()).toEqual(Array.from({ length: 100 }, (_, index) => `r${index}`).sort());
	expect(ids.slice(0, 40).every((id) => Number(String(id).slice(1)) < 40)).toBe(true);
});

test('FHIR Trigger: two polls at the same time do not give a change twice', async () => {
	server = await startErring();
	const workflow = trigger();
	await workflow.activate();
	server.model.write('Observation', 'a');
	const both = await Promise.all([workflow.poll(), workflow.poll()]);
	expect(both.flat()).toHaveLength(1);
});

test('FHIR Trigger: the first item has what the user should know, and later polls do not repeat it', async () => {
	server = await startErring({ ignoresSort: true, maxPage: 5 });
	const workflow = trigger();
	await workflow.activate();
	for (let index = 0; index < 30; index++) {
		server.model.clock += 10;
		server.model.write('Observation', `r${index}`);
		server.model.write('Observation', 'r0');
	}
	const items = await workflow.poll();
	expect(items).toHaveLength(30);
	const hints = [...workflow.log, ...((items[0]?.json.hints as string[] | undefined) ?? [])];
	expect(hints.join()).toContain('does not sort by the time of the last change');
	server.model.write('Observation', 'more');
	expect((await workflow.poll())[0]?.json.hints).toBeUndefined();
});

test('FHIR Trigger: from a date, it begins with the changes of that date', async () => {
	server = await startErring();
	const { model } = server;
	model.write('Observation', 'before');
	model.clock = Date.parse('2026-03-02T00:00:00Z');
	model.write('Observation', 'at');
	model.clock += 1;
	model.write('Observation', 'after');
	expect(shown(await trigger({ start: 'since', startDate: '2026-03-02' }).activate())).toEqual([
		'created at/1',
		'created after/1',
	]);
});

test('FHIR Trigger: it asks for results that do not come from a cache', async () => {
	server = await startErring({ caches: true });
	const workflow = trigger();
	await workflow.activate();
	server.model.write('Observation', 'a');
	expect(await workflow.poll()).toHaveLength(1);
	expect(server.server.requests.filter(({ url }) => !url.includes('metadata'))).toEqual(
		expect.arrayContaining([
			expect.objectContaining({ headers: expect.objectContaining({ 'cache-control': 'no-cache' }) as object }),
		]),
	);
});
