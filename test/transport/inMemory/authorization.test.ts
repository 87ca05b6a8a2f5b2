import type { Authorization } from '../../../nodes/Fhir/transport/auth/authorization';
import { basicAuthorization } from '../../../nodes/Fhir/transport/auth/basic';
import type { HttpRequest } from '../../../nodes/Fhir/transport/http';
import { WireError } from '../../../nodes/Fhir/transport/wire';
import { clientOver, type MemoryResponse, memoryWire } from './memoryWire';

const at = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ method: 'GET', url, ...more });
const own = 'https://fhir.example/r4/Patient/1';

/** Tokens that the test provides one after another, and which of them the client reported as refused or accepted. */
function tokens(...values: string[]): Authorization & { rejections: string[]; acceptances: string[] } {
	const rejections: string[] = [];
	const acceptances: string[] = [];
	let current = 0;
	return {
		rejections,
		acceptances,
		header: () => values[current],
		rejected(value) {
			rejections.push(value);
			if (current + 1 >= values.length) return false;
			current++;
			return true;
		},
		accepted: (value) => void acceptances.push(value),
	};
}

const ok = (): MemoryResponse => ({ body: '{}' });

describe('Authorization: the header is', () => {
	const authorization = basicAuthorization('Aladdin', 'open sesame');
	const header = 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==';

	test.each([
		['sent to the base URL itself', 'https://fhir.example/r4', true],
		['sent below the base URL', own, true],
		['sent to a page of a search on the base URL', 'https://fhir.example/r4?_getpages=1', true],
		['not sent to a path that only begins like the base path', 'https://fhir.example/r4evil/Patient', false],
		['not sent to another port', 'https://fhir.example:8443/r4/Patient', false],
		['not sent to another host', 'https://other.example/r4/Patient', false],
		['not sent without TLS', 'http://fhir.example/r4/Patient', false],
		['not sent to a path that leads out of the base path', 'https://fhir.example/r4/..%2fadmin', false],
	])('%s: %s', async (_title, url, expected) => {
		const wire = memoryWire(ok);
		await clientOver(wire, { authorization }).send(at(url));
		expect(wire.requests[0]?.headers.authorization).toBe(expected ? header : undefined);
		expect(wire.requests[0]?.headers['x-tenant']).toBe(expected ? 'ward-7' : undefined);
	});

	test.each([
		['sent to another path', 'https://fhir.example/jobs/7', true],
		['sent where a slash is doubled', 'https://fhir.example//r4/Patient', true],
		['sent where the path has other letters', 'https://fhir.example/R4/Patient', true],
		['sent to the same port, written out', 'https://fhir.example:443/x', true],
		['sent to the same host in capitals', 'https://FHIR.example/x', true],
		['sent to a file whose name has an encoded slash or dot', 'https://fhir.example/files/a%2Fb%2ejson', true],
		['not sent to another port', 'https://fhir.example:8443/r4', false],
		['not sent without TLS', 'http://fhir.example/r4', false],
		['not sent with a user name in the address', 'https://user@fhir.example/r4', false],
		['not sent with a password in the address', 'https://:x@fhir.example/r4', false],
		['not sent to a host before an @', 'https://fhir.example@evil.example/r4', false],
		['not sent to a host before an encoded @', 'https://fhir.example%40evil.example/r4', false],
		['not sent to a host that begins with the name', 'https://fhir.example.evil.example/r4', false],
		['not sent to a host that ends with the name', 'https://evilfhir.example/r4', false],
		['not sent to the name with a dot behind it', 'https://fhir.example./r4', false],
		['not sent to a name with look-alike letters', 'https://fhir.exаmple/r4', false],
		['not sent through a backslash', 'https:\\\\evil.example/r4', false],
		['not sent where the path has a backslash', 'https://fhir.example\\@evil.example/r4', false],
		['not sent to a path with encoded dots', 'https://fhir.example/jobs/%252e%252e/admin', false],
		['not sent to a path with dots before a semicolon', 'https://fhir.example/jobs/..;/admin', false],
		['not sent to a path with overlong dots', 'https://fhir.example/jobs/%c0%ae%c0%ae/admin', false],
	])('with the reach of the origin %s: %s', async (_title, url, expected) => {
		for (const belowBaseUrlOnly of [false, true]) {
			const wire = memoryWire(ok);
			const narrowed = belowBaseUrlOnly && !url.includes('fhir.example/r4');
			await clientOver(wire, { authorization, belowBaseUrlOnly })
				.send(at(url, { authorization: 'origin' }))
				.catch(() => undefined);
			expect(wire.requests[0]?.headers.authorization).toBe(expected && !narrowed ? header : undefined);
			expect(wire.requests[0]?.headers['x-tenant']).toBe(expected && !narrowed ? 'ward-7' : undefined);
		}
	});

	test('sent beside the base path only by way of the same origin: a redirect elsewhere and back loses the reach', async () => {
		const locations = ['https://other.example/x', 'https://fhir.example/admin'];
		const wire = memoryWire((_request, index) => {
			const location = locations[index];
			return location === undefined ? { body: '{}' } : { status: 302, headers: { location } };
		});
		await clientOver(wire, { authorization }).send(at('https://fhir.example/jobs/7', { authorization: 'origin' }));
		expect(wire.requests.map(({ headers }) => headers.authorization)).toEqual([header, undefined, undefined]);
	});

	test('sent to another path of the origin by a redirect of an address that the server returned', async () => {
		const wire = memoryWire((_request, index) =>
			index === 0 ? { status: 303, headers: { location: '/results/7' } } : { body: '{}' },
		);
		await clientOver(wire, { authorization }).send(at('https://fhir.example/jobs/7', { authorization: 'origin' }));
		expect(wire.requests.map(({ headers }) => headers.authorization)).toEqual([header, header]);
	});

	test('not sent if the request must be sent without login', async () => {
		const wire = memoryWire(ok);
		await clientOver(wire, { authorization }).send(at(own, { authorization: 'none' }));
		expect(wire.requests[0]?.headers).not.toHaveProperty('authorization');
		expect(wire.requests[0]?.headers).not.toHaveProperty('x-tenant');
	});
});

