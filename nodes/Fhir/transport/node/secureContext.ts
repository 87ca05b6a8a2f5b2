import * as tls from 'node:tls';
import { LruMap } from '../../support/lruMap';
import { tlsKey, type ClientCertificate, type TlsSettings } from '../tls/settings';

/** What a TLS connection is opened with: undici's `connect` and `tls.connect` take it as it is. */
export interface TlsConnectOptions {
	readonly rejectUnauthorized: boolean;
	readonly secureContext?: tls.SecureContext;
}

/** A context holds its parsed CAs, up to a megabyte with the public ones: few are kept. */
const contexts = new LruMap<string, tls.SecureContext>(32);

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

function cachedContext(settings: TlsSettings): tls.SecureContext {
	const key = tlsKey(settings);
	const cached = contexts.get(key);
	if (cached) return cached;
	const context = tls.createSecureContext(contextOptions(settings));
	contexts.set(key, context);
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
