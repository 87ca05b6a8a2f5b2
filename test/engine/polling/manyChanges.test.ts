import type { ModelFaults } from '../../rest/changes/modelServer';
import { nameOf, random } from '../../rest/changes/simulation';
import { ActiveWorkflow } from '../support/poll';
import { startErring } from './modelOverHttp';

const faults: ModelFaults = { shufflesTies: true, loadsLate: true, caches: true, noDeletionTimes: true, maxPage: 50 };
const [changes, polls, writers] = [10_000, 200, 5];

/** One of several writers changes something: some transactions of many, some slow ones, clocks that differ. */
test.each<['search' | 'history', ModelFaults]>([
	['search', faults],
	['search', { ...faults, seconds: true, maxSorts: 1, noDate: true }],
	['search', { ...faults, ignoresSort: true, dateSkew: 3_600_000 }],
	['history', faults],
])(
	'FHIR Trigger by %s: 10,000 changes by several writers during 200 polls, with kills of n8n (%o)',
	async (method, wrong) => {
		const chance = random(method.length + (wrong.maxSorts ?? 0));
		const server = await startErring(wrong);
		const { model } = server;
		const workflow = new ActiveWorkflow({
			authentication: 'none',
			baseUrl: server.baseUrl,
			resourceTypes: ['Observation', 'Patient'],
			events: method === 'history' ? ['created', 'updated', 'deleted'] : ['created', 'updated'],
			options: { changeMethod: method, maxItems: 300, retries: 0 },
		});
		const skews = Array.from({ length: writers }, () => Math.floor((chance() - 0.5) * 60_000));
		let written = 0;
		const write = (): void => {
			const writer = Math.floor(chance() * writers);
			const size = chance() < 0.01 ? 100 : 1;
			const delay = chance() < 0.05 ? Math.floor(chance() * 200_000) : 0;
			if (size === 1) model.clock += Math.floor(chance() * 200);
			for (let place = 0; place < size && written < changes; place++, written++) {
				const type = chance() < 0.7 ? 'Observation' : 'Patient';
				const id = `w${writer}-${Math.floor(chance() * 1_500)}`;
				model.write(type, id, { delay, skew: skews[writer], deleted: model.lives(type, id) && chance() < 0.02 });
			}
		};
		const given: string[] = [];
		const repeatable = new Set<string>();
		const note = async (killed = false) => {
			const names = (await workflow.poll({ killed })).map(({ json }) =>
				nameOf(String(json.resourceType), String(json.id), String(json.versionId)),
			);
			given.push(...names);
			if (killed) names.forEach((name) => repeatable.add(name));
			return names.length;
		};
		await workflow.activate();
		let during = 0;
		model.onRequest = () => {
			if (chance() < 0.3 && written < changes && during++ < 10) write();
		};
		for (let poll = 0; poll < polls; poll++) {
			while (written < (changes * (poll + 1)) / polls) write();
			model.clock += 50_000;
			during = 0;
			await note(chance() < 0.05);
		}
		model.onRequest = () => undefined;
		model.clock += 200_000;
		while ((await note()) > 0);
		const all = method === 'history' ? model.log : model.resources.filter(({ deleted }) => !deleted);
		const missing = new Set(all.map(({ type, id, version }) => nameOf(type, id, version)));
		given.forEach((name) => missing.delete(name));
		const once = new Set<string>();
		const doubles = given.filter((name) => !repeatable.has(name) && (once.has(name) || !once.add(name)));
		expect({ written, missing: [...missing], doubles }).toEqual({ written: changes, missing: [], doubles: [] });
		expect(workflow.stored.length).toBeLessThan(100_000);
		await server.close();
	},
	300_000,
);
