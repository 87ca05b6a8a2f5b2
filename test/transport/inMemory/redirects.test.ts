import { basicAuthorization } from '../../../nodes/Fhir/transport/auth/basic';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import type { HttpRequest } from '../../../nodes/Fhir/transport/http';
import { clientOver, memoryWire, type MemoryWire } from './memoryWire';

const own = 'https://fhir.example/r4/Patient/1';
const authorization = basicAuthorization('user', 'password');
const clientCertificate = { certificate: 'certificate', key: 'key' };

/** Redirects the first request to `location`, and responds to the second one. */
const redirecting = (status: number, location: string) =>
	memoryWire((_request, index) => (index === 0 ? { status, headers: { location } } : { body: 'arrived' }));

async function follow(wire: MemoryWire, more: Partial<HttpRequest> = {}) {
	const client = clientOver(wire, { authorization, tls: { mode: 'default', clientCertificate } });
	return await client.send({
		method: 'GET',
		url: own,
		headers: { accept: 'application/fhir+json', cookie: 'a=b' },
		...more,
	});
}

async function refusal(wire: MemoryWire, more: Partial<HttpRequest> = {}): Promise<Failure> {
	const error: unknown = await follow(wire, more).then(
		() => new Error('It was followed'),
		(reason: unknown) => reason,
	);
	if (error instanceof Failure) return error;
	throw error;
}

describe('Redirects: a read', () => {
	test.each([301, 302, 303, 307, 308])(
		'is followed after status %i, and the first response is discarded',
		async (status) => {
			const wire = redirecting(status, '/r4/Patient/2');
			const response = await follow(wire);
			expect(await response.text()).toBe('arrived');
			expect(response.url).toBe('https://fhir.example/r4/Patient/2');
			expect(wire.discarded).toEqual([0]);
		},
	);

	test('keeps login, custom headers and client certificate below the base URL', async () => {
		const wire = redirecting(302, 'https://fhir.example/r4/Patient/2');
		await follow(wire);
		expect(wire.requests[1]?.headers).toMatchObject({
			authorization: expect.stringMatching(/^Basic /),
			'x-tenant': 'ward-7',
		});
		expect(wire.requests[1]?.tls.clientCertificate).toEqual(clientCertificate);
	});

	test.each([
		['to another host', 'https://other.example/r4/Patient/1'],
		['to another port', 'https://fhir.example:8443/r4/Patient/1'],
		['to a host given without scheme', '//other.example/r4/Patient/1'],
	])('loses login, cookie, custom headers and client certificate %s', async (_title, location) => {
		const wire = redirecting(302, location);
		await follow(wire);
		const { headers = {}, tls } = wire.requests[1] ?? {};
		expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'user-agent']);
		expect(tls?.clientCertificate).toBeUndefined();
	});

	test('that leaves the base path on the same host is followed without login', async () => {
		const wire = redirecting(302, '/login');
		await follow(wire);
		expect(wire.requests[1]?.headers).not.toHaveProperty('authorization');
	});

	test('ignores user name, password and fragment of the Location', async () => {
		const wire = redirecting(302, 'https://someone:secret@other.example/file#part');
		await follow(wire);
		expect(wire.requests[1]?.url).toBe('https://other.example/file');
	});

	test.each([
		['from https to http', 'http://fhir.example/r4/Patient/1'],
		['to an address that is not a web address', 'ftp://fhir.example/Patient'],
		['to something that is not a URL', 'https://'],
	])('%s is refused, and nothing more is sent', async (_title, location) => {
		const wire = redirecting(302, location);
		expect(await refusal(wire)).toMatchObject({ kind: 'http', status: 302, effect: 'rejected' });
		expect(wire.requests).toHaveLength(1);
	});

	test('that is redirected without end fails after five redirects', async () => {
		const wire = memoryWire((_request, index) => ({ status: 302, headers: { location: `/r4/${index}` } }));
		const failure = await refusal(wire);
		expect(failure.message).toContain('more than 5 times');
		expect(wire.requests).toHaveLength(6);
	});

	test('without a Location is a response like any other', async () => {
		const wire = memoryWire(() => ({ status: 302 }));
		expect((await follow(wire)).status).toBe(302);
	});

	test('is not followed if the request says so', async () => {
		const wire = redirecting(302, '/r4/Patient/2');
		expect((await follow(wire, { redirects: 'none' })).status).toBe(302);
		expect(wire.requests).toHaveLength(1);
	});
});

describe('Redirects: a write', () => {
	const write = {
		method: 'POST',
		body: '{"resourceType":"Patient"}',
		headers: { 'content-type': 'application/fhir+json' },
	} as const;

	test.each([307, 308])('keeps method and body on the same origin after status %i', async (status) => {
		const wire = redirecting(status, '/r4/Patient');
		await follow(wire, write);
		expect(wire.requests[1]).toMatchObject({ method: 'POST', body: write.body });
	});

	test('becomes a GET without body after 303', async () => {
		const wire = redirecting(303, '/r4/Patient/7');
		await follow(wire, write);
		expect(wire.requests[1]).toMatchObject({ method: 'GET', body: undefined });
		expect(wire.requests[1]?.headers).not.toHaveProperty('content-type');
	});

	test.each([
		[301, '/r4/Patient'],
		[302, '/r4/Patient'],
		[307, 'https://other.example/r4/Patient'],
		[308, 'https://other.example/r4/Patient'],
	])('is not followed after status %i to %s, and its body is not sent there', async (status, location) => {
		const wire = redirecting(status, location);
		expect(await refusal(wire, write)).toMatchObject({ kind: 'http', status });
		expect(wire.requests).toHaveLength(1);
	});
});
