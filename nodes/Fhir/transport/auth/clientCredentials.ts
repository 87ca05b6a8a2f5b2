import { fingerprint } from '../../support/fingerprint';
import { Failure, type FailureKind } from '../errors/failure';
import type { HttpClient } from '../http';
import type { Runtime } from '../runtime';
import type { Authorization } from './authorization';
import { clientProof } from './clientProof';
import { discoverTokenEndpoint, forgetTokenEndpoint } from './discovery';
import { scopeHint } from './scopes';
import type { ClientCredentialsSettings } from './settings';
import { checkSettings, tokenRequest } from './tokenRequest';
import { type Grant, readGrant } from './tokenResponse';
import { grantedScope, proveToken, refuseToken, tokenHeader } from './tokens';
import { type TokenEndpoint, typedTokenUrl } from './tokenEndpoint';

/**
 * OAuth2 client credentials (RFC 6749 §4.4), SMART Backend Services among them. Tokens are shared by all that
 * is made from equal settings in this process. Throws an input `Failure` for settings that cannot be sent; a
 * private key is looked at when the first token is fetched, since opening an encrypted one takes time.
 */
export function clientCredentials(settings: ClientCredentialsSettings, runtime: Runtime): Authorization {
	checkSettings(settings);
	const { baseUrl, tokenUrl } = settings;
	const typed = tokenUrl?.trim() ? typedTokenUrl(tokenUrl, baseUrl) : undefined;
	const source = { settings, typed, runtime };
	// All settings take part, secrets and TLS too: changed credentials never meet an old token.
	const key = fingerprint(settings);
	return {
		header: (http, signal) => {
			const header = tokenHeader(key, runtime, (end) => fetchGrant(source, http, end), signal);
			return typeof header === 'string' ? header : header.catch((error: unknown) => withoutToken(error, source));
		},
		rejected: (value) => refuseToken(key, value, runtime.now()),
		accepted: (value) => proveToken(key, value),
		hints: () => {
			const hint = scopeHint(settings.scope, grantedScope(key));
			return hint === undefined ? [] : [hint];
		},
	};
}

/** Where tokens come from, and by what settings. */
interface Source {
	readonly settings: ClientCredentialsSettings;
	/** As typed; without one, the FHIR server is asked. */
	readonly typed: TokenEndpoint | undefined;
	readonly runtime: Runtime;
}

function fetchGrant(source: Source, http: HttpClient, signal: AbortSignal): Promise<Grant> {
	const grant = askForToken(source, http, signal);
	// The server's word about its token endpoint may be out of date: it is asked anew next time.
	grant.catch(() => forgetTokenEndpoint(source.settings));
	return grant;
}

async function askForToken(
	{ settings, typed, runtime }: Source,
	http: HttpClient,
	signal: AbortSignal,
): Promise<Grant> {
	const proof = clientProof(settings, () => runtime.now());
	const endpoint = typed ?? (await discoverTokenEndpoint(settings, http, runtime.now(), signal));
	const response = await http.send({ ...tokenRequest(settings, endpoint, proof), signal });
	return await readGrant(response, { settings, endpoint, keyId: proof.keyId, now: runtime.now() });
}

/**
 * A failure on the way to a token, as the request that needs the token sees it: it was not sent, whatever became
 * of the token call. That one has had its retries, so a broken connection is no reason to start over.
 */
function withoutToken(error: unknown, source: Source): never {
	if (!(error instanceof Failure) || !onTheWay.has(error.kind)) throw error;
	const { kind, code, status, details } = error;
	throw new Failure({
		kind: kind === 'network' || kind === 'timeout' ? 'authorization' : kind,
		message: `No access token could be fetched: ${error.message}`,
		advice: kind === 'tls' || kind === 'policy' ? error.advice : reachingAdvice(error, source),
		code,
		status,
		details,
		effect: 'notSent',
		cause: error,
	});
}

/** Kinds of failure that say nothing of tokens by themselves. */
const onTheWay: ReadonlySet<FailureKind> = new Set(['network', 'timeout', 'tls', 'policy', 'http', 'response']);

/** The connection's own advice speaks of the base URL; the token endpoint may be elsewhere. */
function reachingAdvice({ advice, details }: Failure, { settings, typed }: Source): string | undefined {
	if (typed) return 'Check "Token URL", and that its server is running and can be reached from n8n.';
	if (String(details.url).startsWith(`${settings.baseUrl.origin}/`)) return advice;
	return 'The FHIR server named this address itself. Check that it can be reached from n8n, or enter another "Token URL".';
}
