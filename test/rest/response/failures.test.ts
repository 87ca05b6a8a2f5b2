import { requestLabel } from '../../../nodes/Fhir/rest/request/labels';
import type { FhirRequest } from '../../../nodes/Fhir/rest/request/request';
import {
	brokenResponse,
	failureFrom,
	missingResponse,
	responseFailure,
	statusFailure,
} from '../../../nodes/Fhir/rest/response/failures';
import { type Effect, Failure } from '../../../nodes/Fhir/transport/errors/failure';
import type { HttpHeaders, HttpResponse } from '../../../nodes/Fhir/transport/http';
import { answeringServer, failureOf, fhirJson, requests } from '../support';
import { noMask } from '../../../nodes/Fhir/support/mask';

const { read, create, update } = requests;
const lost = (effect: Effect, advice?: string) =>
	new Failure({ kind: 'network', message: 'It broke off', effect, advice });
const answerOf = (status: number, headers: HttpHeaders = {}): HttpResponse => ({
	status,
	headers,
	url: 'http://h/fhir/Patient',
	mask: noMask,
	text: () => Promise.resolve(''),
	bytes: () => Promise.resolve(Buffer.alloc(0)),
	stream: () => {
		throw new Error('Nobody asks for it');
	},
	discard: () => Promise.resolve(),
});

describe('requestLabel:', () => {
	test.each<[Partial<FhirRequest>, string]>([
		[{ path: 'Patient/1' }, 'GET Patient/1'],
		[{ path: '' }, 'GET [base]'],
		[{ path: 'Patient', query: [['name', 'x']] }, 'GET Patient'],
		[{ path: '', url: 'https://h:8443/fhir/Patient?name=x#y' }, 'GET https://h:8443/fhir/Patient'],
		[{ path: 'Patient', url: 'no address' }, 'GET'],
	])('%j gives %s', (request, label) => {
		expect(requestLabel({ ...read, ...request })).toBe(label);
	});
});

describe('statusFailure:', () => {
	const { client, answering } = answeringServer();
	const withIssue = (length: number) => {
		const outcome = (diagnostics: string) =>
			JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'x', diagnostics }] });
		return outcome(`Words ${'x'.repeat(length - outcome('Words ').length)}`);
	};

	test.each([1024 * 1024, 1024 * 1024 + 1, 5 * 1024 * 1024])('the first MB of %i bytes is read', async (length) => {
		answering(400, { ...fhirJson, 'content-length': String(length) }, withIssue(length));
		const { message } = await failureOf(client().send(read));
		expect(message).toContain('Words xxx');
		expect(message).not.toContain('{');
	});

	test('keeps Retry-After and WWW-Authenticate in the details', async () => {
		const headers = { 'retry-after': '9'.repeat(70), 'www-authenticate': 'Bearer realm="x"' };
		const body = { form: 'none' } as const;
		expect(failureFrom({ status: 401, request: read, headers, body, mask: noMask }).details).toEqual({
			request: 'GET Patient/1',
			retryAfter: `${'9'.repeat(59)}…`,
			wwwAuthenticate: 'Bearer realm="x"',
		});
		expect(failureFrom({ status: 401, request: read, body, mask: noMask }).details).toEqual({
			request: 'GET Patient/1',
		});
		expect((await statusFailure(answerOf(401), read)).details).toEqual({ request: 'GET Patient/1' });
	});
});

