import { noAuthorization } from '../transport/auth/authorization';
import { parseBaseUrl } from '../transport/baseUrl';
import { createHttpClient } from '../transport/client';
import type { HttpClient } from '../transport/http';
import { defaultLimits, type Timeouts } from '../transport/settings';
import { networkPolicy } from './network';
import { platform } from './platform';
import { n8nRuntime, userAgent } from './runtime';
import type { ConnectionSource } from './sources';

/**
 * A client for an address of this n8n itself, without any login, under n8n's network policy. It accepts every certificate: an
 * internal CA of n8n is no setting of a node, and request and response have to prove themselves by signatures instead. So it
 * is not for anything secret.
 */
export function ownAddressClient(
	{ node, logger, egress }: Pick<ConnectionSource, 'node' | 'logger' | 'egress'>,
	url: string,
	timeouts: Timeouts,
): HttpClient {
	return createHttpClient({
		wire: platform.wire,
		baseUrl: parseBaseUrl(url),
		tls: { mode: 'skip' },
		authorization: noAuthorization,
		headers: {},
		userAgent,
		timeouts,
		limits: { ...defaultLimits, bodyBytes: 64 * 1024, redirects: 0 },
		retry: { retries: 0, budget: 0 },
		network: networkPolicy(node, egress, undefined, url),
		runtime: n8nRuntime(logger),
	});
}
