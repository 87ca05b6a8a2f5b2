import { Failure } from '../errors/failure';
import { missingIssuer, type PresentedChain } from '../tls/chain';
import { tlsReason } from '../node/tlsReason';
import { sentences } from './tlsMessages';
import type { TlsSettings } from '../tls/settings';

/**
 * The failure for an error that TLS is to blame for; nothing for any other error. `chain` is what
 * `diagnoseChain` found out, and makes the sentence name the certificate at fault.
 *
 * A server that breaks off without a word (often because it wants a client certificate) is no TLS error:
 * see `silentRefusalAdvice`.
 */
export function tlsFailure(
	error: unknown,
	host: string,
	tls: TlsSettings,
	chain: PresentedChain = [],
): Failure | undefined {
	const reason = tlsReason(error);
	if (!reason) return undefined;
	const code = typeof reason.error.code === 'string' ? reason.error.code : undefined;
	const details = { host, issuer: missingIssuer(chain), chain: chain.map(({ subject }) => subject) };
	const wording = sentences[reason.word];
	if (wording) {
		const sentence = wording({ host, tls, error: reason.error, chain });
		return new Failure({ kind: 'tls', ...sentence, code, details, cause: error });
	}
	return new Failure({
		kind: 'tls',
		message: `The TLS connection to ${host} failed`,
		advice: `The TLS library says "${reason.word.toLowerCase().replaceAll('_', ' ')}". Ask those who run the server.`,
		code,
		// It can also be one that broke later, with the request already under way.
		effect: 'unknown',
		details,
		cause: error,
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
