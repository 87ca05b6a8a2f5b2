import { pipeline, Transform, type Readable } from 'node:stream';
import { codingsOf, decompress, type Coding } from './decompression';
import type { RequestInfo } from '../errors/requestInfo';
import { tooLarge, undecodable } from '../errors/responseFailures';
import { codeOf } from '../../support/errors';
import { Failure } from '../errors/failure';
import type { HttpHeaders, HttpResponse } from '../http';
import { streamOf } from './streams';
import type { IncomingBody } from './body';
import type { Incoming } from './exchange';

/** An answer as the layers above see it: decompressed, within the limit of decompressed bytes. */
export class Answer implements HttpResponse {
	readonly status: number;
	readonly headers: HttpHeaders;
	readonly url: string;
	private readonly body: IncomingBody;

	constructor(
		{ status, headers, body }: Incoming,
		private readonly requestInfo: RequestInfo,
		private readonly limit: number,
	) {
		this.status = status;
		this.headers = headers;
		this.url = requestInfo.url;
		this.body = body;
	}

	async text(): Promise<string> {
		return utf8(await this.bytes());
	}

	async bytes(): Promise<Buffer> {
		const codings = this.codings();
		const bytes = await this.body.collect(this.limit, () => this.tooLarge());
		if (codings.length === 0 || bytes.length === 0) return bytes;
		try {
			return await decompress(bytes, codings, this.limit);
		} catch (error) {
			throw this.explain(error);
		}
	}

	stream(): Readable {
		const codings = this.codings();
		const steps = codings.map((coding) => coding.stream());
		const last = this.limited();
		// An error of any of them comes out of the last one.
		pipeline([this.body.stream(), ...steps, last], () => undefined);
		return last;
	}

	async discard(): Promise<void> {
		await this.body.discard();
	}

	private codings(): readonly Coding[] {
		const header = this.headers['content-encoding'];
		const codings = codingsOf(header);
		if (codings) return codings;
		void this.body.discard();
		throw undecodable(this.requestInfo, this.status, header ?? '');
	}

	/** Counts what came out of decompression, and gives the stream's errors their sentences. */
	private limited(): Transform {
		let size = 0;
		return new Transform({
			transform: (chunk: Buffer, _encoding, callback) => {
				size += chunk.length;
				if (size > this.limit) callback(this.tooLarge());
				else callback(null, chunk);
			},
			destroy: (error, callback) => callback(error && this.explain(error)),
		});
	}

	private tooLarge(): Failure {
		return tooLarge(this.requestInfo, this.status, this.limit);
	}

	private explain(error: unknown): Failure {
		if (error instanceof Failure) return error;
		if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return this.tooLarge();
		return undecodable(this.requestInfo, this.status, this.headers['content-encoding'] ?? '', error);
	}
}

/** The same answer with its body already read. */
export async function readWhole(answer: HttpResponse): Promise<HttpResponse> {
	const { status, headers, url } = answer;
	const bytes = await answer.bytes();
	return {
		status,
		headers,
		url,
		text: async () => utf8(bytes),
		bytes: async () => bytes,
		stream: () => streamOf(bytes),
		discard: async () => undefined,
	};
}

/** A byte order mark is allowed to be ignored (RFC 8259 §8.1), and no parser wants it. */
function utf8(bytes: Buffer): string {
	const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
	return bytes.toString('utf8', marked ? 3 : 0);
}
