import type { ICredentialTestFunctions } from 'n8n-workflow';
import { isBlocked, type Egress } from './network';

/** No host has this name (RFC 6761 §6.4). */
const nowhere = 'policy-check.invalid';

/**
 * n8n's egress filter for a connection test. n8n hands such a test only its old request helper, which asks the filter
 * first; as the request is then allowed for no host, the helper ends it before anything is sent. The look-up of the
 * connection that follows is Node's own: a name that resolves differently a moment later is not noticed here.
 */
export function testEgress({ helpers }: ICredentialTestFunctions): Egress {
	return {
		async validateUrl(url) {
			const asked = helpers.request({ uri: String(url), method: 'HEAD', allowedDomains: nowhere });
			const error: unknown = await asked.then(
				() => undefined,
				(refusal: unknown) => refusal,
			);
			return isBlocked(error) ? { ok: false, error: error as Error } : { ok: true, result: undefined };
		},
	};
}
