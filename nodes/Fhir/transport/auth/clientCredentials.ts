import { fingerprint } from '../../support/fingerprint';
import { Failure, type FailureKind } from '../errors/failure';
import { asSecret } from '../../support/mask';
import type { HttpClient } from '../http';
import type { Runtime } from '../runtime';
import type { RenewableAuthorization } from './authorization';
import { type ClientProof, clientProof } from './clientProof';
import { discoverTokenEndpoint, forgetTokenEndpoint } from './discovery';
import { parseServiceAccount } from './google';
import { keyIdHint, withGuessedKeyId } from './guessedKeyId';
import { clientSecrets } from './redact';
import { scopeHint } from './scopes';
import type { ClientCredentialsSettings } from './settings';
import { type TokenEndpoint, typedTokenUrl } from './tokenEndpoint';
import { checkSettings, tokenRequest } from './tokenRequest';
import { type Grant, readGrant } from './tokenResponse';
import { grantedScope, knownTokens, markAccepted, markRefused, tokenHeader } from './tokens';

/**
 * OAuth2 client credentials (RFC 6749 §4.4), including SMART Backend Services. Everything in this process that is made from
 * equal settings shares one token. Throws an input `Failure` for settings that cannot be sent; a private key is checked only
 * when the first token is fetched, because decrypting it takes time.
 */
export function clientCredentials(settings: ClientCredentialsSettings, runtime: Runtime): RenewableAuthorization {
	checkSettings(settings);
	// All settings are part of the key, including secrets and TLS: changed credentials never get an old token.
	const key = fingerprint(settings);
	const source = { settings, known: knownEndpoint(settings), runtime, key };
	return {
		header: (http, signal) => {
			const header = tokenHeader(key, runtime, (end) => fetchGrant(source, http, end), signal);
			return typeof header === 'string' ? header : header.catch((error: unknown) => withoutToken(error, source));
		},
		rejected: (value) => markRefused(key, value, runtime.now()),
		accepted: (value) => markAccepted(key, value),
		secrets: () => [...clientSecrets(settings), ...knownTokens(key).map(asSecret)],
		hints: () => {
			const hints = [scopeHint(settings.scope, grantedScope(key)), keyIdHint(key)];
			return hints.filter((hint) => hint !== undefined);
		},
	};
}

/** Where tokens come from, and with which settings. */
interface Source {
	readonly settings: ClientCredentialsSettings;
	/** The token URL as typed or as a key file names it; undefined if the FHIR server is to be asked for it. */
	readonly known: TokenEndpoint | undefined;
	readonly runtime: Runtime;
	/** The fingerprint of the settings. */
	readonly key: string;
}

function knownEndpoint({ authentication, tokenUrl, baseUrl }: ClientCredentialsSettings): TokenEndpoint | undefined {
	if (authentication.method === 'googleServiceAccount') {
		return { url: parseServiceAccount(authentication.keyFile).tokenUrl, typed: false, fromKeyFile: true };
	}
	return tokenUrl?.trim() ? typedTokenUrl(tokenUrl, baseUrl) : undefined;
}

function fetchGrant(source: Source, http: HttpClient, signal: AbortSignal): Promise<Grant> {
	const grant = askForToken(source, http, signal);
	// What the FHIR server said about its token endpoint may be out of date: next time it is asked again.
	grant.catch(() => forgetTokenEndpoint(source.settings));
	return grant;
}

async function askForToken(source: Source, http: HttpClient, signal: AbortSignal): Promise<Grant> {
	const { settings, known, runtime, key } = source;
	const proof = clientProof(settings, () => runtime.now());
	const endpoint = known ?? (await discoverTokenEndpoint(settings, http, runtime.now(), signal));
	const call = async (by: ClientProof) => {
		const response = await http.send({ ...tokenRequest(settings, endpoint, by), signal });
		const { keyId, algorithm, withoutKeyId } = by;
		const sent = [...(proof.sent?.() ?? []), ...(proof.withoutKeyId?.sent?.() ?? [])];
		const facts = { keyId, algorithm, keyIdIsGuessed: withoutKeyId !== undefined, sent };
		return await readGrant(response, { settings, endpoint, ...facts, now: runtime.now() });
	};
	return proof.withoutKeyId ? await withGuessedKeyId(key, proof, proof.withoutKeyId, call) : await call(proof);
}

/**
 * Turns the failure of a token call into the failure of the request that needs the token: that request was not sent. The
 * token call has had its retries, so a broken connection gets another kind, which is not retried.
 */
function withoutToken(error: unknown, source: Source): never {
	if (!(error instanceof Failure) || !connectionKinds.has(error.kind)) throw error;
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

/** Kinds of failure whose message does not mention tokens. */
const connectionKinds: ReadonlySet<FailureKind> = new Set(['network', 'timeout', 'tls', 'policy', 'http', 'response']);

/** The usual advice is about the Base URL, but the token endpoint may be on another server. */
function reachingAdvice({ advice, details }: Failure, { settings, known }: Source): string | undefined {
	if (known?.fromKeyFile)
		return 'The file in "Service Account Key" names this address as `token_uri`. Check that it can be reached from n8n.';
	if (known) return 'Check "Token URL", and that its server is running and can be reached from n8n.';
	if (String(details.url).startsWith(`${settings.baseUrl.origin}/`)) return advice;
	return 'The FHIR server named this address itself. Check that it can be reached from n8n, or enter another "Token URL".';
}
