import { constants } from 'node:crypto';
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
 * The options for connections under these settings. Certificates are parsed once into a context that is cached: as PEM texts, they
 * would be parsed again for each new connection. If only Node's own CAs are trusted, there is nothing to parse, and
 * `NODE_EXTRA_CA_CERTS`, `--use-system-ca` and `--use-openssl-ca` apply as everywhere in n8n. Validation is switched on
 * explicitly, so that `NODE_TLS_REJECT_UNAUTHORIZED=0` cannot switch it off.
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
	const context = newContext(settings);
	contexts.set(key, context);
	return context;
}

function newContext(settings: TlsSettings): tls.SecureContext {
	const options = { ...clientOptions(settings.clientCertificate), secureOptions: secureOptions(settings) };
	if (settings.mode !== 'custom') return tls.createSecureContext(options);
	const { certificates } = settings.bundle;
	// Every certificate of the bundle is trusted by itself: an intermediate CA without its root is enough.
	const partial = { ...options, allowPartialTrustChain: true };
	if (!settings.alsoPublic) return tls.createSecureContext({ ...partial, ca: [...certificates] });
	return withDefaultCas(partial, certificates);
}

/** The part of Node's context that has no public function: the way in which Node.js itself adds the CAs of the option `ca`. */
interface ContextInternals {
	readonly addCACert?: (pem: string) => void;
}

/**
 * A context that trusts what Node.js trusts by default, and these certificates. The option `ca` would replace the default,
 * and no function names all of it: with `--use-openssl-ca`, which n8n's image uses for custom certificates, it is OpenSSL's
 * store (`SSL_CERT_FILE`, `SSL_CERT_DIR`). A context that is made without the option has that store, whatever it is; only
 * Node.js 20 leaves `NODE_EXTRA_CA_CERTS` out of one that certificates are added to.
 */
function withDefaultCas(options: tls.SecureContextOptions, certificates: readonly string[]): tls.SecureContext {
	const context = tls.createSecureContext(options);
	const internals = context.context as ContextInternals;
	if (typeof internals.addCACert !== 'function') {
		return tls.createSecureContext({ ...options, ca: [...certificates, ...publicCas()] });
	}
	for (const pem of certificates) internals.addCACert(pem);
	return context;
}

function clientOptions(client: ClientCertificate | undefined): tls.SecureContextOptions {
	return client ? { cert: client.certificate, key: client.key, passphrase: client.passphrase } : {};
}

/** OpenSSL's flags for these settings; undefined for the default ones. */
export function secureOptions(settings: TlsSettings): number | undefined {
	return settings.mode === 'custom' && settings.legacyRenegotiation
		? constants.SSL_OP_LEGACY_SERVER_CONNECT
		: undefined;
}

/** The CAs that Node.js trusts by default; before 22.15, without those of `NODE_EXTRA_CA_CERTS`. */
function publicCas(): readonly string[] {
	const node: Partial<typeof tls> = tls;
	return node.getCACertificates?.('default') ?? tls.rootCertificates;
}
