import { end, hosts, observation, secretOf, server, start } from './criteriaFixture';
import { freshHost } from './host';
import { header, knockText, saved, send } from './knockFixture';

afterEach(end);

describe('FHIR Subscription Trigger: a request to catch up that is not its own', () => {
	test.each<[string, (host: Awaited<ReturnType<typeof start>>) => string]>([
		['without a signature', () => 'later'],
		['with another key', (host) => knockText(host, { key: 'A'.repeat(43) })],
		['for another node', (host) => knockText(host, { node: 'other' })],
		['from two minutes ago', (host) => knockText(host, { at: Date.now() - 120_000 })],
		['from in two minutes', (host) => knockText(host, { at: Date.now() + 120_000 })],
		['with a changed time', (host) => knockText(host).replace(/\.\d+/, `.${Date.now() + 9}`)],
		['with another body', (host) => knockText(host, { body: '{}' })],
		['with the hash of the secret', (host) => knockText(host, { key: secretOf().slice(7) })],
	])('%s is refused, and nobody catches up', async (_name, value) => {
		const host = await start();
		await host.activate();
		await server.write(observation('a'), 'lost');
		expect(await send(host, value(host))).toBe(403);
		expect(host.executions).toEqual([]);
	});

	test('repeated is refused, also by a process that has not seen it', async () => {
		const host = await start();
		await host.activate();
		const value = knockText(host);
		expect(await send(host, value)).toBe(200);
		await server.write(observation('a'), 'lost');
		expect(await send(host, value)).toBe(403);
		const other = await freshHost(host);
		hosts.push(other);
		expect(await send(other, value)).toBe(403);
		expect([...host.executions, ...other.executions]).toEqual([]);
		expect(await send(host, knockText(host))).toBe(200);
		expect(host.items()).toMatchObject([{ id: 'a', caughtUp: true }]);
	});

	test('has no use as a secret of deliveries: the key lets none in', async () => {
		const host = await start();
		await host.activate();
		const { key } = saved(host).knock;
		const headers = { authorization: `Bearer ${key}` };
		const response = await fetch(host.endpoint, { method: 'POST', headers, body: JSON.stringify(observation('x')) });
		expect(response.status).toBe(403);
		const body = JSON.stringify({ ...observation('x'), meta: { versionId: '1' } });
		await fetch(`${host.endpoint}/Observation/x`, { method: 'PUT', headers: { [header]: knockText(host) }, body });
		expect(host.executions).toEqual([]);
	});
});
