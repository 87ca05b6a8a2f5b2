import type { ServerOptions } from 'node:https';
import type { TlsSettings } from '../../../nodes/Fhir/transport/tls/settings';
import { TestCa, type Issued } from '../../servers/certificates';
import { custom } from './tlsFixtures';

/** A line of the table: a handshake that fails, and what a person reads of it. */
export interface Row {
	/** Node's code; a pattern where OpenSSL 3.0 (Node 20) and 3.5 (Node 24) differ. */
	code: string | RegExp;
	when: string;
	server: Issued | ServerOptions | Uint8Array;
	tls: TlsSettings;
	host?: string;
	message: string;
	advice: string;
}

/** What advice under Default Bundle comes to. */
export const choose =
	'set "SSL/TLS Validation" of the FHIR node to "Custom Bundle" and choose a FHIR CA Bundle API credential that holds';

/** The CA of the table. */
export const root = TestCa.create('Hospital Root CA');
export const leaf = root.issue();
/** Trusts it. */
export const trusted = custom([root.certificate]);

/** Old enough for keys, hashes and protocols that are not safe any more. */
export const weak = { ciphers: 'DEFAULT@SECLEVEL=0' };
/** An issued certificate with more of Node's options. */
export const options = ({ chain, key }: Issued, more: ServerOptions) => ({ cert: chain, key, ...more });
