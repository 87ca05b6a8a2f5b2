import { errors } from 'undici';
import { requestCancelled, type WireContext, wireFailure } from '../../../nodes/Fhir/transport/diagnosis/wireFailure';
import { Failure, type FailureKind } from '../../../nodes/Fhir/transport/errors/failure';
import type { RequestInfo } from '../../../nodes/Fhir/transport/errors/requestInfo';
import { effectByStatus, tooLarge, undecodable } from '../../../nodes/Fhir/transport/errors/responseFailures';
import { type Progress, toWireError } from '../../../nodes/Fhir/transport/node/wireErrors';
import { WireError } from '../../../nodes/Fhir/transport/wire';
import { clientOf, failureOf, serve } from '../support';

const read: RequestInfo = { method: 'GET', url: 'http://fhir.example:8080/Patient?name=Levin', repeatable: true };
const write: RequestInfo = { ...read, method: 'POST', repeatable: false };
const secureRead: RequestInfo = { ...read, url: 'https://fhir.example/Patient' };

const coded = (code: string, cause?: unknown) => Object.assign(new Error('broken', { cause }), { code });

/** The failure for an error; by default of a read, before anything was sent. */
function failureFor(error: unknown, { sent = false, status = 0, ...more }: Partial<Circumstances> = {}): Failure {
	return wireFailure(toWireError(error, { sent, status }), { ...context, ...more });
}

const context: WireContext = {
	requestInfo: read,
	tls: { mode: 'default' },
	timeouts: { connect: 1_500, response: 2_500, total: 3_500 },
};

type Circumstances = WireContext & Progress;

/** The failure for a request that took too long. */
const tookTooLong = (requestInfo: RequestInfo, sent: boolean, status: number) =>
	wireFailure(new WireError({ code: 'TIMEOUT', sent, status }), { ...context, requestInfo });

/** The failure for content that could not be read. */
const unreadableContent = (requestInfo: RequestInfo, cause: Error) =>
	wireFailure(new WireError({ code: 'CONTENT_UNREADABLE', sent: true, cause }), { ...context, requestInfo });

/** The port's names for undici's codes: users see no others. */
const neutral: Record<string, string | undefined> = Object.assign(Object.create(null), {
	UND_ERR_CONNECT_TIMEOUT: 'CONNECT_TIMEOUT',
	UND_ERR_HEADERS_TIMEOUT: 'RESPONSE_TIMEOUT',
	UND_ERR_BODY_TIMEOUT: 'BODY_TIMEOUT',
	UND_ERR_HEADERS_OVERFLOW: 'HEADERS_TOO_LARGE',
});

const sent = { sent: true };
const begun = { sent: true, status: 200 };

describe('Network error:', () => {
	test.each<[string, Partial<Circumstances>, FailureKind, RegExp, RegExp]>([
		['ENOTFOUND', {}, 'network', /no host named fhir\.example:8080/, /spelling/],
		['ENODATA', {}, 'network', /no host named/, /name server/],
		['EAI_AGAIN', {}, 'network', /name server could not resolve fhir\.example:8080/, /DNS/],
		['ECONNREFUSED', {}, 'network', /refused the connection/, /container/],
		['EHOSTUNREACH', {}, 'network', /no network route to fhir\.example:8080/, /host and port/],
		['ENETUNREACH', {}, 'network', /no network route to/, /host and port/],
		['ETIMEDOUT', {}, 'timeout', /did not accept a connection within 1\.5 s/, /firewall/],
		['UND_ERR_CONNECT_TIMEOUT', {}, 'timeout', /did not accept a connection within 1\.5 s/, /firewall/],
		['ETIMEDOUT', sent, 'network', /connection to fhir\.example:8080 was lost before it responded/, /Try again/],
		['ETIMEDOUT', begun, 'network', /response from fhir\.example:8080 was cut off/, /less data at a time/],
		['ECONNRESET', {}, 'network', /closed the connection while it was being opened/, /gateway/],
		['ECONNRESET', sent, 'network', /closed the connection before it responded/, /gateway/],
		['ECONNRESET', begun, 'network', /response from fhir\.example:8080 was cut off/, /less data at a time/],
		['UND_ERR_HEADERS_TIMEOUT', sent, 'timeout', /did not respond within 2\.5 s/, /Raise the timeout/],
		['UND_ERR_BODY_TIMEOUT', begun, 'timeout', /paused for more than 2\.5 s/, /Raise the timeout/],
		['UND_ERR_HEADERS_OVERFLOW', sent, 'response', /headers .* too large/, /which headers/],
		['EMFILE', {}, 'network', /too many files/, /ulimit/],
		['E_NOBODY_KNOWS', {}, 'network', /connection to fhir\.example:8080 failed/, /host and port/],
		['constructor', {}, 'network', /connection to fhir\.example:8080 failed/, /host and port/],
	])('the code %s, with %j, becomes a failure of kind %s', (code, circumstances, kind, message, advice) => {
		const failure = failureFor(coded(code), circumstances);
		expect(failure).toMatchObject({ kind, code: neutral[code] ?? code });
		expect(failure.message).toMatch(message);
		expect(failure.advice).toMatch(advice);
	});

	test.each<[string, unknown, string | undefined]>([
		['the code rather than the name', Object.assign(coded('EPIPE'), { name: 'SystemError' }), 'EPIPE'],
		['the name if there is no code', new errors.HTTPParserError('Expected HTTP/'), 'NOT_HTTP'],
		['the name if the code is a number', new DOMException('stopped', 'AbortError'), 'AbortError'],
		['nothing if a text was thrown', 'a text', undefined],
		['nothing if undefined was thrown', undefined, undefined],
	])('its code is %s', (_what, error, code) => {
		expect(failureFor(error).code).toBe(code);
	});

	test.each<[string, string, Partial<Circumstances>, boolean]>([
		[
			'closed without a response over TLS: the advice mentions a client certificate',
			'ECONNRESET',
			{ requestInfo: secureRead },
			true,
		],
		['closed without a response, without TLS: the advice mentions no client certificate', 'ECONNRESET', {}, false],
		['refused over TLS: the advice mentions no client certificate', 'ECONNREFUSED', { requestInfo: secureRead }, false],
		[
			'cut off in the response over TLS: the advice mentions no client certificate',
			'ECONNRESET',
			{ requestInfo: secureRead, ...begun },
			false,
		],
	])('a connection that was %s', (_what, code, circumstances, maybe) => {
		expect(failureFor(coded(code), circumstances).advice?.includes('client certificate')).toBe(maybe);
	});

	it('it has the status of a response that had begun, and none otherwise', () => {
		expect(failureFor(coded('EPIPE'), begun).status).toBe(200);
		expect(failureFor(coded('EPIPE'), sent).status).toBeUndefined();
	});

	it('a failure among the causes is kept as it is', () => {
		const known = new Failure({ kind: 'policy', message: 'Not allowed' });
		expect(failureFor(new Error('outer', { cause: new Error('inner', { cause: known }) }))).toBe(known);
		expect(unreadableContent(write, new Error('outer', { cause: known }))).toBe(known);
	});
});

