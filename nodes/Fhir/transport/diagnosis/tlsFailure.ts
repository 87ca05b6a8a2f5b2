import { Failure } from '../errors/failure';
import { missingIssuer, type PresentedChain } from '../tls/chain';
import type { TlsSettings } from '../tls/settings';
import type { WireError } from '../wire';
import { tlsMessages } from './tlsMessages';

/**
 * The failure for an error caused by TLS; undefined for any other error. If `chain`, the certificates that the server
 * presents, is known, the message names the certificate at fault.
 *
 * A server that closes the connection without a TLS alert, often because it requires a client certificate, causes no TLS
 * error: see `closedConnectionAdvice`.
 */
export function tlsFailure(
	error: WireError,
	host: string,
	tls: TlsSettings,
	chain: PresentedChain = [],
): Failure | undefined {
	const fault = error.tls;
	if (!fault) return undefined;
	const { code, cause } = error;
	const details = { host, issuer: missingIssuer(chain), chain: chain.map(({ subject }) => subject) };
	const describe = Object.hasOwn(tlsMessages, fault.word) ? tlsMessages[fault.word] : undefined;
	if (describe) return new Failure({ kind: 'tls', ...describe({ host, tls, fault, chain }), code, details, cause });
	return new Failure({
		kind: 'tls',
		message: `The TLS connection to ${host} failed`,
		advice: `The TLS library reports "${fault.word.toLowerCase().replaceAll('_', ' ')}". Ask the server's administrator.`,
		code,
		// The connection may also have failed later, when the request had been sent.
		effect: 'unknown',
		details,
		cause,
	});
}

/**
 * Advice for an https server that closed the connection without a response: some servers do so when a client shows no
 * certificate, after the handshake and without a TLS alert.
 */
export function closedConnectionAdvice(tls: TlsSettings): string {
	return tls.clientCertificate
		? 'The server may not accept the client certificate: check that it is complete and registered with the server.'
		: 'If the server requires a client certificate, enter it in a FHIR CA Bundle API credential and choose "Custom CA Bundle" in the node.';
}
