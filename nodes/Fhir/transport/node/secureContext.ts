import { createHash } from 'node:crypto';
import * as tls from 'node:tls';
import type { ClientCertificate, TlsSettings } from '../tls/settings';

/** What a TLS connection is opened with: undici's `connect` and `tls.connect` take it as it is. */
export interface TlsConnectOptions {
	readonly rejectUnauthorized: boolean;
	readonly secureContext?: tls.SecureContext;
}

/** A context holds its parsed CAs, up to a megabyte with the public ones. */
const maxContexts = 32;
const contexts = new Map<string, tls.SecureContext>();

/**
 * The options for connections under these settings. A context with certificates is parsed once and kept:
 * given as PEM texts, each new connection would parse them again. Where Node's own CAs decide alone there
 * is nothing to parse, and `NODE_EXTRA_CA_CERTS` and `--use-system-ca` hold as everywhere in n8n.
 * Validation is asked for in so many words, so that `NODE_TLS_REJECT_UNAUTHORIZED=0` cannot undo it.
 *
 * Throws OpenSSL's error for a client certificate that `checkClientCertificate` would refuse.
 */
export function connectOptions(settings: TlsSettings): TlsConnectOptions {
	const rejectUnauthorized = settings.mode !== 'skip';
	if (settings.mode !== 'custom' && !settings.clientCertificate) return { rejectUnauthorized };
	return { rejectUnauthorized, secureContext: cachedContext(settings) };
}

/**
 * A name for these settings that pools and caches can be kept by: equal settings, equal key. It is a
 * SHA-256 hash, so that neither key nor passphrase can be read from it.
 */
export function tlsKey(settings: TlsSettings): string {
	const trust = settings.mode === 'custom' ? [settings.bundle.fingerprint, settings.alsoPublic] : [];
	const { certificate, key, passphrase } = settings.clientCertificate ?? {};
	const parts = [settings.mode, ...trust, certificate, key, passphrase];
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function cachedContext(settings: TlsSettings): tls.SecureContext {
	const key = tlsKey(settings);
	const context = contexts.get(key) ?? tls.createSecureContext(contextOptions(settings));
	// Deleted and set again, the map stands in order of use: the first is the one to let go.
	contexts.delete(key);
	contexts.set(key, context);
	const oldest = contexts.keys().next();
	if (contexts.size > maxContexts && !oldest.done) contexts.delete(oldest.value);
	return context;
}

function contextOptions(settings: TlsSettings): tls.SecureContextOptions {
	const own = clientOptions(settings.clientCertificate);
	if (settings.mode !== 'custom') return own;
	const { bundle, alsoPublic } = settings;
	const ca = [...bundle.certificates, ...(alsoPublic ? publicCas() : [])];
	// Every certificate of the bundle is trusted for itself: an intermediate without its root is enough.
	return { ...own, ca, allowPartialTrustChain: true };
}

function clientOptions(client: ClientCertificate | undefined): tls.SecureContextOptions {
	return client ? { cert: client.certificate, key: client.key, passphrase: client.passphrase } : {};
}

/** What Node trusts by default; before 22.15 it cannot name the certificates of `NODE_EXTRA_CA_CERTS`. */
function publicCas(): readonly string[] {
	const node: Partial<typeof tls> = tls;
	return node.getCACertificates?.('default') ?? tls.rootCertificates;
}