describe('responseFailure:', () => {
	const failing = (status: number, request: FhirRequest, headers?: HttpHeaders) =>
		responseFailure(answerOf(status, headers), request, "The server's answer is odd. The end", 'Advice.');

	test.each<[number, FhirRequest, Effect]>([
		[200, read, 'unknown'],
		[200, create, 'applied'],
		[299, update, 'applied'],
		[300, update, 'unknown'],
	])('status %i for %o has the effect %s', (status, request, effect) => {
		const failure = failing(status, request);
		expect(failure).toMatchObject({ kind: 'response', status, effect });
		expect(failure.message).toMatch(
			effect === 'applied'
				? /carried out the .*, but the server's answer is odd\. The end$/
				: /^The server's answer is odd/,
		);
		expect(failure.advice).toMatch(effect === 'applied' ? /on the server.* Advice\.$/ : /^Advice\.$/);
	});

	test('lowers the first word of the sentence that it continues with', () => {
		const message = (what: string) => responseFailure(answerOf(201), create, what, '').message;
		expect(message('The Binary is odd')).toMatch(/, but the Binary is odd$/);
		expect(message('Nobody reads it. The end')).toMatch(/, but Nobody reads it\. The end$/);
	});

	test('says whether the write may be repeated', () => {
		expect(failing(201, create).advice).toMatch(/carried out twice/);
		expect(failing(200, update).advice).toMatch(/does no harm/);
	});

	test.each([
		['Patient/7/_history/1?a=b#c', 'Patient/7/_history/1'],
		['Patient/7#c', 'Patient/7'],
		['x'.repeat(301), `${'x'.repeat(299)}…`],
		['?a=b', undefined],
		[undefined, undefined],
	])('the Location %s is shown as %s', (location, named) => {
		const { details } = failing(201, create, location === undefined ? {} : { location });
		expect(details).toEqual({ request: 'POST Patient', ...(named && { location: named }) });
	});
});

describe('brokenResponse:', () => {
	test.each<[number, FhirRequest]>([
		[200, update],
		[201, create],
		[299, create],
	])('status %i for a write says that it was carried out', (status, request) => {
		const error = new Failure({ kind: 'network', message: 'It broke off', details: { host: 'h' } });
		const failure = brokenResponse(error, answerOf(status, { location: 'Patient/7' }), request);
		expect(failure).toMatchObject({
			status,
			effect: 'applied',
			message: expect.stringMatching(/carried out the (create|update), .*: It broke off$/),
			advice: expect.stringMatching(request === create ? /carried out twice/ : /no harm/),
			details: { host: 'h', request: `${request.method} ${request.path}`, location: 'Patient/7' },
		});
	});

	test.each<[string, unknown, number, FhirRequest]>([
		['of a read', lost('unknown'), 200, read],
		['with another status', lost('unknown'), 300, create],
		['with an error status', lost('unknown'), 500, create],
		['that is not a Failure', new Error('x'), 200, create],
	])('an error %s is returned unchanged', (_what, error, status, request) => {
		expect(brokenResponse(error, answerOf(status), request)).toBe(error);
	});
});

describe('missingResponse:', () => {
	test.each<[string, unknown, FhirRequest]>([
		['for a read', lost('unknown'), read],
		['for a write that must not be repeated', lost('unknown'), create],
		['for such a write that was carried out', lost('applied'), create],
		['for a write that was rejected', lost('rejected'), update],
		['for a write that was not sent', lost('notSent'), update],
		['that is not a Failure', new Error('x'), update],
	])('an error %s is returned unchanged', (_what, error, request) => {
		expect(missingResponse(error, request)).toBe(error);
	});

	test.each([
		['Check the network.', /It is not known .* the update.* does no harm\. Check the network\.$/],
		[undefined, /It is not known .* the update.* does no harm\.$/],
	])('a repeatable write: says that it may be repeated before the advice %s', (advice, expected) => {
		const failure = missingResponse(lost('unknown', advice), update);
		expect(failure).toMatchObject({ kind: 'network', effect: 'unknown', message: 'It broke off' });
		expect((failure as Failure).advice).toMatch(expected);
	});

	test('a repeatable write that was carried out: says so', () => {
		expect(missingResponse(lost('applied'), update)).toMatchObject({
			effect: 'applied',
			message: expect.stringMatching(/carried out the update, .*: It broke off$/),
			advice: expect.stringMatching(/does no harm/),
			details: { request: 'PUT Patient/1' },
		});
	});
});
