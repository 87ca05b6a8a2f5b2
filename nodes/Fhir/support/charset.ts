/** A text, and what a user should know about how its bytes were read. */
export interface DecodedText {
	readonly text: string;
	readonly hint?: string;
}

const replacement = '\ufffd';

/**
 * The text of a body in the charset that its media type names, UTF-8 by default (RFC 8259 §8.1), without a byte order mark.
 * A byte order mark, or UTF-8 that is called something else, decides against the media type. The hint says where that is so,
 * where the charset is not known, and where bytes are not valid in it.
 */
export function decodeText(bytes: Buffer, contentType: string | undefined): DecodedText {
	const marked = charsetOfMark(bytes);
	const named = marked === 'utf-8' ? undefined : (marked ?? charsetIn(contentType, bytes));
	const decoder = named === undefined || named === 'utf-8' ? undefined : decoderOf(named);
	// Where other charsets have ASCII, these have something else.
	if (decoder && /^(utf-16|iso-2022)/.test(decoder.encoding)) return decodedBy(decoder, bytes);
	const text = bytes.toString('utf8', marked === undefined ? 0 : 3);
	const isUtf8 = isValid(text, bytes);
	if (named === undefined || named === 'utf-8' || decoder?.encoding === 'utf-8') {
		return isUtf8 ? { text } : { text, hint: invalid('UTF-8') };
	}
	if (!decoder) {
		const hint = `The server says that a response is in the charset "${named}", which is not known: it was read as UTF-8, and characters may be wrong. Do not send such a resource back.`;
		return { text, hint };
	}
	if (!isUtf8) return decodedBy(decoder, bytes);
	if (text.length === bytes.length) return { text };
	const hint = `The server says that a response is in the charset "${named}", but it is UTF-8, and was read as that.`;
	return { text, hint };
}

interface Decoder {
	readonly encoding: string;
	decode(bytes: Uint8Array): string;
}

function decoderOf(charset: string): Decoder | undefined {
	try {
		return new TextDecoder(charset);
	} catch {
		return undefined;
	}
}

function decodedBy(decoder: Decoder, bytes: Buffer): DecodedText {
	const decoded = decoder.decode(bytes);
	const text = decoder.encoding === 'windows-1252' ? withWindowsCharacters(decoded) : decoded;
	return text.includes(replacement) ? { text, hint: invalid(decoder.encoding) } : { text };
}

/** Where Windows-1252 has characters, ISO-8859-1 has control characters. */
const windowsCharacters = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Some releases of Node read Windows-1252 as ISO-8859-1. Its control characters do not occur in text that Node read well. */
function withWindowsCharacters(text: string): string {
	return text.replace(/[\x80-\x9f]/g, (control) => windowsCharacters.charAt(control.charCodeAt(0) - 0x80));
}

/** Bytes that are not UTF-8 become replacement characters; a text may have those itself. */
function isValid(text: string, bytes: Buffer): boolean {
	if (!text.includes(replacement)) return true;
	return text.split(replacement).length === bytes.toString('latin1').split('\xef\xbf\xbd').length;
}

function invalid(charset: string): string {
	return `A response of the server has bytes that are not valid in its charset, ${charset.toUpperCase()}: they are shown as "${replacement}". Do not send such a resource back, and tell the server's administrator: the server should send UTF-8, or name its charset in the Content-Type.`;
}

/** The charset of the media type; of XML without one there, that of its declaration. In lower case. */
function charsetIn(contentType: string | undefined, bytes: Buffer): string | undefined {
	const named = contentType && /;\s*charset\s*=\s*["']?([\w.:+-]{1,40})/i.exec(contentType)?.[1];
	if (named) return named.toLowerCase();
	if (bytes[0] !== 0x3c || bytes[1] !== 0x3f) return undefined;
	return /^<\?xml[^>]{1,80}encoding=["']([\w.:-]{1,40})/.exec(bytes.toString('latin1', 0, 120))?.[1]?.toLowerCase();
}

/** By the byte order mark; of UTF-16 without one, by the zeros beside the ASCII that JSON and XML begin with. */
function charsetOfMark(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
	const [first, second, third] = bytes;
	if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
	if ((first === 0xff && second === 0xfe) || (first === 0x7b && second === 0)) return 'utf-16le';
	return (first === 0xfe && second === 0xff) || (first === 0 && second === 0x7b) ? 'utf-16be' : undefined;
}
