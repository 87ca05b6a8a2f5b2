import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { LruMap } from '../../support/lruMap';
import { acceptedEncodings } from './decompression';

/** Servers of which is known how their responses arrive: at most this many. */
const maxServers = 256;
/** Smaller bodies say more about the machine's moment than about the way. */
const minBytes = 8 * 1024;
/**
 * Bytes a millisecond from which compression is left out. zlib compresses and unpacks 30,000 to 90,000 in that time, as level and
 * machine go; the limit is lower, since a busy process sees a body later than it arrived. The pace is measured, because the near
 * end of a tunnel is near as well, and because some near servers write what is not compressed in thousands of small pieces: HAPI
 * FHIR then takes twice as long for a page of 500 patients.
 */
const fast = 20_000;
/** Bytes by which bodies may fall behind that in all, or be ahead. */
const leeway = 512 * 1024;
/**
 * Requests to a slow server until it is tried again: few at first, since a process that has just started is slow itself, and then
 * twice as many each time.
 */
const firstPause = 16;
const longestPause = 256;

/** What is known of the way to a server. */
class Server {
	/** Bytes by which its bodies are behind a fast server's. */
	private behind = 0;
	/** Requests that will still ask for compressed responses. */
	private compressed = 0;
	private pause = firstPause;

	constructor(
		readonly isNear: boolean,
		/** Where it was last: a name may have several addresses, such as `localhost`. */
		public address: string,
	) {}

	/** The codings to ask for in the next request. */
	next(): string {
		if (!this.isNear) return acceptedEncodings;
		if (this.compressed === 0) return 'identity';
		this.compressed -= 1;
		return acceptedEncodings;
	}

	arrived(bytes: number, milliseconds: number): void {
		this.behind = Math.max(-leeway, this.behind + milliseconds * fast - bytes);
		if (this.behind === -leeway) this.pause = firstPause;
		if (this.behind < leeway) return;
		this.compressed = this.pause;
		this.pause = Math.min(longestPause, 2 * this.pause);
		this.behind = 0;
	}
}

/** By origin. */
const servers = new LruMap<string, Server>(maxServers);

/**
 * The content codings to ask a server for in its next request, as `Accept-Encoding` lists them (RFC 9110 §12.5.3): all that can
 * be undone, or `identity` once it is known to be near and as long as its bodies arrive fast.
 */
export function encodingsFor(origin: string): string {
	return servers.get(origin)?.next() ?? acceptedEncodings;
}

/** A connection to this server was opened, without a proxy, to this IP address. Never throws. */
export function connected(origin: string, address: string): void {
	const known = servers.get(origin);
	if (known?.address === address) return;
	const near = isNear(address);
	if (known?.isNear === near) known.address = address;
	else servers.set(origin, new Server(near, address));
}

/** A body that was not compressed arrived from this server, in `milliseconds` after its head. */
export function arrived(origin: string, bytes: number, milliseconds: number): void {
	if (bytes >= minBytes) servers.get(origin)?.arrived(bytes, milliseconds);
}

/** Is the address of this machine, or in a network that it is part of? */
function isNear(address: string): boolean {
	const near = new BlockList();
	for (const [own, prefix] of ownNetworks()) near.addSubnet(own, prefix, familyOf(own));
	return near.check(address, familyOf(address));
}

/** The machine's networks, each as an address and the bits that its addresses have in common. */
function ownNetworks(): Array<[string, number]> {
	try {
		return Object.values(networkInterfaces()).flatMap((addresses = []) =>
			addresses.flatMap(({ address, cidr }): Array<[string, number]> => {
				const prefix = Number(cidr?.split('/')[1]);
				return prefix > 0 ? [[address, prefix]] : [];
			}),
		);
	} catch {
		// A sandbox may forbid the question.
		return [
			['127.0.0.0', 8],
			['::1', 128],
		];
	}
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
	return isIPv6(address) ? 'ipv6' : 'ipv4';
}
