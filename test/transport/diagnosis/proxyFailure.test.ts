import { proxyFailure } from '../../../nodes/Fhir/transport/diagnosis/proxyFailure';
import { ProxyError, ProxyRefusal, ProxySchemeError, toWireError } from '../../../nodes/Fhir/transport/node/wireErrors';

describe('Proxy error:', () => {
	const requestInfo = { method: 'GET', url: 'https://fhir.example/Patient?name=Levin', repeatable: true };
	const responded = (status: number) => new ProxyRefusal(status);
	const beforeSending = { sent: false, status: 0 };
	const unreachable = new ProxyError('proxy:3128', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));

	test.each<[string, unknown, RegExp, RegExp, number | undefined]>([
		['requires a password', responded(407), /asks for a user name and a password/, /`HTTPS_PROXY`/, 407],
		['refuses the connection', responded(403), /refused to connect to fhir\.example \(status 403\)/, /`NO_PROXY`/, 403],
		[
			'has an address that is not a URL',
			new TypeError('', { cause: { code: 'ERR_INVALID_URL' } }),
			/not a URL/,
			/Check/,
			undefined,
		],
		['is of another kind', new ProxySchemeError('socks5'), /is a socks5 proxy/, /HTTP proxy.*`NO_PROXY`/, undefined],
		['cannot be reached', unreachable, /proxy proxy:3128 could not be reached/, /certificate/, undefined],
		[
			'cannot be reached, as the cause of another error',
			new Error('', { cause: unreachable }),
			/proxy proxy:3128 could not/,
			/running/,
			undefined,
		],
	])('the proxy %s', (_what, error, message, advice, proxyStatus) => {
		const failure = proxyFailure(toWireError(error, beforeSending), requestInfo);
		expect(failure).toMatchObject({ kind: 'network', code: 'PROXY', effect: 'notSent' });
		expect(failure?.message).toMatch(message);
		expect(failure?.advice).toMatch(advice);
		const details = { method: 'GET', url: 'https://fhir.example/Patient', host: 'fhir.example' };
		expect(failure?.details).toStrictEqual(proxyStatus === undefined ? details : { ...details, proxyStatus });
	});

	it('the reason why the proxy could not be reached is kept as the cause', () => {
		const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
		const failure = proxyFailure(toWireError(new ProxyError('proxy:3128', refused), beforeSending), requestInfo);
		expect(failure?.cause).toMatchObject({ cause: { message: 'refused', code: 'ECONNREFUSED' } });
	});

	test.each<[string, unknown]>([
		['a reset connection', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
		["the server's own text about a proxy", new Error('The server says: Proxy response (407)')],
		['nothing', undefined],
	])('%s is not a proxy error', (_what, error) => {
		expect(proxyFailure(toWireError(error, beforeSending), requestInfo)).toBeUndefined();
	});
});
