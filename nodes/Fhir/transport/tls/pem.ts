/** One block of a PEM text (RFC 7468 §2): from its BEGIN line to its END line. */
export interface PemBlock {
	/** Its place in the text, from 1. */
	readonly number: number;
	/** The label of its BEGIN line, such as `CERTIFICATE` or `ENCRYPTED PRIVATE KEY`. */
	readonly label: string;
	/** The block as RFC 7468 §3 defines it, with its line breaks restored; empty if there is a `fault`. */
	readonly pem: string;
	/** What is wrong with its format, as the end of a sentence that begins with "Block 2". */
	readonly fault?: string;
}

// Four to six dashes: five are correct, but one is easily lost or doubled when lines are joined or copied by hand.
const marker = /-{4,6} ?(BEGIN|END) ([A-Z0-9][A-Z0-9 ]{0,40}?) ?-{4,6}/g;

/** The headers of an encrypted key in OpenSSL's old format (RFC 1421 §4.6); the length of the IV is known. */
const oldEncryption = /^\s*Proc-Type:\s*4,ENCRYPTED\s*DEK-Info:\s*(AES-[\w-]+,[0-9A-F]{32}|[\w-]+,[0-9A-F]{16})/i;

/**
 * Splits a PEM text (RFC 7468) into its blocks, whatever copying has done to it: CRLF, a byte order mark, `\n` spelled out,
 * line breaks lost or turned into spaces, comments between the blocks. Blocks that are cut off or contain something other
 * than base64 have a `fault`; only text outside of blocks is ignored.
 */
export function readPem(text: string): PemBlock[] {
	const clean = text.replace(/(?<!\\)\\+(?:r\\+n|[nr])/g, '\n').replace(/\u200B/g, '');
	const blocks: PemBlock[] = [];
	const add = (label: string, rest: Pick<PemBlock, 'pem' | 'fault'>) =>
		blocks.push({ number: blocks.length + 1, label, ...rest });
	let open: { label: string; bodyAt: number } | undefined;
	for (const match of clean.matchAll(marker)) {
		const [line, side, label = ''] = match;
		if (side === 'BEGIN') {
			if (open) add(open.label, { pem: '', fault: 'has no END line' });
			open = { label, bodyAt: match.index + line.length };
			continue;
		}
		if (!open) add(label, { pem: '', fault: 'has no BEGIN line' });
		else if (open.label !== label) add(open.label, { pem: '', fault: `ends as "${label}"` });
		else add(label, writeBlock(label, clean.slice(open.bodyAt, match.index)));
		open = undefined;
	}
	if (open) add(open.label, { pem: '', fault: 'has no END line' });
	return blocks;
}

/** Is this block a private key, encrypted or not? */
export function isPrivateKey({ label }: PemBlock): boolean {
	return label.endsWith('PRIVATE KEY');
}

/** Is this block a certificate, by one of the three labels that OpenSSL reads? */
export function isCertificate({ label }: PemBlock): boolean {
	return label === 'CERTIFICATE' || label === 'X509 CERTIFICATE' || label === 'TRUSTED CERTIFICATE';
}

function writeBlock(label: string, body: string): Pick<PemBlock, 'pem' | 'fault'> {
	const encryption = oldEncryption.exec(body);
	const base64 = body.slice(encryption?.[0].length ?? 0).replace(/\s/g, '');
	if (base64 === '') return { pem: '', fault: 'is empty' };
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return { pem: '', fault: 'contains characters that do not belong there' };
	const headers = encryption ? ['Proc-Type: 4,ENCRYPTED', `DEK-Info: ${encryption[1] ?? ''}`, ''] : [];
	const lines = base64.match(/.{1,64}/g) ?? [];
	return { pem: [`-----BEGIN ${label}-----`, ...headers, ...lines, `-----END ${label}-----`, ''].join('\n') };
}
