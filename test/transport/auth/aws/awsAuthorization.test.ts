import { awsAuthorization } from '../../../../nodes/Fhir/transport/auth/aws/awsAuthorization';
import { regionOf } from '../../../../nodes/Fhir/transport/auth/aws/region';
import type { AwsSettings } from '../../../../nodes/Fhir/transport/auth/aws/signingKey';
import { parseBaseUrl } from '../../../../nodes/Fhir/transport/baseUrl';
import type { Failure } from '../../../../nodes/Fhir/transport/errors/failure';
import type { HttpRequest } from '../../../../nodes/Fhir/transport/http';
import { failureOf } from '../../../helpers/async';
import { awsKey, temporaryKey } from '../../../servers/aws/healthLake';
import {
	clientOver,
	type MemoryResponse,
	memoryWire,
	type Responder,
	type SentRequest,
} from '../../inMemory/memoryWire';

const base = 'https://healthlake.eu-west-1.amazonaws.com/datastore/0123/r4';
const settings = (more: Partial<AwsSettings> = {}): AwsSettings => ({
	baseUrl: parseBaseUrl(base),
	...awsKey,
	service: 'healthlake',
	...more,
});

/** A client whose clock starts at 2027-01-15T08:00:00Z and only goes on while it waits. */
function clientWith(respond: Responder, more: Partial<AwsSettings> = {}) {
	const wire = memoryWire(respond);
	let now = Date.UTC(2027, 0, 15, 8);
	const runtime = {
		now: () => now,
		sleep: async (milliseconds: number) => void (now += milliseconds),
		nextTick: async () => await Promise.resolve(),
		random: () => 0.999,
		log: () => undefined,
	};
	const authorization = awsAuthorization(settings(more), runtime);
	const client = clientOver(wire, { baseUrl: parseBaseUrl(base), authorization, runtime, headers: {} });
	return { wire, client, pass: (milliseconds: number) => (now += milliseconds) };
}

async function* streamOf(...chunks: string[]): AsyncGenerator<Uint8Array> {
	for (const chunk of chunks) yield Buffer.from(chunk);
}

const ok = (): MemoryResponse => ({ body: '{}' });
const get = (path: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
	method: 'GET',
	url: base + path,
	...more,
});
const signedHeadersOf = ({ headers }: SentRequest) => /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1];
const signatureOf = ({ headers }: SentRequest) => headers.authorization?.slice(-64);

describe('AWS authorization: the signature', () => {
	it('names key, day, region and service, and covers host, date and the headers that matter', async () => {
		const { wire, client } = clientWith(ok);
		const headers = {
			accept: 'application/fhir+json',
			prefer: 'return=minimal',
			'content-type': 'application/fhir+json',
		};
		await client.send({ method: 'POST', url: `${base}/Patient`, headers, body: '{}' });
		const [sent] = wire.requests;
		expect(sent?.headers.authorization).toMatch(
			/^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/20270115\/eu-west-1\/healthlake\/aws4_request, /,
		);
		expect(sent?.headers['x-amz-date']).toBe('20270115T080000Z');
		expect(sent && signedHeadersOf(sent)).toBe('accept;content-type;host;prefer;x-amz-date');
	});

	it('leaves out what undici or a gateway adds or changes', async () => {
		const { wire, client } = clientWith(ok);
		await client.send({ method: 'POST', url: `${base}/Binary`, headers: { 'content-length': '2' }, body: '{}' });
		expect(wire.requests.map(signedHeadersOf)).toEqual(['host;x-amz-date']);
	});

	it('covers the session token', async () => {
		const { wire, client } = clientWith(ok, temporaryKey);
		await client.send(get('/Patient/1'));
		expect(wire.requests[0]?.headers['x-amz-security-token']).toBe(temporaryKey.sessionToken);
		expect(wire.requests.map(signedHeadersOf)).toEqual(['host;x-amz-date;x-amz-security-token']);
	});

	it('is made anew with a new date for each attempt', async () => {
		const { wire, client } = clientWith((_request, index) =>
			index < 2 ? { status: 503, headers: { 'retry-after': '2' } } : ok(),
		);
		await client.send(get('/Patient/1'));
		const dates = wire.requests.map(({ headers }) => headers['x-amz-date']);
		expect(new Set(dates).size).toBe(3);
		expect(new Set(wire.requests.map(signatureOf)).size).toBe(3);
	});

	it('is made anew at the time for which AWS asks when there are too many requests', async () => {
		const tooMany = {
			status: 429,
			headers: { 'retry-after': '7', 'x-amzn-errortype': 'ThrottlingException' },
			body: '{"message":"Rate exceeded"}',
		};
		const { wire, client } = clientWith((_request, index) => (index < 1 ? tooMany : ok()));
		await client.send(get('/Patient/1'));
		const [first = '', second = ''] = wire.requests.map(({ headers }) => headers['x-amz-date']);
		const secondsOf = (date: string) => Number(date.slice(-3, -1));
		expect(secondsOf(second) - secondsOf(first)).toBeGreaterThanOrEqual(7);
	});

	it('is made anew for each hop of a redirect on the own server, and not for another', async () => {
		const { wire, client } = clientWith((_request, index) =>
			index < 2
				? { status: 307, headers: { location: index === 0 ? `${base}/Patient/2` : 'https://other.example/x' } }
				: ok(),
		);
		await client.send(get('/Patient/1'));
		const [first, second, other] = wire.requests;
		expect(first && signatureOf(first)).not.toBe(second && signatureOf(second));
		expect(Object.keys(other?.headers ?? {})).toEqual(['accept-encoding', 'user-agent']);
	});

	it('is not made for a request without login', async () => {
		const { wire, client } = clientWith(ok, temporaryKey);
		await client.send(get('/metadata', { authorization: 'none' }));
		expect(Object.keys(wire.requests[0]?.headers ?? {})).toEqual(['accept-encoding', 'user-agent']);
	});

	it('of a streamed body is the same as of the whole, and the stream is opened again to be sent', async () => {
		const { wire, client } = clientWith(ok);
		let opened = 0;
		const open = () => {
			opened++;
			return streamOf('{"a"', ':1}');
		};
		await client.send({ method: 'POST', url: `${base}/Binary`, body: open });
		await client.send({ method: 'POST', url: `${base}/Binary`, body: '{"a":1}' });
		await client.send({ method: 'POST', url: `${base}/Binary`, body: Buffer.from('{"a":1}') });
		await client.send({ method: 'POST', url: `${base}/Binary`, body: () => '{"a":1}' });
		expect(new Set(wire.requests.map(signatureOf)).size).toBe(1);
		expect(opened).toBe(2);
	});

	it('cannot be made of a stream that fails: nothing was sent', async () => {
		const { wire, client } = clientWith(ok);
		const body = async function* () {
			yield Buffer.from('{');
			throw new Error('gone');
		};
		const failure = await failureOf(client.send({ method: 'POST', url: `${base}/Binary`, body }));
		expect(failure).toMatchObject({ kind: 'input', effect: 'notSent' });
		expect(wire.requests).toEqual([]);
	});

	it('stops to read a stream when the execution is stopped', async () => {
		const { wire, client } = clientWith(ok);
		const stop = new AbortController();
		let read = 0;
		const body = async function* () {
			for (; read < 1_000; read++) {
				if (read === 3) stop.abort();
				yield Buffer.from('x');
			}
		};
		const failure = await failureOf(client.send({ method: 'POST', url: `${base}/Binary`, body, signal: stop.signal }));
		expect(failure).toMatchObject({ kind: 'cancelled', effect: 'notSent' });
		expect(read).toBeLessThan(10);
		expect(wire.requests).toEqual([]);
	});
});

