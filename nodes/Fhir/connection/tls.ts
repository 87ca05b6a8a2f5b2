import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { parseCaBundle } from '../transport/tls/bundle';
import { checkClientCertificate } from '../transport/tls/clientCertificate';
import type { TlsSettings } from '../transport/tls/settings';
import { textOf } from './text';

/** The form's values for SSL/TLS Validation. */
export type TlsValidation = 'default' | 'custom' | 'skip';

/** Which certificates are trusted, from the form's choice and, for `custom`, the CA bundle credential. */
export function tlsSettings(
	validation: TlsValidation,
	credential: ICredentialDataDecryptedObject | undefined,
	now: number,
): TlsSettings {
	if (validation !== 'custom' || !credential) return { mode: validation === 'skip' ? 'skip' : 'default' };
	const alsoPublic = credential.alsoTrustPublicCas === true;
	const { bundle } = parseCaBundle(textOf(credential.caBundle), now, { mayBeEmpty: alsoPublic });
	return { mode: 'custom', bundle, alsoPublic, clientCertificate: clientCertificateOf(credential, now) };
}

function clientCertificateOf(
	credential: ICredentialDataDecryptedObject,
	now: number,
): TlsSettings['clientCertificate'] {
	if (credential.mutualTls !== true) return undefined;
	return checkClientCertificate(
		{
			certificate: textOf(credential.clientCertificate),
			key: textOf(credential.clientPrivateKey),
			passphrase: textOf(credential.clientKeyPassphrase) || undefined,
		},
		now,
	);
}
