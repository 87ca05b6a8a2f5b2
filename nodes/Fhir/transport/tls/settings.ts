import { fingerprint } from '../../support/fingerprint';

/** A client certificate for mutual TLS (RFC 8446 §4.4.2), as PEM texts. */
export interface ClientCertificate {
	readonly certificate: string;
	readonly key: string;
	readonly passphrase?: string;
}

/** A checked CA bundle: one PEM text a certificate. `parseCaBundle` makes it. */
export interface CaBundle {
	readonly certificates: readonly string[];
	/** Hash over the certificates: what connection pools are kept by. */
	readonly fingerprint: string;
}

/** Which certificates are trusted, and which one is shown. The names are the form's. */
export type TlsSettings = (
	| { readonly mode: 'default' }
	| { readonly mode: 'custom'; readonly bundle: CaBundle; readonly alsoPublic: boolean }
	| { readonly mode: 'skip' }
) & { readonly clientCertificate?: ClientCertificate };

/**
 * A key for these settings that pools and caches can be kept by: equal settings, equal key. It is a hash, so neither key
 * nor passphrase can be read from it.
 */
export function tlsKey(settings: TlsSettings): string {
	const trust = settings.mode === 'custom' ? [settings.bundle.fingerprint, settings.alsoPublic] : [];
	const { certificate, key, passphrase } = settings.clientCertificate ?? {};
	return fingerprint([settings.mode, ...trust, certificate, key, passphrase]);
}