describe('Effect of a failed request:', () => {
	test.each([
		['GET', 200, 'applied'],
		['POST', 200, 'applied'],
		['POST', 299, 'applied'],
		['POST', 300, 'rejected'],
		['POST', 404, 'rejected'],
		['PUT', 408, 'unknown'],
		['PUT', 499, 'rejected'],
		['PUT', 500, 'unknown'],
		['DELETE', 501, 'rejected'],
		['POST', 502, 'unknown'],
		['PATCH', 503, 'unknown'],
		['POST', 504, 'unknown'],
		['GET', 500, 'rejected'],
		['HEAD', 504, 'rejected'],
	])('%s, when a response with status %i cannot be read: %s', (method, status, effect) => {
		const requestInfo = { ...write, method };
		expect(effectByStatus(requestInfo, status)).toBe(effect);
		expect(failureFor(coded('ECONNRESET'), { requestInfo, sent: true, status }).effect).toBe(effect);
		expect(tooLarge(requestInfo, status, 1).effect).toBe(effect);
		expect(undecodable(requestInfo, status, 'gzip').effect).toBe(effect);
		expect(tookTooLong(requestInfo, true, status).effect).toBe(effect);
	});

	it('a PUT whose 500 response is cut off may have been carried out', async () => {
		const server = await serve((_request, response) => {
			response.writeHead(500, { 'content-length': 100 });
			response.write('half', () => response.destroy());
		});
		const put = { method: 'PUT', url: server.url, repeatable: true, whole: true } as const;
		expect(await failureOf(clientOf(server.url).send(put))).toMatchObject({ status: 500, effect: 'unknown' });
	});

	const check = /^The server may or may not have carried out the request/;

	test.each([
		['a write that was sent', write, true, 'unknown', true],
		['a write that was not sent', write, false, 'notSent', false],
		['a read that was sent', read, true, 'unknown', false],
	])('for %s, effect and advice say whether to check the server', (_what, requestInfo, wasSent, effect, toCheck) => {
		const failures = [
			failureFor(coded('ECONNRESET'), { requestInfo, sent: wasSent }),
			tookTooLong(requestInfo, wasSent, 0),
			requestCancelled(requestInfo, wasSent),
		];
		for (const { advice = '', ...failure } of failures) {
			expect(failure.effect).toBe(effect);
			expect(check.test(advice)).toBe(toCheck);
			expect(advice).not.toMatch(/^\s|\s$|\s\s/);
		}
	});

	it('unknown if the content to be sent could not be read completely', () => {
		const failure = unreadableContent(write, new Error('no such file'));
		expect(failure).toMatchObject({ kind: 'input', effect: 'unknown', cause: { message: 'no such file' } });
	});
});

describe('Request error:', () => {
	it('a request beyond the time limit reports the limit and how to raise it', () => {
		const failure = tookTooLong(read, true, 0);
		expect(failure.message).toBe('The request to fhir.example:8080 took longer than 3.5 s');
		expect(failure.advice).toMatch(/^Raise the timeout/);
	});

	it('a request that the user cancelled needs no advice', () => {
		expect(requestCancelled(read, true)).toMatchObject({ kind: 'cancelled', advice: undefined });
	});
});

describe('Response size limit:', () => {
	test.each([
		[1_000, '1000 bytes'],
		[1024 * 1024 - 1, '1048575 bytes'],
		[1024 * 1024, '1 MB'],
		[256 * 1024 * 1024, '256 MB'],
	])('%i is written as %s', (limit, words) => {
		expect(tooLarge(read, 200, limit).message).toContain(`the limit of ${words}`);
	});
});

describe('Request header: an input error reports', () => {
	const unnamed = 'A header cannot be sent as it is';

	test.each([
		['x-mine', 'a\nb', 'The header "x-mine" cannot be sent as it is'],
		['transfer-encoding', 'chunked', 'The header "transfer-encoding" cannot be sent as it is'],
		['bad name', 'x', unnamed],
		['content-length', 'many', unnamed],
		['expect', '100-continue', unnamed],
	])('that %s cannot be sent with the value %j', async (name, value, message) => {
		const url = 'http://127.0.0.1:9';
		const failure = await failureOf(clientOf(url).send({ method: 'GET', url, headers: { [name]: value } }));
		expect(failure).toMatchObject({ kind: 'input', effect: 'notSent', message });
	});
});