it('AWS authorization: secret and session token are secrets, the access key ID is none', () => {
	const texts = awsAuthorization(settings(temporaryKey), { now: () => 0 })
		.secrets?.()
		.map(({ text }) => text);
	expect(texts).toEqual([temporaryKey.secretAccessKey, temporaryKey.sessionToken]);
});

describe('AWS authorization: the region', () => {
	it.each([
		['healthlake.eu-west-1.amazonaws.com', 'eu-west-1'],
		['healthlake-fips.us-east-1.amazonaws.com', 'us-east-1'],
		['vpce-0abc123-xyz.healthlake.us-west-2.vpce.amazonaws.com', 'us-west-2'],
		['a1b2c3.execute-api.ap-southeast-2.amazonaws.com', 'ap-southeast-2'],
		['healthlake.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
		['healthlake.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
		['healthlake.us-east-1.api.aws', 'us-east-1'],
		['fhir.eu-west-1.example.org', undefined],
		['healthlake.eu-west-1.amazonaws.com.evil.example', undefined],
		['localhost', undefined],
	])('of %s is %s', (hostname, region) => {
		expect(regionOf(hostname)).toBe(region);
	});
});

describe('AWS authorization: an input error before anything is sent', () => {
	const elsewhere = parseBaseUrl('https://fhir.example.org/r4');
	it.each<[what: string, more: Partial<AwsSettings>, field: string, advice: RegExp]>([
		['an empty access key', { accessKeyId: ' ' }, 'Access Key ID', /AKIA/],
		['an e-mail address as access key', { accessKeyId: 'someone@example.org' }, 'Access Key ID', /AKIA/],
		['an empty secret', { secretAccessKey: '' }, 'Secret Access Key', /shown only once/],
		['a secret with a blank in it', { secretAccessKey: 'wJalr XUtn' }, 'Secret Access Key', /another key/],
		['a temporary key without its token', { ...temporaryKey, sessionToken: ' ' }, 'Session Token', /ASIA/],
		['a session token with a line break', { ...temporaryKey, sessionToken: 'a\nb' }, 'Session Token', /one line/],
		['no region', { baseUrl: elsewhere }, 'Region', /eu-west-1/],
		['the title of a region', { region: 'Europe (Ireland)' }, 'Region', /code/],
		['another region than that of the base URL', { region: 'us-east-1' }, 'Region', /empty/],
		['no service', { service: '' }, 'Service', /healthlake/],
		['the title of a service', { service: 'AWS HealthLake' }, 'Service', /healthlake/],
	])('for %s', (_what, more, field, advice) => {
		let failure: Failure | undefined;
		try {
			awsAuthorization(settings(more), { now: () => 0 });
		} catch (error) {
			failure = error as Failure;
		}
		expect(failure).toMatchObject({ kind: 'input', details: { field } });
		expect(failure?.message).toContain(`"${field}"`);
		expect(failure?.advice).toMatch(advice);
		expect(JSON.stringify([failure?.message, failure?.advice])).not.toContain('wJalr');
	});

	it('is none for a region that only the field names, nor for line breaks around a key', async () => {
		const more = { baseUrl: elsewhere, region: ' eu-west-1 ', secretAccessKey: `${awsKey.secretAccessKey}\n` };
		expect(() => awsAuthorization(settings(more), { now: () => 0 })).not.toThrow();
	});
});
