import type { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import { Failure, inputFailure } from '../errors/failure';
import { networkFailure } from './wireFailure';
import type { NetworkPolicy } from '../settings';
import { summarize, type PresentedChain } from '../tls/chain';
import { tlsFailure } from './tlsFailure';
import { endQuietly, shakeHands, type HandshakeTarget } from '../node/handshake';
import { connectOptions } from '../node/secureContext';
import type { TlsSettings } from '../tls/settings';

/** A chain longer than this is no one's honest one. */
const maxChain = 10;

/**
 * The certificates that a server presents, asked for in a handshake of its own that accepts any and over
 * which nothing is sent. Empty where the server could not be asked: it never rejects, so that it cannot
 * hide the error it is to explain.
 */
export async function diagnoseChain(target: HandshakeTarget, settings: TlsSettings): Promise<PresentedChain> {
	try {
		// An empty store, so that Node cannot complete the chain by CAs of its own. The client certificate
		// has been shown in the handshake that failed, and without it some servers do not even begin.
		const { certificate: cert, key, passphrase } = settings.clientCertificate ?? {};
		const secureContext = tls.createSecureContext({ ca: [], cert, key, passphrase });
		const socket = await shakeHands(target, { rejectUnauthorized: false, secureContext });
		const chain = presentedBy(socket);
		socket.destroy();
		return chain;
	} catch {
		return [];
	}
}

/** The same as `tlsFailure`, with the certificates named that the server presents. */
export async function explainTls(
	error: unknown,
	target: HandshakeTarget,
	settings: TlsSettings,
): Promise<Failure | undefined> {
	if (!tlsFailure(error, target.host, settings)) return undefined;
	return tlsFailure(error, target.host, settings, await diagnoseChain(target, settings));
}

/**
 * For a server that closed a connection without an answer: shakes hands again, sends nothing, and waits for
 * the alert that says why. In TLS 1.3 it comes after the handshake, and undici overlooks it for the end of the
 * connection. Nothing where the server gives no reason; like `diagnoseChain` it never rejects.
 */
export async function explainSilence(target: HandshakeTarget, settings: TlsSettings): Promise<Failure | undefined> {
	try {
		return await refusalAfter(await shakeHands(target, connectOptions(settings)), target.host, settings);
	} catch {
		return undefined;
	}
}

/** What is allowed to a test handshake. */
export interface HandshakeOptions {
	/** Milliseconds; default 10,000. */
	readonly connectTimeout?: number;
	readonly signal?: AbortSignal;
	/** Asked before, and for the look-up of the host's address. */
	readonly network?: NetworkPolicy;
}

/** A server's identity as proved by a handshake. */
export interface HandshakeSummary {
	/** Such as `TLSv1.3`. */
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
	url: string,
	settings: TlsSettings,
	{ connectTimeout = 10_000, signal, network = {} }: HandshakeOptions = {},
): Promise<HandshakeSummary> {
	const { hostname, port } = httpsAddress(url);
	const host = hostname.replace(/^\[|\]$/g, '');
	const target = { host, port, connectTimeout, signal, network };
	try {
		await network.check?.(url);
		const socket = await shakeHands(target, connectOptions(settings));
		const [own] = presentedBy(socket);
		const protocol = socket.getProtocol() ?? 'TLS';
		const refusal = await refusalAfter(socket, host, settings);
		if (refusal) throw refusal;
		if (!own) throw new Failure({ kind: 'tls', message: `${host} shows no certificate` });
		return { protocol, subject: own.subject, issuer: own.issuer, validTo: own.validTo, names: own.names };
	} catch (error) {
		throw error instanceof Failure
			? error
			: ((await explainTls(error, target, settings)) ?? unreachable(error, url, connectTimeout, settings));
	}
}

async function refusalAfter(socket: tls.TLSSocket, host: string, settings: TlsSettings): Promise<Failure | undefined> {
	return tlsFailure(await endQuietly(socket), host, settings);
}

function httpsAddress(url: string): { hostname: string; port: number } {
	const parsed = URL.canParse(url) ? new URL(url) : undefined;
	if (parsed?.protocol !== 'https:') {
		throw inputFailure('The address to test is not an https address', 'Enter e.g. `https://fhir.example.org`.');
	}
	return { hostname: parsed.hostname, port: Number(parsed.port || 443) };
}

function unreachable(error: unknown, url: string, connectTimeout: number, settings: TlsSettings): Failure {
	const requestInfo = { method: 'HEAD', url, repeatable: true };
	const timeouts = { connect: connectTimeout, response: connectTimeout, total: connectTimeout };
	return networkFailure(error, { requestInfo, tls: settings, timeouts, sent: false, status: 0 });
}

function presentedBy(socket: tls.TLSSocket): PresentedChain {
	const chain: X509Certificate[] = [];
	let next = socket.getPeerX509Certificate();
	while (next && chain.length < maxChain) {
		chain.push(next);
		next = next.subject === next.issuer ? undefined : next.issuerCertificate;
	}
	return chain.map(summarize);
}
