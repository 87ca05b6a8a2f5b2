import { X509Certificate } from 'node:crypto';
import type { TlsSettings } from './settings';

/** What messages say about a certificate. */
export interface CertificateSummary {
	/** The common name, else the organizational unit, else the organization. */
	readonly subject: string;
	readonly issuer: string;
	/** Subject and issuer are the same: a root, or a server's self-signed certificate. */
	readonly selfIssued: boolean;
	/** Milliseconds since 1970. */
	readonly validFrom: number;
	readonly validTo: number;
	/** The DNS names and IP addresses that it is valid for. */
	readonly names: readonly string[];
}

/** The certificates that a server sent: its own first, each followed by the certificate of its issuer. */
export type PresentedChain = readonly CertificateSummary[];

/** Summarizes a certificate. */
export function summarize(certificate: X509Certificate): CertificateSummary {
	return {
		subject: shortName(certificate.subject),
		issuer: shortName(certificate.issuer),
		selfIssued: certificate.subject === certificate.issuer,
		validFrom: Date.parse(certificate.validFrom),
		validTo: Date.parse(certificate.validTo),
		names: subjectNames(certificate.subjectAltName),
	};
}

/** The names in a `subjectAltName` text such as `DNS:a.example, IP Address:10.0.0.1` (RFC 5280 §4.2.1.6). */
export function subjectNames(text: string | undefined): string[] {
	const entries = text?.split(', ') ?? [];
	return entries.flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []);
}

/** The date of a time in milliseconds since 1970, for messages: `2026-01-31`. */
export function day(milliseconds: number): string {
	return Number.isNaN(milliseconds) ? 'an unknown date' : new Date(milliseconds).toISOString().slice(0, 10);
}

/** The name of the CA that issued the last certificate of the chain; undefined for an empty chain. */
export function missingIssuer(chain: PresentedChain): string | undefined {
	// If the server sent the root too, its subject and issuer are the same.
	return chain.at(-1)?.issuer;
}

/** Does the bundle contain a certificate with this subject? If it does and the server was still refused, the key differs. */
export function bundleNames(settings: TlsSettings, subject: string): boolean {
	return bundled(settings).some((certificate) => certificate.subject === subject);
}

/**
 * The certificate that has expired (or is not yet valid): of those that the server sent and the bundle adds, the one that
 * ends first (or begins last). No clock is needed, since one of them is known to be the cause.
 */
export function outOfTime(
	chain: PresentedChain,
	settings: TlsSettings,
	fault: 'expired' | 'not yet valid',
): { certificate: CertificateSummary; sentByServer: boolean } | undefined {
	const issuer = missingIssuer(chain);
	const involved = [...chain, ...bundled(settings).filter(({ subject }) => subject === issuer)];
	const order = fault === 'expired' ? byEnd : byBeginningDescending;
	const certificate = involved.sort(order)[0];
	return certificate && { certificate, sentByServer: chain.includes(certificate) };
}

function byEnd(a: CertificateSummary, b: CertificateSummary): number {
	return a.validTo - b.validTo;
}

function byBeginningDescending(a: CertificateSummary, b: CertificateSummary): number {
	return b.validFrom - a.validFrom;
}

function bundled(settings: TlsSettings): CertificateSummary[] {
	if (settings.mode !== 'custom') return [];
	return settings.bundle.certificates.map((pem) => summarize(new X509Certificate(pem)));
}

/** The `CN`, else `OU`, else `O` of a name as Node.js writes it, with one attribute per line. */
function shortName(name: string | undefined): string {
	const attributes = new Map((name ?? '').split('\n').map((line) => splitOnce(line)));
	const chosen = attributes.get('CN') ?? attributes.get('OU') ?? attributes.get('O') ?? name ?? '';
	// A server may send any text: in messages it is one line of limited length.
	return chosen.replace(/\s+/g, ' ').slice(0, 100);
}

function splitOnce(line: string): [string, string] {
	const at = line.indexOf('=');
	return [line.slice(0, at), line.slice(at + 1)];
}
