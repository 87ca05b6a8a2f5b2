import { Failure, inputFailure, type FailureKind, type Effect } from '../../nodes/Fhir/transport/errors/failure';
import { proxyFailure } from '../../nodes/Fhir/transport/diagnosis/proxyFailure';
import { ProxyError, toWireError } from '../../nodes/Fhir/transport/node/wireErrors';
import { hostOf, withoutQuery } from '../../nodes/Fhir/transport/errors/redact';

describe('A failure', () => {
	test.each<[FailureKind, Effect]>([
		['input', 'notSent'],
		['policy', 'notSent'],
		['authorization', 'notSent'],
		['tls', 'notSent'],
		['http', 'rejected'],
		['network', 'unknown'],
		['timeout', 'unknown'],
		['cancelled', 'unknown'],
		['response', 'unknown'],
	])('of the kind %s means, where nothing else is said, that the request is: %s', (kind, effect) => {
		expect(new Failure({ kind, message: 'It broke' }).effect).toBe(effect);
		expect(new Failure({ kind, message: 'It broke', effect: 'applied' }).effect).toBe('applied');
	});

	it('has details, if empty ones', () => {
		expect(new Failure({ kind: 'response', message: 'It broke' }).details).toEqual({});
		expect(inputFailure('Not a number', 'Enter one.', { field: 'count' }).details).toEqual({ field: 'count' });
	});

	it('can be told otherwise: what is not changed stays, and it is the cause itself', () => {
		const fields = {
			kind: 'http',
			advice: 'Wait.',
			code: 'busy',
			status: 503,
			effect: 'applied',
			details: { n: 1 },
		} as const;
		const first = new Failure({ ...fields, message: 'Busy' });
		const second = first.with({ message: 'Still busy' });
		expect(second).toBeInstanceOf(Failure);
		expect(second).toMatchObject({ ...fields, message: 'Still busy' });
		expect(second.cause).toBe(first);
		expect(first.with({ advice: undefined }).advice).toBeUndefined();
	});
});

describe('What is said of a proxy', () => {
	const requestInfo = { method: 'GET', url: 'https://fhir.example/Patient?name=Levin', repeatable: true };
	const answered = (status: number) => new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`);
	const beforeSending = { sent: false, status: 0 };
	const unreachable = new ProxyError('proxy:3128', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));

	test.each<[string, unknown, RegExp, RegExp, number | undefined]>([
		['wants a password', answered(407), /asks for a user name and a password/, /`HTTPS_PROXY`/, 407],
		['refuses', answered(403), /refused to connect to fhir\.example \(status 403\)/, /`NO_PROXY`/, 403],
		[
			'has an address that is none',
			new TypeError('', { cause: { code: 'ERR_INVALID_URL' } }),
			/not a URL/,
			/Check/,
			undefined,
		],
		['is not there', unreachable, /proxy proxy:3128 could not be reached/, /certificate/, undefined],
		[
			'is not there, wrapped',
			new Error('', { cause: unreachable }),
			/proxy proxy:3128 could not/,
			/running/,
			undefined,
		],
	])('that %s', (_what, error, message, advice, proxyStatus) => {
		const failure = proxyFailure(toWireError(error, beforeSending), requestInfo);
		expect(failure).toMatchObject({ kind: 'network', code: 'PROXY', effect: 'notSent' });
		expect(failure?.message).toMatch(message);
		expect(failure?.advice).toMatch(advice);
		const details = { method: 'GET', url: 'https://fhir.example/Patient', host: 'fhir.example' };
		expect(failure?.details).toStrictEqual(proxyStatus === undefined ? details : { ...details, proxyStatus });
	});

	it('keeps why it could not be reached', () => {
		const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
		const failure = proxyFailure(toWireError(new ProxyError('proxy:3128', refused), beforeSending), requestInfo);
		expect(failure?.cause).toMatchObject({ cause: { message: 'refused', code: 'ECONNREFUSED' } });
	});

	test.each<[string, unknown]>([
		['a reset connection', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
		["another's words about a proxy", new Error('The server says: Proxy response (407)')],
		['nothing', undefined],
	])('is nothing where %s is to blame', (_what, error) => {
		expect(proxyFailure(toWireError(error, beforeSending), requestInfo)).toBeUndefined();
	});
});

describe('What is shown of a URL', () => {
	test.each([
		[
			'https://user:pw@fhir.example:8443/r4/Patient?name=Levin#x',
			'https://fhir.example:8443/r4/Patient',
			'fhir.example:8443',
		],
		['https://fhir.example:443', 'https://fhir.example/', 'fhir.example'],
		['Levin', '(not a URL)', 'the server'],
	])('%s is %s, of %s', (url, shown, host) => {
		expect([withoutQuery(url), hostOf(url)]).toEqual([shown, host]);
	});
});
