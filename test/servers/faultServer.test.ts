import { Agent, request } from 'undici';
import { TestCa } from './certificates';
import { startFaultServer, type Fault, type FaultServer, type FaultServerOptions } from './faultServer';

const open: FaultServer[] = [];

afterEach(async () => {
	await Promise.all(open.splice(0).map((server) => server.close()));
});

async function start(options: FaultServerOptions): Promise<FaultServer> {
	const server = await startFaultServer(options);
	open.push(server);
	return server;
}

/** What a plain client sees: a status with the length of the body, or the code of its failure. */
async function create(server: FaultServer, dispatcher?: Agent): Promise<string> {
	const agent = dispatcher ?? new Agent({ headersTimeout: 500, bodyTimeout: 300 });
	try {
		const answer = await request(`${server.baseUrl}/Patient`, {
			method: 'POST',
			headers: { 'content-type': 'application/fhir+json' },
			body: '{"resourceType":"Patient","active":true}',
			dispatcher: agent,
		});
		const body = await answer.body.text();
		return `${answer.statusCode} ${body.startsWith('{"resourceType":"Patient"') ? 'Patient' : 'other'}`;
	} catch (error) {
		// Errors of Node's own come from outside Jest's realm, so `instanceof` says nothing.
		return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
	} finally {
		if (!dispatcher) await agent.destroy();
	}
}

const NOT_DONE = 0;
const DONE = 1;

describe.each([
	['http', undefined],
	['https', TestCa.create()],
])('the fault server over %s', (_scheme, root) => {
	const tls = root?.issue();
	const ca = root?.certificate;
	const agent = () => new Agent({ connect: { ca }, headersTimeout: 500, bodyTimeout: 300 });

	it.each<[Fault, RegExp, number]>([
		['reset while receiving', /ECONNRESET|UND_ERR_SOCKET|EPIPE/, NOT_DONE],
		['reset before carrying out', /ECONNRESET|UND_ERR_SOCKET/, NOT_DONE],
		[{ status: 429, retryAfter: 'date' }, /^429 other/, NOT_DONE],
		[{ status: 503, retryAfter: 'azure' }, /^503 other/, NOT_DONE],
		[{ status: 502 }, /^502 other/, NOT_DONE],
		['reset after carrying out', /ECONNRESET|UND_ERR_SOCKET/, DONE],
		['reset in headers', /ECONNRESET|UND_ERR_SOCKET/, DONE],
		['reset in body', /ECONNRESET|UND_ERR_SOCKET/, DONE],
		['half body', /UND_ERR_SOCKET/, DONE],
		['unfinished chunks', /UND_ERR_SOCKET/, DONE],
		['stalled body', /UND_ERR_BODY_TIMEOUT/, DONE],
		['silence', /UND_ERR_HEADERS_TIMEOUT/, DONE],
		['slow drip', /^201 Patient/, DONE],
		['content-length too short', /^201 Patient/, DONE],
		['gzip bomb', /^200 other/, DONE],
		['corrupt gzip', /^200 other/, DONE],
		['invalid JSON', /^200 Patient/, DONE],
		['huge body', /^200 Patient/, DONE],
		['huge headers', /UND_ERR_HEADERS_OVERFLOW/, DONE],
		['informational storm', /^201 Patient/, DONE],
		['HTML instead of FHIR', /^200 other/, DONE],
	])('%j', async (fault, seen, writes) => {
		const server = await start({ tls, fault: () => fault });
		const dispatcher = agent();
		expect(await create(server, dispatcher)).toMatch(seen);
		expect(server.writes).toHaveLength(writes);
		expect(server.count('Patient')).toBe(writes);
		expect(server.requests).toHaveLength(1);
		await dispatcher.destroy();
	});

	it('meets a used connection with a reset, and a new one with an answer', async () => {
		const server = await start({ tls, fault: () => 'stale socket' });
		const dispatcher = new Agent({ connections: 1, connect: { ca } });
		expect(await create(server, dispatcher)).toBe('201 Patient');
		expect(await create(server, dispatcher)).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
		expect(await create(server, dispatcher)).toBe('201 Patient');
		await dispatcher.destroy();
	});

	it('counts a write that comes twice', async () => {
		const server = await start({ tls, fault: ({ count }) => (count === 1 ? 'reset after carrying out' : undefined) });
		const dispatcher = agent();
		await create(server, dispatcher);
		expect(server.duplicates()).toHaveLength(0);
		await create(server, dispatcher);
		expect(server.duplicates()).toHaveLength(2);
		await dispatcher.destroy();
	});
});

describe('the fault server and TLS', () => {
	it('closes in mid-handshake', async () => {
		const root = TestCa.create();
		const server = await start({ tls: root.issue(), handshakeFault: (count) => count === 1 });
		const dispatcher = new Agent({ connect: { ca: root.certificate } });
		expect(await create(server, dispatcher)).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
		expect(await create(server, dispatcher)).toBe('201 Patient');
		expect(server.handshakes()).toBe(1);
		await dispatcher.destroy();
	});

	it('changes its certificate under way', async () => {
		const [old, young] = [TestCa.create('Old'), TestCa.create('Young')];
		const server = await start({ tls: old.issue() });
		const dispatcher = new Agent({ connect: { ca: old.certificate } });
		expect(await create(server, dispatcher)).toBe('201 Patient');
		server.rotate(young.issue());
		server.dropConnections();
		const after = new Agent({ connect: { ca: young.certificate } });
		expect(await create(server, after)).toBe('201 Patient');
		expect(await create(server, new Agent({ connect: { ca: old.certificate } }))).not.toMatch(/^2/);
		await Promise.all([dispatcher.destroy(), after.destroy()]);
	});
});
