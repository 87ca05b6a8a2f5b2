import { fingerprint } from '../../support/fingerprint';

/** A client certificate for mutual TLS (RFC 8446 §4.4.2), as PEM texts. */
export interface ClientCertificate {
	readonly certificate: string;
	readonly key: string;
	readonly passphrase?: string;
}

/** A checked CA bundle, with one PEM text per certificate. `parseCaBundle` makes it. */
export interface CaBundle {
	readonly certificates: readonly string[];
	/** Hash of the certificates, part of the key of connection pools. */
	readonly fingerprint: string;
}

/** Which certificates are trusted, and which one is shown to the server. The names of the modes are the form's. */
export type TlsSettings = (
	| { readonly mode: 'default' }
	| {
			readonly mode: 'custom';
			readonly bundle: CaBundle;
			/** Is trusted as well what Node.js trusts by default? */
			readonly alsoPublic: boolean;
			/** May the server lack secure renegotiation (RFC 5746)? Default: no. */
			readonly legacyRenegotiation?: boolean;
	  }
	| { readonly mode: 'skip' }
) & { readonly clientCertificate?: ClientCertificate };

/**
 * The key of these settings for pools and caches: equal settings have equal keys. It is a hash, so neither the private key
 * nor the passphrase can be read from it.
 */
export function tlsKey(settings: TlsSettings): string {
	const trust = settings.mode === 'custom' ? [settings.bundle.fingerprint, settings.alsoPublic] : [];
	if (settings.mode === 'custom' && settings.legacyRenegotiation) trust.push('legacy renegotiation');
	const { certificate, key, passphrase } = settings.clientCertificate ?? {};
	return fingerprint([settings.mode, ...trust, certificate, key, passphrase]);
}