describe('Authorization: a response with status 401', () => {
	test('leads to one more request with a new token, and the first response is discarded', async () => {
		const authorization = tokens('Bearer old', 'Bearer new');
		const wire = memoryWire(({ headers }) => ({ status: headers.authorization === 'Bearer new' ? 200 : 401 }));
		expect((await clientOver(wire, { authorization }).send(at(own))).status).toBe(200);
		expect(wire.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
		expect(wire.discarded).toEqual([0]);
		expect(authorization.rejections).toEqual(['Bearer old']);
	});

	test('to the new token as well is returned to the caller', async () => {
		const authorization = tokens('Bearer old', 'Bearer new');
		const wire = memoryWire(() => ({ status: 401 }));
		expect((await clientOver(wire, { authorization }).send(at(own))).status).toBe(401);
		expect(wire.requests).toHaveLength(2);
	});

	test('is returned to the caller if there is no new token, or it is the same', async () => {
		const wire = memoryWire(() => ({ status: 401 }));
		await clientOver(wire, { authorization: tokens('Bearer only') }).send(at(own));
		await clientOver(wire, { authorization: tokens('Bearer same', 'Bearer same') }).send(at(own));
		expect(wire.requests).toHaveLength(2);
	});

	test('to a write also leads to one more request: the server has not carried it out', async () => {
		const authorization = tokens('Bearer old', 'Bearer new');
		const wire = memoryWire((_request, index) => ({ status: index === 0 ? 401 : 201 }));
		const create = at('https://fhir.example/r4/Patient', { method: 'POST', body: '{}' });
		expect((await clientOver(wire, { authorization }).send(create)).status).toBe(201);
	});

	test('to a request without login asks for no token', async () => {
		const authorization = tokens('Bearer old', 'Bearer new');
		const wire = memoryWire(() => ({ status: 401 }));
		await clientOver(wire, { authorization }).send(at(own, { authorization: 'none' }));
		expect(authorization.rejections).toEqual([]);
		expect(wire.requests).toHaveLength(1);
	});
});

test('Authorization: an accepted token is reported as accepted, a refused one is not', async () => {
	const authorization = tokens('Bearer a');
	const wire = memoryWire((_request, index) => ({ status: [200, 403, 500][index] ?? 200 }));
	const client = clientOver(wire, { authorization, retry: { retries: 0, budget: 0 } });
	for (let count = 0; count < 3; count++) await client.send(at(own));
	expect(authorization.acceptances).toEqual(['Bearer a']);
});

describe('Authorization: the client certificate', () => {
	const clientCertificate = { certificate: 'certificate', key: 'key' };
	const tls = { mode: 'default', clientCertificate } as const;

	test.each([
		['shown to its own server', own, {}, true],
		['not shown to another server', 'https://other.example/r4', {}, false],
		['not shown beside the base path', 'https://fhir.example/jobs/7', {}, false],
		[
			'shown beside the base path where the server itself led there',
			'https://fhir.example/jobs/7',
			{ authorization: 'origin' },
			true,
		],
		[
			'shown to another server whose address the user entered',
			'https://login.example/token',
			{ clientCertificate: 'always' },
			true,
		],
		['not shown to its own server if the request says so', own, { clientCertificate: 'never' }, false],
	] as const)('is %s', async (_title, url, more, shown) => {
		const wire = memoryWire(ok);
		await clientOver(wire, { tls }).send(at(url, more));
		expect(wire.requests[0]?.tls.clientCertificate).toEqual(shown ? clientCertificate : undefined);
	});
});

describe('Diagnosis: a second handshake', () => {
	const untrusted = new WireError({ code: 'CERT_HAS_EXPIRED', tls: { word: 'CERT_HAS_EXPIRED' } });
	const noRetry = { retry: { retries: 0, budget: 0 } };
	const fails = async (wire: ReturnType<typeof memoryWire>, url = own) =>
		await clientOver(wire, noRetry)
			.send(at(url))
			.then(
				() => undefined,
				(error: unknown) => error,
			);

	test('explains a TLS error by the certificate that the server presents', async () => {
		const expired = {
			subject: 'fhir.example',
			issuer: 'Hospital Root CA',
			selfIssued: false,
			validFrom: 0,
			validTo: Date.UTC(2026, 0, 31),
			names: ['fhir.example'],
		};
		const wire = memoryWire(
			() => untrusted,
			() => ({ protocol: 'TLSv1.3', chain: [expired] }),
		);
		const failure = await fails(wire);
		expect(failure).toMatchObject({ kind: 'tls', effect: 'notSent', details: { issuer: 'Hospital Root CA' } });
		expect(String(failure)).toContain('2026-01-31');
		expect(wire.handshakes).toEqual(['any']);
	});

	test('is made only once for a server that closes connections without a response', async () => {
		const wire = memoryWire(() => new WireError({ code: 'CONNECTION_CLOSED', sent: true }));
		const client = clientOver(wire, noRetry);
		for (let count = 0; count < 3; count++) {
			await expect(client.send(at(own))).rejects.toMatchObject({ kind: 'network', code: 'CONNECTION_CLOSED' });
		}
		expect(wire.handshakes).toEqual(['verify']);
	});

	test('explains a connection closed without a response by the alert that follows', async () => {
		const refusal = new WireError({
			code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
			tls: { word: 'ALERT_CERTIFICATE_REQUIRED' },
		});
		const wire = memoryWire(
			() => new WireError({ code: 'CONNECTION_CLOSED', sent: true }),
			() => ({ protocol: 'TLSv1.3', chain: [], refusal }),
		);
		expect(await fails(wire)).toMatchObject({
			kind: 'tls',
			effect: 'unknown',
			message: expect.stringContaining('client certificate'),
		});
	});

	test('is not made without TLS, nor for other errors', async () => {
		const closed = memoryWire(() => new WireError({ code: 'CONNECTION_CLOSED', sent: true }));
		await fails(closed, 'http://fhir.example/r4');
		const refused = memoryWire(() => new WireError({ code: 'ECONNREFUSED' }));
		await fails(refused);
		expect([closed.handshakes, refused.handshakes]).toEqual([[], []]);
	});
});
