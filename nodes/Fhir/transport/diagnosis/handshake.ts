import { Failure, inputFailure } from '../errors/failure';
import type { NetworkPolicy } from '../settings';
import type { PresentedChain } from '../tls/chain';
import type { TlsSettings } from '../tls/settings';
import type { HandshakeTarget, Wire, WireError } from '../wire';
import { tlsFailure } from './tlsFailure';
import { wireFailure } from './wireFailure';

/**
 * The failure for a failed handshake, with the certificate at fault named; a second handshake, which accepts any
 * certificate, finds out what the server presents. Undefined if TLS is not the cause. Never rejects, so that it cannot hide
 * the error that it explains.
 */
export async function explainTls(
	wire: Wire,
	error: WireError,
	target: HandshakeTarget,
	tls: TlsSettings,
): Promise<Failure | undefined> {
	if (!error.tls) return undefined;
	const chain = await presentedChain(wire, target, tls);
	// A server that requires a client certificate ends the second handshake, which shows none.
	return tlsFailure(error, target.host, tls, chain.length > 0 ? chain : error.tls.chain);
}

/**
 * The certificates that a server presents, found out by a handshake that accepts any certificate and sends nothing. Empty
 * if the handshake fails. Never rejects.
 */
export async function presentedChain(wire: Wire, target: HandshakeTarget, tls: TlsSettings): Promise<PresentedChain> {
	try {
		return (await wire.handshake(target, tls, 'any')).chain;
	} catch {
		return [];
	}
}

/**
 * The failure for a server that closed the connection without a response. Repeats the handshake, sends nothing, and waits
 * for the TLS alert that gives the reason: in TLS 1.3 it arrives after the handshake, and is lost when the connection closes
 * under a request (RFC 8446 §4.4.2.4, §6.2). Undefined if the server gives no reason. Never rejects.
 */
export async function explainSilence(
	wire: Wire,
	target: HandshakeTarget,
	tls: TlsSettings,
): Promise<Failure | undefined> {
	try {
		const { refusal } = await wire.handshake(target, tls, 'verify');
		return refusal && tlsFailure(refusal, target.host, tls);
	} catch {
		return undefined;
	}
}

/** Settings of a test handshake. */
export interface HandshakeOptions {
	/** Milliseconds; default 10,000. */
	readonly connectTimeout?: number;
	readonly signal?: AbortSignal;
	/** Decides whether the host may be connected to, and resolves its name. */
	readonly network?: NetworkPolicy;
}

/** The identity that a server proved in a handshake. */
export interface HandshakeSummary {
	/** E.g. `TLSv1.3`. */
	readonly protocol: string;
	readonly subject: string;
	readonly issuer: string;
	/** Milliseconds since 1970. */
	readonly validTo: number;
	readonly names: readonly string[];
}

/**
 * Does a TLS handshake with the server of a URL under these settings, without sending a request, and returns the identity
 * of the server. Throws a `Failure`: of kind `input` if the URL is not an https address, `tls` if the certificate of the
 * server or the client is refused, else `network`, `timeout`, `policy` or `cancelled`.
 */
export async function testHandshake(
	wire: Wire,
	url: string,
	tls: TlsSettings,
	{ connectTimeout = 10_000, signal, network = {} }: HandshakeOptions = {},
): Promise<HandshakeSummary> {
	const { hostname, port } = httpsAddress(url);
	const host = hostname.replace(/^\[|\]$/g, '');
	const target = { host, port, connectTimeout, signal, network };
	await network.check?.(url);
	const { protocol, chain, refusal } = await wire.handshake(target, tls, 'verify').catch(async (error: unknown) => {
		throw (await explainTls(wire, error as WireError, target, tls)) ?? unreachable(error, url, connectTimeout, tls);
	});
	if (refusal) throw tlsFailure(refusal, host, tls) ?? refusal;
	const [own] = chain;
	if (!own) throw new Failure({ kind: 'tls', message: `${host} did not send a certificate` });
	return { protocol, subject: own.subject, issuer: own.issuer, validTo: own.validTo, names: own.names };
}

function httpsAddress(url: string): { hostname: string; port: number } {
	const parsed = URL.canParse(url) ? new URL(url) : undefined;
	if (parsed?.protocol !== 'https:') {
		throw inputFailure(
			'The address to test is not an https address',
			'Enter, for example, `https://fhir.example.org`.',
		);
	}
	return { hostname: parsed.hostname, port: Number(parsed.port || 443) };
}

function unreachable(error: unknown, url: string, connectTimeout: number, tls: TlsSettings): Failure {
	const requestInfo = { method: 'HEAD', url, repeatable: true };
	const timeouts = { connect: connectTimeout, response: connectTimeout, total: connectTimeout };
	return wireFailure(error, { requestInfo, tls, timeouts });
}
