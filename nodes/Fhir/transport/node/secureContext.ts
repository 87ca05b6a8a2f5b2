import * as tls from 'node:tls';
import { LruMap } from '../../support/lruMap';
import { type ClientCertificate, tlsKey, type TlsSettings } from '../tls/settings';

/** Options of a TLS connection, for undici's `connect` and `tls.connect`. */
export interface TlsConnectOptions {
	readonly rejectUnauthorized: boolean;
	readonly secureContext?: tls.SecureContext;
}

/** A context contains its parsed CAs, up to a megabyte with the public ones, so only a few are kept. */
const contexts = new LruMap<string, tls.SecureContext>(32);

/**
 * The options for connections under these settings. Certificates are parsed once into a context that is cached: as PEM
 * texts, they would be parsed again for each new connection. If only Node's own CAs are trusted, there is nothing to parse,
 * and `NODE_EXTRA_CA_CERTS` and `--use-system-ca` apply as everywhere in n8n. Validation is switched on explicitly, so that
 * `NODE_TLS_REJECT_UNAUTHORIZED=0` cannot switch it off.
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
	// Every certificate of the bundle is trusted by itself: an intermediate CA without its root is enough.
	return { ...own, ca, allowPartialTrustChain: true };
}

function clientOptions(client: ClientCertificate | undefined): tls.SecureContextOptions {
	return client ? { cert: client.certificate, key: client.key, passphrase: client.passphrase } : {};
}

/** The CAs that Node.js trusts by default; before 22.15, without those of `NODE_EXTRA_CA_CERTS`. */
function publicCas(): readonly string[] {
	const node: Partial<typeof tls> = tls;
	return node.getCACertificates?.('default') ?? tls.rootCertificates;
}
