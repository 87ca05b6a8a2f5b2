import { Failure } from '../errors/failure';
import { missingIssuer, type PresentedChain } from '../tls/chain';
import type { WireError } from '../wire';
import { tlsMessages } from './tlsMessages';
import type { TlsSettings } from '../tls/settings';

/**
 * The failure for an error that TLS is to blame for; undefined for every other. `chain` is what the server presents, where
 * that is known, and makes the sentence name the certificate at fault.
 *
 * A server that closes the connection without a word (often because it wants a client certificate) is no TLS error:
 * see `silentRefusalAdvice`.
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
	const wording = Object.hasOwn(tlsMessages, fault.word) ? tlsMessages[fault.word] : undefined;
	if (wording) return new Failure({ kind: 'tls', ...wording({ host, tls, fault, chain }), code, details, cause });
	return new Failure({
		kind: 'tls',
		message: `The TLS connection to ${host} failed`,
		advice: `The TLS library says "${fault.word.toLowerCase().replaceAll('_', ' ')}". Ask those who run the server.`,
		code,
		// It can also be one that broke later, with the request already under way.
		effect: 'unknown',
		details,
		cause,
	});
}

/**
 * What to try when an https server closed the connection without an answer: some do that to clients
 * whose certificate they miss, after the handshake and without a TLS alert.
 */
export function silentRefusalAdvice(tls: TlsSettings): string {
	return tls.clientCertificate
		? 'The server may not accept the client certificate: check that it is registered there and complete.'
		: 'Should the server ask for a client certificate, enter it in a FHIR CA Bundle API credential and choose "Custom Bundle" in the node.';
}
