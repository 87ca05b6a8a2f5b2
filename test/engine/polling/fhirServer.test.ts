import type { IDataObject } from 'n8n-workflow';
import { setTimeout as sleep } from 'node:timers/promises';
import { nameOf, random } from '../../rest/changes/simulation';
import { type FhirServer, startFhirServer } from '../../servers/fhirServer';
import { ActiveWorkflow } from '../support/poll';

/** Against a FHIR server that others wrote. */
let server: FhirServer;
beforeAll(async () => {
	server = await startFhirServer({ examples: ['Patient', 'Observation'] });
});
afterAll(() => server.close());

async function send(method: string, path: string, body?: object): Promise<Response> {
	const headers = { 'content-type': 'application/fhir+json' };
	const response = await fetch(`${server.baseUrl}${path}`, { method, headers, body: body && JSON.stringify(body) });
	await response.clone().text();
	return response;
}

const basic = (id: string) => ({ resourceType: 'Basic', id, code: { text: String(Math.random()) } });

/** Writes until so many changes are done: single ones, transactions of 20, and deletions. */
async function writer(name: string, count: number, written: Set<string>): Promise<void> {
	const chance = random(name.charCodeAt(0));
	const versions = new Map<string, number>();
	const next = (id: string) => {
		versions.set(id, (versions.get(id) ?? 0) + 1);
		written.add(nameOf('Basic', id, versions.get(id) ?? 0));
	};
	for (let done = 0; done < count;) {
		const ids = [
			...new Set(Array.from({ length: chance() < 0.2 ? 20 : 1 }, () => `${name}${Math.floor(chance() * 60)}`)),
		];
		const [first = ''] = ids;
		if (ids.length === 1 && chance() < 0.1 && versions.has(first)) {
			const read = await send('GET', `/Basic/${first}`);
			if (read.status === 200) {
				await send('DELETE', `/Basic/${first}`);
				next(first);
				done++;
			}
			continue;
		}
		const entry = ids.map((id) => ({ resource: basic(id), request: { method: 'PUT', url: `Basic/${id}` } }));
		const response = await send('POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
		expect(response.status).toBe(200);
		ids.forEach(next);
		done += ids.length;
	}
}

test.each<[string, IDataObject]>([
	['search', { events: ['created', 'updated'] }],
	['history', { events: ['created', 'updated', 'deleted'] }],
])('FHIR Trigger by %s: each change of several writers comes once', async (method, parameters) => {
	const workflow = new ActiveWorkflow({
		authentication: 'none',
		baseUrl: server.baseUrl,
		resourceTypes: ['Basic'],
		options: { count: 30, maxItems: 100 },
		...parameters,
	});
	await workflow.activate();
	const written = new Set<string>();
	const writers = ['a', 'b', 'c'].map((name) => writer(`${method}-${name}`, 300, written));
	const running = Promise.all(writers).then(() => false);
	const given: string[] = [];
	const poll = async () => {
		const items = await workflow.poll();
		given.push(...items.map(({ json }) => nameOf('Basic', String(json.id), String(json.versionId))));
		expect(items.every(({ json }) => json.method === method)).toBe(true);
		return items.length;
	};
	while (await Promise.race([running, sleep(20, true)])) await poll();
	while ((await poll()) > 0);
	expect(given.length).toBe(new Set(given).size);
	const found = (await (await send('GET', '/Basic?_count=1000')).json()) as { entry: Array<{ resource: IDataObject }> };
	const latest = found.entry
		.map(({ resource }) => nameOf('Basic', String(resource.id), String((resource.meta as IDataObject).versionId)))
		.filter((name) => name.startsWith(`Basic/${method}-`));
	const wanted = method === 'history' ? [...written] : latest;
	expect(wanted.filter((name) => !given.includes(name))).toEqual([]);
	expect(wanted.length).toBeGreaterThan(100);
});

test('FHIR Trigger: a search watches the resources that match it', async () => {
	const workflow = new ActiveWorkflow({
		authentication: 'none',
		baseUrl: server.baseUrl,
		watch: 'search',
		resourceType: { __rl: true, mode: 'list', value: 'Observation' },
		searchBy: 'parameters',
		searchParameters: { parameter: [{ name: 'status', match: '', value: 'preliminary' }] },
	});
	await workflow.activate();
	const observation = { resourceType: 'Observation', code: { text: 'x' } };
	await send('POST', '/Observation', { ...observation, status: 'final' });
	await send('POST', '/Observation', { ...observation, status: 'preliminary' });
	const items = await workflow.poll();
	expect(items.map(({ json }) => [json.change, (json.resource as IDataObject).status])).toEqual([
		['created', 'preliminary'],
	]);
});
