import {
	getCredentialAllowedDomains,
	isDomainAllowed,
	type ICredentialDataDecryptedObject,
	type INode,
	type NodeEgressFilter,
} from 'n8n-workflow';
import { Failure } from '../transport/errors/failure';
import type { NetworkPolicy } from '../transport/settings';

/**
 * n8n's network policy for one connection: its egress filter, and the domains that the credential is
 * allowed for. `baseUrl` comes from the credential itself, so its own host is always among those.
 */
export function networkPolicy(
	node: INode,
	egress: NodeEgressFilter | undefined,
	credential: ICredentialDataDecryptedObject | undefined,
	baseUrl: string,
): NetworkPolicy {
	const allowedDomains = credential && allowedDomainsOf(node, credential, baseUrl);
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
		lookup: egress && sharedLookup(egress),
		checkHost: (host) => {
			const verdict = egress?.validateConnectionHost(host);
			if (verdict && !verdict.ok) throw filtered(host);
		},
	};
}

let lookup: NetworkPolicy['lookup'];

/** One function for the process: the policy is the instance's, and pools are kept by the function. */
function sharedLookup(egress: NodeEgressFilter): NetworkPolicy['lookup'] {
	lookup ??= egress.createSecureLookup();
	return lookup;
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
