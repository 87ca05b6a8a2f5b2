import { Failure, inputFailure } from '../errors/failure';
import type { NetworkPolicy } from '../settings';
import type { PresentedChain } from '../tls/chain';
import type { TlsSettings } from '../tls/settings';
import type { HandshakeTarget, Wire, WireError } from '../wire';
import { tlsFailure } from './tlsFailure';
import { wireFailure } from './wireFailure';

/**
 * A failed handshake with the certificates named that the server presents; they are asked for in a handshake of its own
 * that accepts any. Undefined where TLS is not to blame. Never rejects, so that it cannot hide the error it explains.
 */
export async function explainTls(
	wire: Wire,
	error: WireError,
	target: HandshakeTarget,
	tls: TlsSettings,
): Promise<Failure | undefined> {
	if (!error.tls) return undefined;
	return tlsFailure(error, target.host, tls, await presentedChain(wire, target, tls));
}

/**
 * The certificates that a server presents, asked for in a handshake that accepts any and over which nothing is sent. Empty
 * where the server could not be asked: it never rejects.
 */
export async function presentedChain(wire: Wire, target: HandshakeTarget, tls: TlsSettings): Promise<PresentedChain> {
	try {
		return (await wire.handshake(target, tls, 'any')).chain;
	} catch {
		return [];
	}
}

/**
 * For a server that closed a connection without a response: shakes hands again, sends nothing, and waits for the alert
 * that says why. In TLS 1.3 it comes after the handshake, and is overlooked for the end of the connection. Undefined
 * where the server gives no reason; never rejects.
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
	/** Asked before, and for the look-up of the host's address. */
	readonly network?: NetworkPolicy;
}

/** A server's identity as proved by a handshake. */
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
 * Shakes hands with the server of a URL under these settings, without sending a request, and says who it
 * is. Throws a `Failure` that names the certificate at fault: `input` for what is no https address, `tls`
 * where the server or the client certificate is refused, else `network`, `timeout`, `policy` or `cancelled`.
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
	if (!own) throw new Failure({ kind: 'tls', message: `${host} shows no certificate` });
	return { protocol, subject: own.subject, issuer: own.issuer, validTo: own.validTo, names: own.names };
}

function httpsAddress(url: string): { hostname: string; port: number } {
	const parsed = URL.canParse(url) ? new URL(url) : undefined;
	if (parsed?.protocol !== 'https:') {
		throw inputFailure('The address to test is not an https address', 'Enter e.g. `https://fhir.example.org`.');
	}
	return { hostname: parsed.hostname, port: Number(parsed.port || 443) };
}

function unreachable(error: unknown, url: string, connectTimeout: number, tls: TlsSettings): Failure {
	const requestInfo = { method: 'HEAD', url, repeatable: true };
	const timeouts = { connect: connectTimeout, response: connectTimeout, total: connectTimeout };
	return wireFailure(error, { requestInfo, tls, timeouts });
}
