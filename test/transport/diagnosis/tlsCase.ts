import type { ServerOptions } from 'node:https';
import type { TlsSettings } from '../../../nodes/Fhir/transport/tls/settings';
import { type Issued, TestCa } from '../../servers/certificates';
import { custom } from '../tls/tlsFixtures';

/** A handshake that fails, and the message and advice that the user reads. */
export interface TlsCase {
	/** Node's code; a pattern where OpenSSL 3.0 (Node 20) and 3.5 (Node 24) differ. */
	code: string | RegExp;
	when: string;
	server: Issued | ServerOptions | Uint8Array;
	tls: TlsSettings;
	host?: string;
	message: string;
	advice: string;
}

/** The advice under Default CA Bundle. */
export const choose =
	'set "SSL/TLS Validation" of the FHIR node to "Custom CA Bundle" and choose a FHIR CA Bundle API credential that contains';

/** The CA of the cases. */
export const root = TestCa.create('Hospital Root CA');
export const leaf = root.issue();
/** Trusts it. */
export const trusted = custom([root.certificate]);

/** Allows keys, hashes and protocols that are no longer safe. */
export const weak = { ciphers: 'DEFAULT@SECLEVEL=0' };
/** An issued certificate with more of Node's options. */
export const options = ({ chain, key }: Issued, more: ServerOptions) => ({ cert: chain, key, ...more });
