import { type Mask, noMask } from '../../support/mask';
import { Failure } from '../../transport/errors/failure';
import type { ByteStream } from '../../transport/http';
import { readErrorBody } from '../response/errorBody';
import { base64Decoded, latin } from './base64';
import { readBinaryHeader, readBinaryTail } from './binaryHeader';
import type { Wrapper, WrapperHeader } from './wrapper';
import { readXmlHeader } from './xmlHeader';

/** The content of a file, decoded if it was sent in a Binary resource. */
export interface FileContent {
	readonly content: ByteStream;
	/** Was it sent in a Binary resource? */
	readonly isDecoded: boolean;
	/** The `contentType` of the Binary resource; undefined if the file was sent as it is. */
	readonly contentType?: string;
	/** The same for a resource that has it after its data, once the content has been read. */
	readonly lateContentType?: () => string | undefined;
}

/**
 * The data of a Binary resource must begin within this number of bytes. A shorter resource whose data comes before its type
 * is read first, to decide about it.
 */
const maxHeaderLength = 1024 * 1024;

/**
 * The file in a response body that may be a Binary resource, in JSON or XML, with the file as base64 (R4 §2.15), although the file
 * itself was requested. The body is decoded as a stream. `isFhir`: does the response have the media type of FHIR? Files that are
 * other JSON or XML are returned unchanged. `mask` hides the secrets of the connection in errors. Throws a `Failure` of kind
 * `response` for a Binary without its content and for an OperationOutcome; the stream throws one if the base64 text is not valid.
 */
export async function decoded(body: ByteStream, isFhir: boolean, mask: Mask = noMask): Promise<FileContent> {
	const source = new Source(body);
	const header = await source.readUntil((text) => headerOf(text, isFhir));
	const wrapper = header?.kind === 'perhaps' ? await settled(header, source, isFhir) : header;
	if (wrapper === undefined) return { content: source.whole(), isDecoded: false };
	const { kind, contentType } = wrapper;
	if (kind === 'outcome') throw await outcomeFailure(source, mask);
	if (kind === 'external') throw await externalFailure(source);
	if (kind === 'binary') return { content: base64Decoded(source.whole(), wrapper), isDecoded: true, contentType };
	let late = contentType;
	const content = base64Decoded(source.whole(), wrapper, (tail) => {
		const found = readBinaryTail(tail);
		late ??= found.contentType;
		if (!isBinary(found.type, late, isFhir)) throw otherJsonFailure();
	});
	return { content, isDecoded: true, contentType, lateContentType: () => late };
}

function headerOf(text: string, isFhir: boolean): WrapperHeader {
	return /^(?:\xef\xbb\xbf)?\s*</.test(text) ? readXmlHeader(text) : readBinaryHeader(text, isFhir);
}

/** Decides about JSON whose data comes before its type, by reading it if it is short, else by whether the data looks like base64. */
async function settled(header: Wrapper, source: Source, isFhir: boolean): Promise<Wrapper | undefined> {
	await source.readUntil(() => 'more');
	const data = source.text.slice(header.dataAt);
	if (!source.ended) return /^[A-Za-z0-9+/=_\\\s-]{64}/.test(data) ? header : undefined;
	const { type, contentType = header.contentType } = readBinaryTail(data.slice(data.indexOf('"') + 1));
	return isBinary(type, contentType, isFhir) ? { ...header, kind: 'binary', contentType } : undefined;
}

function isBinary(type: string | undefined, contentType: string | undefined, isFhir: boolean): boolean {
	return type === 'Binary' || (type === undefined && isFhir && contentType !== undefined);
}

/** A body whose beginning is read before it is decided what to do with it. */
class Source {
	/** What was read so far, with one character for each byte. */
	text = '';
	ended = false;
	private readonly chunks: AsyncIterator<Uint8Array>;
	private readonly read: Uint8Array[] = [];

	constructor(body: ByteStream) {
		this.chunks = body[Symbol.asyncIterator]();
	}

	/** Reads until `parse` needs no more; undefined if the body ends before that, or does not fit. */
	async readUntil<Result>(parse: (text: string) => Result | 'more' | undefined): Promise<Result | undefined> {
		let parsedLength = 0;
		for (;;) {
			// Not after each of many small chunks, as it starts from the beginning.
			if (this.ended || this.text.length >= parsedLength * 1.25) {
				const result = this.text === '' ? 'more' : parse(this.text);
				if (result !== 'more') return result;
				parsedLength = this.text.length;
			}
			if (this.ended || this.text.length >= maxHeaderLength) return undefined;
			await this.readMore();
		}
	}

	/** The whole body: what was read already, and then the rest. A consumer that stops early also stops the response. */
	async *whole(): AsyncGenerator<Uint8Array> {
		try {
			yield* this.read;
			for (let next = await this.chunks.next(); !next.done; next = await this.chunks.next()) yield next.value;
		} finally {
			await this.close();
		}
	}

	/** Ends the response. */
	async close(): Promise<void> {
		await this.chunks.return?.();
	}

	private async readMore(): Promise<void> {
		const next = await this.chunks.next();
		if (next.done) this.ended = true;
		else {
			this.read.push(next.value);
			this.text += latin(next.value);
		}
	}
}

async function outcomeFailure(source: Source, mask: Mask): Promise<Failure> {
	await source.readUntil(() => 'more');
	await source.close();
	const { text, issues } = readErrorBody(Buffer.from(source.text, 'latin1').toString(), mask);
	return notTheFile(
		`The server returned an OperationOutcome in place of the file${text ? `: ${text}` : ''}`,
		'Check that the file is still there, and that the login may read it.',
		issues && { issues },
	);
}

async function externalFailure(source: Source): Promise<Failure> {
	await source.close();
	return notTheFile(
		'The server returned the Binary without its content, which it keeps elsewhere',
		'Try the option Accept with the content type of the file, or Reference or URL with the address under which the server offers the content, e.g. `Binary/123/$binary-access-read?path=Binary` on HAPI.',
	);
}

function otherJsonFailure(): Failure {
	return notTheFile(
		'The server returned JSON that looks like a Binary but is not, in place of the file',
		"Check what the server has under this address. If it should be a file, tell the server's administrator.",
	);
}

function notTheFile(message: string, advice: string, details?: Failure['details']): Failure {
	return new Failure({ kind: 'response', status: 200, message, advice, details });
}
