import { errors } from 'undici';
import type { RequestInfo } from '../../nodes/Fhir/transport/errors/requestInfo';
import { effectByStatus, tooLarge, undecodable } from '../../nodes/Fhir/transport/errors/responseFailures';
import { Failure, type FailureKind } from '../../nodes/Fhir/transport/errors/failure';
import { requestStopped, wireFailure, type WireContext } from '../../nodes/Fhir/transport/diagnosis/wireFailure';
import { toWireError, type Progress } from '../../nodes/Fhir/transport/node/wireErrors';
import { WireError } from '../../nodes/Fhir/transport/wire';
import { clientOf, failureOf, serve } from './support';

const read: RequestInfo = { method: 'GET', url: 'http://fhir.example:8080/Patient?name=Levin', repeatable: true };
const write: RequestInfo = { ...read, method: 'POST', repeatable: false };
const secureRead: RequestInfo = { ...read, url: 'https://fhir.example/Patient' };

const coded = (code: string, cause?: unknown) => Object.assign(new Error('broken', { cause }), { code });

/** What is said of an error with this code; by default of a read, before anything was sent. */
function said(error: unknown, { sent = false, status = 0, ...more }: Partial<Circumstances> = {}): Failure {
	return wireFailure(toWireError(error, { sent, status }), { ...context, ...more });
}

const context: WireContext = {
	requestInfo: read,
	tls: { mode: 'default' },
	timeouts: { connect: 1_500, response: 2_500, total: 3_500 },
};

type Circumstances = WireContext & Progress;

/** What is said of a request that took too long. */
const tookTooLong = (requestInfo: RequestInfo, sent: boolean, status: number) =>
	wireFailure(new WireError({ code: 'TIMEOUT', sent, status }), { ...context, requestInfo });

/** What is said of content that broke off on our side. */
const unreadableContent = (requestInfo: RequestInfo, cause: Error) =>
	wireFailure(new WireError({ code: 'CONTENT_UNREADABLE', sent: true, cause }), { ...context, requestInfo });

/** The port's names for undici's codes: no other name of undici's is shown. */
const neutral: Record<string, string | undefined> = Object.assign(Object.create(null), {
	UND_ERR_CONNECT_TIMEOUT: 'CONNECT_TIMEOUT',
	UND_ERR_HEADERS_TIMEOUT: 'RESPONSE_TIMEOUT',
	UND_ERR_BODY_TIMEOUT: 'BODY_TIMEOUT',
	UND_ERR_HEADERS_OVERFLOW: 'HEADERS_TOO_LARGE',
});

const sent = { sent: true };
const begun = { sent: true, status: 200 };

describe('What is said of a connection that failed', () => {
	test.each<[string, Partial<Circumstances>, FailureKind, RegExp, RegExp]>([
		['ENOTFOUND', {}, 'network', /no host named fhir\.example:8080/, /spelling/],
		['ENODATA', {}, 'network', /no host named/, /name server/],
		['EAI_AGAIN', {}, 'network', /name server did not say where fhir\.example:8080 is/, /DNS/],
		['ECONNREFUSED', {}, 'network', /refused the connection/, /container/],
		['EHOSTUNREACH', {}, 'network', /no way to fhir\.example:8080/, /host and port/],
		['ENETUNREACH', {}, 'network', /no way to/, /host and port/],
		['ETIMEDOUT', {}, 'timeout', /did not open a connection within 1\.5 s/, /firewall/],
		['UND_ERR_CONNECT_TIMEOUT', {}, 'timeout', /did not open a connection within 1\.5 s/, /firewall/],
		['ETIMEDOUT', sent, 'network', /connection to fhir\.example:8080 was lost before it answered/, /Try again/],
		['ETIMEDOUT', begun, 'network', /answer of fhir\.example:8080 broke off/, /less at a time/],
		['ECONNRESET', {}, 'network', /closed the connection while it was being opened/, /gateway/],
		['ECONNRESET', sent, 'network', /closed the connection before it answered/, /gateway/],
		['ECONNRESET', begun, 'network', /answer of fhir\.example:8080 broke off/, /less at a time/],
		['UND_ERR_HEADERS_TIMEOUT', sent, 'timeout', /did not answer within 2\.5 s/, /Raise the timeout/],
		['UND_ERR_BODY_TIMEOUT', begun, 'timeout', /stopped .* for 2\.5 s/, /Raise the timeout/],
		['UND_ERR_HEADERS_OVERFLOW', sent, 'response', /headers .* too large/, /which headers/],
		['EMFILE', {}, 'network', /too many files/, /ulimit/],
		['E_NOBODY_KNOWS', {}, 'network', /connection to fhir\.example:8080 failed/, /host and port/],
		['constructor', {}, 'network', /connection to fhir\.example:8080 failed/, /host and port/],
	])('%s, %j: %s', (code, circumstances, kind, message, advice) => {
		const failure = said(coded(code), circumstances);
		expect(failure).toMatchObject({ kind, code: neutral[code] ?? code });
		expect(failure.message).toMatch(message);
		expect(failure.advice).toMatch(advice);
	});

	test.each<[string, unknown, string | undefined]>([
		['a code before a name', Object.assign(coded('EPIPE'), { name: 'SystemError' }), 'EPIPE'],
		['the name where there is no code', new errors.HTTPParserError('Expected HTTP/'), 'NOT_HTTP'],
		['the name where the code is a number', new DOMException('stopped', 'AbortError'), 'AbortError'],
		['nothing where something else was thrown', 'a text', undefined],
		['nothing where nothing was', undefined, undefined],
	])('has as its code %s', (_what, error, code) => {
		expect(said(error).code).toBe(code);
	});

	test.each<[string, string, Partial<Circumstances>, boolean]>([
		['closed in silence over TLS', 'ECONNRESET', { requestInfo: secureRead }, true],
		['closed in silence without TLS', 'ECONNRESET', {}, false],
		['refused over TLS', 'ECONNREFUSED', { requestInfo: secureRead }, false],
		['broken off over TLS', 'ECONNRESET', { requestInfo: secureRead, ...begun }, false],
	])('%s: may a client certificate be missing?', (_what, code, circumstances, maybe) => {
		expect(said(coded(code), circumstances).advice?.includes('client certificate')).toBe(maybe);
	});

	it('has the status of the answer that had begun, and none before', () => {
		expect(said(coded('EPIPE'), begun).status).toBe(200);
		expect(said(coded('EPIPE'), sent).status).toBeUndefined();
	});

	it('stays what it was where another part of the node had explained it', () => {
		const known = new Failure({ kind: 'policy', message: 'Not allowed' });
		expect(said(new Error('outer', { cause: new Error('inner', { cause: known }) }))).toBe(known);
		expect(unreadableContent(write, new Error('outer', { cause: known }))).toBe(known);
	});
});

