import {
	getCredentialAllowedDomains,
	type ICredentialDataDecryptedObject,
	type INode,
	isDomainAllowed,
	type NodeEgressFilter,
} from 'n8n-workflow';
import { Failure } from '../transport/errors/failure';
import type { NetworkPolicy } from '../transport/settings';

/** n8n's egress filter. A connection test sees no more of it than its verdict on a URL. */
export type Egress = Pick<NodeEgressFilter, 'validateUrl'> & Partial<NodeEgressFilter>;

/** A policy with a name that tokens can be kept by: equal rules, equal key. */
export interface ConnectionPolicy extends NetworkPolicy {
	readonly key: string;
}

/**
 * n8n's network policy for one connection: its egress filter, and the domains that the credential is
 * allowed for. `baseUrl` comes from the credential itself, so its own host is always among those.
 */
export function networkPolicy(
	node: INode,
	egress: Egress | undefined,
	credential: ICredentialDataDecryptedObject | undefined,
	baseUrl: string,
): ConnectionPolicy {
	const allowedDomains = credential && allowedDomainsOf(node, credential, baseUrl);
	const known = egress && knownEgress(egress);
	const passed = new Set<string>();

	const check = async (url: string): Promise<void> => {
		const { origin, hostname } = new URL(url);
		if (passed.has(origin)) return;
		if (allowedDomains !== undefined && !isDomainAllowed({ url, allowedDomains })) throw notAllowed(hostname);
		const verdict = await egress?.validateUrl(url);
		if (verdict && !verdict.ok) throw filtered(hostname);
		passed.add(origin);
	};

	return {
		// Once an origin has passed, no request waits for the answer again.
		check: (url) => (passed.has(originOf(url)) ? undefined : check(url)),
		lookup: known?.lookup,
		checkHost: known?.checkHost,
		key: JSON.stringify([known?.number ?? 0, allowedDomains ?? null]),
	};
}

interface KnownEgress {
	readonly number: number;
	readonly lookup: NetworkPolicy['lookup'];
	readonly checkHost: NetworkPolicy['checkHost'];
}

/** By n8n's filter, which is one object while it is off and another once it is on. */
const egresses = new WeakMap<Egress, KnownEgress>();
let count = 0;

/**
 * The same functions for each connection under a filter: pools are kept by them, and those of another filter are not used
 * again. A filter that decides about URLs only (that of a connection test) needs no pool of its own.
 */
function knownEgress(egress: Egress): KnownEgress | undefined {
	if (!egress.createSecureLookup && !egress.validateConnectionHost) return undefined;
	const known = egresses.get(egress) ?? {
		number: ++count,
		lookup: policedLookup(egress),
		checkHost: hostCheck(egress),
	};
	egresses.set(egress, known);
	return known;
}

function hostCheck(egress: Egress): NetworkPolicy['checkHost'] {
	if (!egress.validateConnectionHost) return undefined;
	return (host) => {
		const verdict = egress.validateConnectionHost?.(host);
		if (verdict && !verdict.ok) throw filtered(host);
	};
}

function policedLookup(egress: Egress): NetworkPolicy['lookup'] {
	const secure = egress.createSecureLookup?.();
	return (
		secure &&
		((host, options, callback) => {
			secure(host, options, (error, address, family) => {
				// The name leads elsewhere than when the URL was checked, or it is a proxy's.
				callback(error && isBlocked(error) ? filtered(host) : error, address, family);
			});
		})
	);
}

/** Is it the word of n8n's egress filter? Other errors say that a name does not exist, and the like. */
export function isBlocked(error: unknown): boolean {
	return typeof error === 'object' && error !== null && 'name' in error && /^Ssrf/.test(String(error.name));
}

function originOf(url: string): string {
	const pathAt = url.indexOf('/', url.indexOf('://') + 3);
	return pathAt < 0 ? url : url.slice(0, pathAt);
}

function allowedDomainsOf(
	node: INode,
	credentialData: ICredentialDataDecryptedObject,
	nodeEndpointUrl: string,
): string | undefined {
	// Absent in n8n 1.x, where credentials have no such list either.
	if (typeof getCredentialAllowedDomains !== 'function') return undefined;
	return getCredentialAllowedDomains({ node, credentialData, credentialOwnedSurface: true, nodeEndpointUrl });
}

function notAllowed(hostname: string): Failure {
	return new Failure({
		kind: 'policy',
		message: `The credential is not allowed for ${hostname}`,
		advice: 'Add the host to "Allowed Domains" in the credential if requests may go there.',
	});
}

function filtered(hostname: string): Failure {
	return new Failure({
		kind: 'policy',
		message: `This n8n may not send requests to ${hostname}`,
		advice: "The instance's egress filter blocks the address. Ask the administrator of n8n to allow it.",
	});
}
