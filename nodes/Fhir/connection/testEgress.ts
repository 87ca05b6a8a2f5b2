import type { ICredentialTestFunctions } from 'n8n-workflow';
import { type Egress, isBlocked } from './network';

/** No host has this name (RFC 6761 §6.4). */
const noHost = 'policy-check.invalid';

/**
 * n8n's egress filter for a connection test. n8n gives such a test only its old request helper. That asks the filter first,
 * and then, as no host is allowed for the request, rejects it before anything is sent. The look-up of the connection that
 * follows is Node's own: a name that resolves differently a moment later is not noticed here.
 */
export function testEgress({ helpers }: ICredentialTestFunctions): Egress {
	return {
		async validateUrl(url) {
			const attempt = helpers.request({ uri: String(url), method: 'HEAD', allowedDomains: noHost });
			const error: unknown = await attempt.then(
				() => undefined,
				(rejection: unknown) => rejection,
			);
			return isBlocked(error) ? { ok: false, error: error as Error } : { ok: true, result: undefined };
		},
	};
}