describe('What became of the request', () => {
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
		['PATCH', 503, 'rejected'],
		['POST', 504, 'unknown'],
		['GET', 500, 'rejected'],
		['HEAD', 504, 'rejected'],
	])('of a %s whose answer with the status %i cannot be read: %s', (method, status, effect) => {
		const requestInfo = { ...write, method };
		expect(effectByStatus(requestInfo, status)).toBe(effect);
		expect(said(coded('ECONNRESET'), { requestInfo, sent: true, status }).effect).toBe(effect);
		expect(tooLarge(requestInfo, status, 1).effect).toBe(effect);
		expect(undecodable(requestInfo, status, 'gzip').effect).toBe(effect);
		expect(tookTooLong(requestInfo, true, status).effect).toBe(effect);
	});

	it('is not refused where the body of a 500 breaks off: the server may have carried the PUT out', async () => {
		const server = await serve((_request, response) => {
			response.writeHead(500, { 'content-length': 100 });
			response.write('half', () => response.destroy());
		});
		const put = { method: 'PUT', url: server.url, repeatable: true, whole: true } as const;
		expect(await failureOf(clientOf(server.url).send(put))).toMatchObject({ status: 500, effect: 'unknown' });
	});

	const check = /^The server may or may not have carried the request out/;

	test.each([
		['a write that was sent', write, true, 'unknown', true],
		['a write that was not sent', write, false, 'notSent', false],
		['a read that was sent', read, true, 'unknown', false],
	])('of %s is told, with what to check', (_what, requestInfo, wasSent, effect, toCheck) => {
		const failures = [
			said(coded('ECONNRESET'), { requestInfo, sent: wasSent }),
			tookTooLong(requestInfo, wasSent, 0),
			requestStopped(requestInfo, wasSent),
		];
		for (const { advice = '', ...failure } of failures) {
			expect(failure.effect).toBe(effect);
			expect(check.test(advice)).toBe(toCheck);
			expect(advice).not.toMatch(/^\s|\s$|\s\s/);
		}
	});

	it('is unknown where the content broke off on our side', () => {
		const failure = unreadableContent(write, new Error('no such file'));
		expect(failure).toMatchObject({ kind: 'input', effect: 'unknown', cause: { message: 'no such file' } });
	});
});

describe('A request that was ended', () => {
	it('by the time limit says what it was, and what helps', () => {
		const failure = tookTooLong(read, true, 0);
		expect(failure.message).toBe('The request to fhir.example:8080 took longer than 3.5 s');
		expect(failure.advice).toMatch(/^Raise the timeout/);
	});

	it('by the user needs no advice', () => {
		expect(requestStopped(read, true)).toMatchObject({ kind: 'cancelled', advice: undefined });
	});
});

describe('A limit', () => {
	test.each([
		[1_000, '1000 bytes'],
		[1024 * 1024 - 1, '1048575 bytes'],
		[1024 * 1024, '1 MB'],
		[256 * 1024 * 1024, '256 MB'],
	])('of %i is written as %s', (limit, words) => {
		expect(tooLarge(read, 200, limit).message).toContain(`the limit of ${words}`);
	});
});

describe('A header that cannot be sent', () => {
	const unnamed = 'A header cannot be sent as it is';

	test.each([
		['x-mine', 'a\nb', 'The header "x-mine" cannot be sent as it is'],
		['transfer-encoding', 'chunked', 'The header "transfer-encoding" cannot be sent as it is'],
		['bad name', 'x', unnamed],
		['content-length', 'many', unnamed],
		['expect', '100-continue', unnamed],
	])('%s: %j', async (name, value, message) => {
		const url = 'http://127.0.0.1:9';
		const failure = await failureOf(clientOf(url).send({ method: 'GET', url, headers: { [name]: value } }));
		expect(failure).toMatchObject({ kind: 'input', effect: 'notSent', message });
	});
});
