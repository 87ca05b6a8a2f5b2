import { X509Certificate } from 'node:crypto';
import type { TlsSettings } from './settings';

/** What is worth knowing of a certificate when something is wrong with it. */
export interface CertificateSummary {
	/** The common name, else the organisation. */
	readonly subject: string;
	readonly issuer: string;
	/** Subject and issuer are the same: a root, or a server's self-signed certificate. */
	readonly selfIssued: boolean;
	/** Milliseconds since 1970. */
	readonly validFrom: number;
	readonly validTo: number;
	/** DNS names and IP addresses it stands for. */
	readonly names: readonly string[];
}

/** The certificates a server sent, its own first, each followed by the one that signed it. */
export type PresentedChain = readonly CertificateSummary[];

/** Reads a certificate's summary. */
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

/** The names of a `subjectAltName` text such as `DNS:a.example, IP Address:10.0.0.1`. */
export function subjectNames(text: string | undefined): string[] {
	const entries = text?.split(', ') ?? [];
	return entries.flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []);
}

/** A moment as messages show it: `2026-01-31`. */
export function day(milliseconds: number): string {
	return Number.isNaN(milliseconds) ? 'an unknown day' : new Date(milliseconds).toISOString().slice(0, 10);
}

/** The CA that ends the chain and was not found among the trusted ones. */
export function missingIssuer(chain: PresentedChain): string | undefined {
	// Of a root that the server sent along, subject and issuer are the same.
	return chain.at(-1)?.issuer;
}

/** Does the bundle hold a certificate of this name? If so and it was still refused, it is not the same key. */
export function bundleNames(settings: TlsSettings, subject: string): boolean {
	return bundled(settings).some((certificate) => certificate.subject === subject);
}

/**
 * Whose validity is to blame: of all that the server sent and the bundle adds, the one that ends first
 * (or begins last). That needs no clock, as it is known that one of them is out of its time.
 */
export function outOfTime(
	chain: PresentedChain,
	settings: TlsSettings,
	sign: 'expired' | 'not yet valid',
): { certificate: CertificateSummary; sentByServer: boolean } | undefined {
	const issuer = missingIssuer(chain);
	const involved = [...chain, ...bundled(settings).filter(({ subject }) => subject === issuer)];
	const order = sign === 'expired' ? earlierEnd : laterBeginning;
	const certificate = involved.sort(order)[0];
	return certificate && { certificate, sentByServer: chain.includes(certificate) };
}

function earlierEnd(a: CertificateSummary, b: CertificateSummary): number {
	return a.validTo - b.validTo;
}

function laterBeginning(a: CertificateSummary, b: CertificateSummary): number {
	return b.validFrom - a.validFrom;
}

function bundled(settings: TlsSettings): CertificateSummary[] {
	if (settings.mode !== 'custom') return [];
	return settings.bundle.certificates.map((pem) => summarize(new X509Certificate(pem)));
}

/** `CN=Hospital Root CA` of a name in Node's notation, one attribute a line; else its organisation. */
function shortName(name: string | undefined): string {
	const attributes = new Map((name ?? '').split('\n').map((line) => splitOnce(line)));
	const chosen = attributes.get('CN') ?? attributes.get('OU') ?? attributes.get('O') ?? name ?? '';
	// A server may send any text: in a sentence it stays one line of a readable length.
	return chosen.replace(/\s+/g, ' ').slice(0, 100);
}

function splitOnce(line: string): [string, string] {
	const at = line.indexOf('=');
	return [line.slice(0, at), line.slice(at + 1)];
}
