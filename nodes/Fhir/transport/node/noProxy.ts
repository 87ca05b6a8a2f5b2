import { BlockList, isIP } from 'node:net';

/** Is a host, as `URL.hostname` gives it, reached without the proxy on this port? */
export type Bypass = (hostname: string, port: number) => boolean;

/**
 * Reads the list of `NO_PROXY`, separated by commas or blanks, as n8n reads it (the package proxy-from-env): a name stands for
 * itself alone, `.example.org` and `*.example.org` for the names that end so, `*` for every host, and a port after a colon
 * limits an entry to it. Beyond that, addresses are compared as addresses, and may be ranges such as `10.0.0.0/8`. A range
 * covers hosts that are given by their address; names are not resolved for it.
 */
export function parseNoProxy(list: string): Bypass {
	const rules = list
		.toLowerCase()
		.split(/[,\s]+/)
		.filter(Boolean)
		.map(parseRule);
	return (hostname, port) => {
		const host = withoutBrackets(hostname.toLowerCase());
		return rules.some((rule) => (rule.port === undefined || rule.port === port) && rule.covers(host));
	};
}

interface Rule {
	readonly port: number | undefined;
	covers(host: string): boolean;
}

function parseRule(entry: string): Rule {
	const { host, port } = splitPort(entry);
	const range = addressRange(host);
	if (range) return { port, covers: range };
	const name = withoutFinalDot(host);
	const suffix = name.startsWith('*') ? name.slice(1) : name.startsWith('.') ? name : undefined;
	return {
		port,
		covers: (asked) =>
			suffix === undefined ? withoutFinalDot(asked) === name : withoutFinalDot(asked).endsWith(suffix),
	};
}

/** The colons of an IPv6 address without brackets are not before a port. */
function splitPort(entry: string): { host: string; port: number | undefined } {
	const [, host = entry, port] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
	return { host: withoutBrackets(host), port: port === undefined ? undefined : Number(port) };
}

/** The hosts in an address or a range of addresses (RFC 4632); undefined for a name. */
function addressRange(text: string): ((host: string) => boolean) | undefined {
	const [address = '', bits, ...more] = text.split('/');
	const family = familyOf(address);
	if (!family || more.length > 0) return undefined;
	const list = new BlockList();
	const prefix = bits === undefined ? undefined : /^\d{1,3}$/.test(bits) ? Number(bits) : NaN;
	if (prefix === undefined) list.addAddress(address, family);
	else if (prefix <= (family === 'ipv4' ? 32 : 128)) list.addSubnet(address, prefix, family);
	return (host) => {
		const asked = familyOf(host);
		return asked !== undefined && list.check(host, asked);
	};
}

function familyOf(text: string): 'ipv4' | 'ipv6' | undefined {
	const version = isIP(text);
	return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : undefined;
}

function withoutBrackets(host: string): string {
	return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

function withoutFinalDot(name: string): string {
	return name.endsWith('.') ? name.slice(0, -1) : name;
}
