import { getEventListeners } from 'node:events';
import { clientCredentials } from '../../../nodes/Fhir/transport/auth/clientCredentials';
import { failureOf, grant, headerOf, numbered, testClient, testRuntime, tokenServer } from './support';

const base = 'http://127.0.0.1:9/fhir';

describe('OAuth2 token call: cancelling an execution', () => {
	it('ends its own wait, but not the call that others wait for', async () => {
		let respond: () => void = () => undefined;
		const asked = new Promise<void>((resolve) => (respond = resolve));
		const arrived: Array<() => void> = [];
		const server = await tokenServer(async (request, response) => {
			arrived.forEach((tell) => tell());
			await asked;
			await grant({ access_token: 'token' })(request, response);
		});
		const runtime = testRuntime();
		const settings = server.settings(base);
		const http = testClient(base, runtime);
		const stop = new AbortController();
		const stopped = failureOf(Promise.resolve(clientCredentials(settings, runtime).header(http, stop.signal)));
		const other = clientCredentials(settings, runtime).header(http, new AbortController().signal);
		await new Promise<void>((resolve) => (server.requests.length > 0 ? resolve() : arrived.push(resolve)));
		stop.abort();
		expect(await stopped).toMatchObject({ kind: 'cancelled', effect: 'notSent' });
		respond();
		expect(await other).toBe('Bearer token');
		expect(server.requests).toHaveLength(1);
	});

	it('ends the call if nobody else waits, and the next caller makes its own', async () => {
		let calls = 0;
		let gone: () => void = () => undefined;
		const closed = new Promise<void>((resolve) => (gone = resolve));
		let arrive: () => void = () => undefined;
		const arrived = new Promise<void>((resolve) => (arrive = resolve));
		const server = await tokenServer((request, response) => {
			if (++calls > 1) return grant({ access_token: 'second' })(request, response);
			response.once('close', gone);
			arrive();
			return undefined;
		});
		const runtime = testRuntime();
		const settings = server.settings(base);
		const http = testClient(base, runtime);
		const stop = new AbortController();
		const stopped = failureOf(Promise.resolve(clientCredentials(settings, runtime).header(http, stop.signal)));
		await arrived;
		stop.abort();
		expect((await stopped).kind).toBe('cancelled');
		await closed;
		expect(await headerOf(settings, runtime)).toBe('Bearer second');
	});

	it('leaves no listener behind after a thousand items have waited', async () => {
		const server = await tokenServer(numbered());
		const runtime = testRuntime();
		const authorization = clientCredentials(server.settings(base), runtime);
		const http = testClient(base, runtime);
		const { signal } = new AbortController();
		const items = Array.from({ length: 1000 }, async () => await authorization.header(http, signal));
		const waiting = getEventListeners(signal, 'abort').length;
		await Promise.all(items);
		expect(waiting).toBe(1);
		expect(getEventListeners(signal, 'abort')).toEqual([]);
	});
});
