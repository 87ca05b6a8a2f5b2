import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { fieldText } from '../support/text';
import { parseCaBundle } from '../transport/tls/bundle';
import { checkClientCertificate } from '../transport/tls/clientCertificate';
import type { TlsSettings } from '../transport/tls/settings';
import { platform } from './platform';

/** The form's values for SSL/TLS Validation. */
export type TlsValidation = 'default' | 'custom' | 'skip';

/** The choice of form and credential, and what about it deserves a second look. */
export interface TlsChoice {
	readonly settings: TlsSettings;
	/** A sentence each: a certificate of the bundle that has expired, for example. */
	readonly warnings: readonly string[];
}

/**
 * Which certificates are trusted, from the form's choice and, for `custom`, the CA bundle credential. Throws an
 * input `Failure` that names the field and the block at fault.
 */
export function tlsChoice(
	validation: TlsValidation,
	credential: ICredentialDataDecryptedObject | undefined,
	now: number,
): TlsChoice {
	if (validation !== 'custom' || !credential) {
		return { settings: { mode: validation === 'skip' ? 'skip' : 'default' }, warnings: [] };
	}
	const alsoPublic = credential.alsoTrustPublicCas === true;
	const { bundle, warnings } = parseCaBundle(fieldText(credential.caBundle), now, { mayBeEmpty: alsoPublic });
	const clientCertificate = clientCertificateOf(credential, now);
	const legacyRenegotiation = credential.legacyRenegotiation === true;
	return {
		settings: { mode: 'custom', bundle, alsoPublic, legacyRenegotiation, clientCertificate },
		warnings: warnings.map((warning) => `CA Bundle: ${warning}`),
	};
}

function clientCertificateOf(
	credential: ICredentialDataDecryptedObject,
	now: number,
): TlsSettings['clientCertificate'] {
	if (credential.mutualTls !== true) return undefined;
	return checkClientCertificate(
		{
			certificate: fieldText(credential.clientCertificate),
			key: fieldText(credential.clientPrivateKey),
			passphrase: fieldText(credential.clientKeyPassphrase) || undefined,
		},
		now,
		platform.wire.checkClientCertificate,
	);
}
