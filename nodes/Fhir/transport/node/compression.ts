import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { LruMap } from '../../support/lruMap';
import { acceptedEncodings } from './decompression';

/** Servers of which is known how their responses arrive: at most this many. */
const maxServers = 256;
/** Smaller bodies say more about the machine's moment than about the way. */
const minBytes = 8 * 1024;
/**
 * Bytes a millisecond below which compression pays: to compress and to unpack them, zlib takes no longer than that. At 30 to 90,
 * as level and machine go, it is a loss, but a busy process sees a body later than it arrived. It is measured, because the near
 * end of a tunnel is near as well, and because some near servers write what is not compressed in thousands of small pieces: HAPI
 * FHIR takes twice as long for a page of 500 patients.
 */
const fast = 20_000;
/** Bytes by which bodies may fall behind that in all, or be ahead. */
const leeway = 512 * 1024;
/** Requests to a slow server until it is tried again. */
const pause = 250;

/** A server that is near: how its bodies have arrived so far. */
class NearServer {
	/** Bytes by which its bodies are behind a fast server's. */
	private behind = 0;
	/** Requests that will still ask for compressed responses. */
	private compressed = 0;

	/** `address`: where it was last. */
	constructor(public address: string) {}

	get encodings(): string {
		if (this.compressed === 0) return 'identity';
		this.compressed -= 1;
		return acceptedEncodings;
	}

	arrived(bytes: number, milliseconds: number): void {
		this.behind = Math.max(-leeway, this.behind + milliseconds * fast - bytes);
		if (this.behind < leeway) return;
		this.compressed = pause;
		this.behind = 0;
	}
}

/** By origin; `far` for a server in another network. */
const servers = new LruMap<string, NearServer | { readonly address: string; readonly encodings: string }>(maxServers);

/**
 * The content codings to ask a server for, as `Accept-Encoding` lists them (RFC 9110 §12.5.3): all that can be undone, or
 * `identity` once it is known to be near and as long as its bodies arrive fast.
 */
export function encodingsFor(origin: string): string {
	return servers.get(origin)?.encodings ?? acceptedEncodings;
}

/** A connection to this server was opened, without a proxy, to this IP address. Never throws. */
export function connected(origin: string, address: string): void {
	const known = servers.get(origin);
	if (known?.address === address) return;
	if (!isNear(address)) servers.set(origin, { address, encodings: acceptedEncodings });
	// A name may have several addresses, such as `localhost`: what is known stays known.
	else if (known instanceof NearServer) known.address = address;
	else servers.set(origin, new NearServer(address));
}

/** A body that was not compressed arrived from this server, in `milliseconds` after its head. */
export function arrived(origin: string, bytes: number, milliseconds: number): void {
	if (bytes < minBytes) return;
	const server = servers.get(origin);
	if (server instanceof NearServer) server.arrived(bytes, milliseconds);
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
