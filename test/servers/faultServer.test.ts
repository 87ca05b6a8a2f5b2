import { Agent, request } from 'undici';
import { closeAfterEach } from '../helpers/closing';
import { TestCa } from './certificates';
import { type Fault, type FaultServer, type FaultServerOptions, startFaultServer } from './faultServer';

async function start(options: FaultServerOptions): Promise<FaultServer> {
	return closeAfterEach(await startFaultServer(options));
}

/** The result of a create by a plain client: the status and the kind of body, or the code of the error. */
async function create(server: FaultServer, dispatcher?: Agent): Promise<string> {
	const agent = dispatcher ?? new Agent({ headersTimeout: 500, bodyTimeout: 300 });
	try {
		const response = await request(`${server.baseUrl}/Patient`, {
			method: 'POST',
			headers: { 'content-type': 'application/fhir+json' },
			body: '{"resourceType":"Patient","active":true}',
			dispatcher: agent,
		});
		const body = await response.body.text();
		return `${response.statusCode} ${body.startsWith('{"resourceType":"Patient"') ? 'Patient' : 'other'}`;
	} catch (error) {
		// Errors of Node come from outside of Jest's realm, so `instanceof` does not work.
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
])('Fault server over %s', (_scheme, root) => {
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
	])('produces the fault %j', async (fault, seen, writes) => {
		const server = await start({ tls, fault: () => fault });
		const dispatcher = agent();
		expect(await create(server, dispatcher)).toMatch(seen);
		expect(server.writes).toHaveLength(writes);
		expect(server.count('Patient')).toBe(writes);
		expect(server.requests).toHaveLength(1);
		await dispatcher.destroy();
	});

	it('resets a used connection and responds on a new connection', async () => {
		const server = await start({ tls, fault: () => 'stale socket' });
		const dispatcher = new Agent({ connections: 1, connect: { ca } });
		expect(await create(server, dispatcher)).toBe('201 Patient');
		expect(await create(server, dispatcher)).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
		expect(await create(server, dispatcher)).toBe('201 Patient');
		await dispatcher.destroy();
	});

	it('records a write that it receives twice', async () => {
		const server = await start({ tls, fault: ({ count }) => (count === 1 ? 'reset after carrying out' : undefined) });
		const dispatcher = agent();
		await create(server, dispatcher);
		expect(server.duplicates()).toHaveLength(0);
		await create(server, dispatcher);
		expect(server.duplicates()).toHaveLength(2);
		await dispatcher.destroy();
	});
});

describe('Fault server over TLS', () => {
	it('closes a connection during the handshake', async () => {
		const root = TestCa.create();
		const server = await start({ tls: root.issue(), handshakeFault: (count) => count === 1 });
		const dispatcher = new Agent({ connect: { ca: root.certificate } });
		expect(await create(server, dispatcher)).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
		expect(await create(server, dispatcher)).toBe('201 Patient');
		expect(server.handshakes()).toBe(1);
		await dispatcher.destroy();
	});

	it('changes its certificate while it runs', async () => {
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
