import { parseNoProxy } from './noProxy';

/** The environment's variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy's address for an origin, as the environment has it but with a scheme; undefined for a direct connection. */
export type ProxyChoice = (origin: string) => string | undefined;

/**
 * Which proxy the environment names for an origin, as n8n's own nodes ask for it (the package proxy-from-env): the variable of
 * the scheme (`HTTPS_PROXY` for an https server, `HTTP_PROXY` for an http server) or `ALL_PROXY`, unless `NO_PROXY` lists the
 * host. A name in lower case comes before the same in upper case, an empty value counts as none, and npm's settings, which it
 * hands to n8n where it starts n8n, come first. An address without a scheme is an `http://` one, as curl and others take it.
 * Undefined if there is no proxy at all.
 */
export function proxyChoice(environment: Environment): ProxyChoice | undefined {
	const all = valueOf(environment, 'npm_config_proxy') || valueOf(environment, 'all_proxy');
	const proxies = { 'http:': proxyOf('http'), 'https:': proxyOf('https') };
	if (!proxies['http:'] && !proxies['https:']) return undefined;
	const bypass = parseNoProxy(valueOf(environment, 'npm_config_no_proxy') || valueOf(environment, 'no_proxy'));
	return (origin) => {
		const { protocol, hostname, port } = new URL(origin);
		const secure = protocol === 'https:';
		if (bypass(hostname, Number(port) || (secure ? 443 : 80))) return undefined;
		return proxies[secure ? 'https:' : 'http:'];
	};

	function proxyOf(scheme: 'http' | 'https'): string | undefined {
		const value = valueOf(environment, `npm_config_${scheme}_proxy`) || valueOf(environment, `${scheme}_proxy`) || all;
		if (value === '') return undefined;
		return value.includes('://') ? value : `http://${value}`;
	}
}

function valueOf(environment: Environment, name: string): string {
	return environment[name] || environment[name.toUpperCase()] || '';
}
