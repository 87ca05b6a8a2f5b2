import { createRequire } from 'node:module';
import { type Environment, proxyChoice } from '../../../nodes/Fhir/transport/node/proxyVariables';

/** The package by which n8n's own nodes choose a proxy. It reads the process's environment. */
const { getProxyForUrl } = createRequire(require.resolve('n8n-core'))('proxy-from-env') as {
	getProxyForUrl(url: string): string;
};

const inherited = process.env;
afterEach(() => (process.env = inherited));

function n8nChoice(environment: Environment, url: string): string | undefined {
	process.env = environment;
	return getProxyForUrl(url) || undefined;
}

const choice = (environment: Environment, url: string) => proxyChoice(environment)?.(new URL(url).origin);
const http = 'http://proxy.example:3128';
const other = 'http://other.example:3128';
const secure = 'https://fhir.example.org/r4';
const plain = 'http://fhir.example.org/r4';

describe('Proxy variables: the proxy is the one of n8n’s own nodes', () => {
	it.each<[what: string, environment: Environment, url: string, proxy: string | undefined]>([
		['no variable', {}, secure, undefined],
		['HTTPS_PROXY', { HTTPS_PROXY: http }, secure, http],
		['HTTPS_PROXY, for an http server', { HTTPS_PROXY: http }, plain, undefined],
		['HTTP_PROXY', { HTTP_PROXY: http }, plain, http],
		['HTTP_PROXY, for an https server', { HTTP_PROXY: http }, secure, undefined],
		['ALL_PROXY alone', { ALL_PROXY: http }, secure, http],
		['ALL_PROXY alone, for an http server', { ALL_PROXY: http }, plain, http],
		['all_proxy in lower case', { all_proxy: http }, secure, http],
		['ALL_PROXY beside HTTPS_PROXY', { ALL_PROXY: other, HTTPS_PROXY: http }, secure, http],
		['ALL_PROXY beside HTTPS_PROXY, for an http server', { ALL_PROXY: other, HTTPS_PROXY: http }, plain, other],
		['lower case beside upper case', { HTTPS_PROXY: other, https_proxy: http }, secure, http],
		['an empty value in lower case', { HTTPS_PROXY: http, https_proxy: '' }, secure, http],
		['empty values', { HTTPS_PROXY: '', ALL_PROXY: '' }, secure, undefined],
		["npm's setting", { npm_config_https_proxy: http, HTTPS_PROXY: other }, secure, http],
		["npm's setting for all", { npm_config_proxy: http, ALL_PROXY: other }, secure, http],
		['an address without a scheme, for an http server', { HTTP_PROXY: 'proxy.example:3128' }, plain, http],
	])('%s', (_what, environment, url, proxy) => {
		expect(choice(environment, url)).toBe(proxy);
		expect(n8nChoice(environment, url)).toBe(proxy);
	});

	it('an address without a scheme is an HTTP proxy for an https server too, where n8n would speak TLS with it', () => {
		expect(choice({ HTTPS_PROXY: 'proxy.example:3128' }, secure)).toBe(http);
	});
});

describe('Proxy variables: NO_PROXY lists the hosts that n8n’s own nodes reach directly', () => {
	it.each<[list: string, url: string, direct: boolean]>([
		['', secure, false],
		['fhir.example.org', secure, true],
		['FHIR.Example.ORG', secure, true],
		['example.org', secure, false],
		['.example.org', secure, true],
		['*.example.org', secure, true],
		['*example.org', secure, true],
		['.example.org', 'https://example.org', false],
		['.example.org', 'https://fhir.example.org.evil.example', false],
		['*', secure, true],
		['other.example,*', secure, true],
		['other.example fhir.example.org', secure, true],
		['other.example, ,fhir.example.org', secure, true],
		['fhir.example.org:443', secure, true],
		['fhir.example.org:8443', secure, false],
		['fhir.example.org:8443', 'https://fhir.example.org:8443/r4', true],
		['.example.org:8443', 'https://fhir.example.org:8443/r4', true],
		['fhir.example.org:80', plain, true],
		['*:8443', 'https://fhir.example.org:8443/r4', true],
		['*:8443', secure, false],
		['10.1.2.3', 'https://10.1.2.3/r4', true],
		['10.1.2.3', 'https://10.1.2.4/r4', false],
		['10.1.2.3:8443', 'https://10.1.2.3:8443/r4', true],
		['[fd00::1]', 'https://[fd00::1]/r4', true],
	])('"%s" for %s: %s', (list, url, direct) => {
		const proxy = direct ? undefined : http;
		expect(choice({ ALL_PROXY: http, NO_PROXY: list }, url)).toBe(proxy);
		expect(n8nChoice({ ALL_PROXY: http, NO_PROXY: list }, url)).toBe(proxy);
	});

	it.each<[list: string, url: string, direct: boolean]>([
		['10.0.0.0/8', 'https://10.1.2.3/r4', true],
		['10.0.0.0/8', 'https://11.1.2.3/r4', false],
		['192.168.0.0/16,172.16.0.0/12', 'http://172.31.255.255:8080/fhir', true],
		['10.0.0.0/8', 'https://10.example.org', false],
		['10.0.0.0/8:8443', 'https://10.1.2.3:8443', true],
		['10.0.0.0/8:8443', 'https://10.1.2.3', false],
		['0.0.0.0/0', 'https://10.1.2.3', true],
		['0.0.0.0/0', secure, false],
		['10.1.2.3/33', 'https://10.1.2.3', false],
		['10.1.2.3/x', 'https://10.1.2.3', false],
		['10.1.2.3/8/8', 'https://10.1.2.3', false],
		['fd00::/8', 'https://[fd12:3456::1]/r4', true],
		['fd00::/8', 'https://[fe80::1]/r4', false],
		['fd00::1', 'https://[fd00:0:0::1]/r4', true],
		['::1', 'https://[::1]:8443/r4', true],
		['[::1]:8443', 'https://[::1]:8443/r4', true],
		['[::1]:8443', 'https://[::1]/r4', false],
		['10.0.0.0/8', 'https://[::ffff:10.1.2.3]/r4', true],
		['fhir.example.org.', secure, true],
		['fhir.example.org', 'https://fhir.example.org./r4', true],
	])('beyond that, ranges and all forms of an address: "%s" for %s: %s', (list, url, direct) => {
		expect(choice({ ALL_PROXY: http, NO_PROXY: list }, url)).toBe(direct ? undefined : http);
	});

	it('lower case comes before upper case, unless it is empty', () => {
		expect(choice({ ALL_PROXY: http, NO_PROXY: '*', no_proxy: 'other.example' }, secure)).toBe(http);
		expect(choice({ ALL_PROXY: http, NO_PROXY: '*', no_proxy: '' }, secure)).toBeUndefined();
		expect(choice({ ALL_PROXY: http, npm_config_no_proxy: '*', no_proxy: 'other.example' }, secure)).toBeUndefined();
	});
});
