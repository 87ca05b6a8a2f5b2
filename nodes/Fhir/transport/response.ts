import { decodeText } from '../support/charset';
import type { Mask } from '../support/mask';
import { streamOf } from '../support/streams';
import { bodyFailure, type WireContext } from './diagnosis/wireFailure';
import type { Failure } from './errors/failure';
import type { ByteStream, HttpHeaders, HttpRequest, HttpResponse } from './http';
import { WireError, type WireResponse } from './wire';

/** How much of a body is read. */
export interface BodyLimits {
	/** Bytes after decompression. */
	readonly limit: number;
	/** The same for an error status. */
	readonly errorLimit: number;
	readonly readsWholeError?: HttpRequest['readsWholeError'];
	readonly keepsEncoding?: HttpRequest['keepsEncoding'];
}

/** All of a response but its body. */
type Head = Omit<HttpResponse, 'text' | 'textInMemory' | 'bytes' | 'stream' | 'discard'>;

/** A class, because there are two for nearly every request, and objects made of closures cost more. */
class ResponseHead implements Head {
	readonly status: number;
	readonly headers: HttpHeaders;
	readonly url: string;
	readonly mask: Mask;
	readonly hint: HttpResponse['hint'];
	readonly withCredentials: boolean | undefined;
	readonly earlierAttempt: HttpResponse['earlierAttempt'];
	readonly isSeeOther: boolean | undefined;

	constructor({ status, headers, url, mask, hint, withCredentials, earlierAttempt, isSeeOther }: Head) {
		this.status = status;
		this.headers = headers;
		this.url = url;
		this.mask = mask;
		this.hint = hint;
		this.withCredentials = withCredentials;
		this.earlierAttempt = earlierAttempt;
		this.isSeeOther = isSeeOther;
	}
}

/** A response of the wire as the layers above see it: limited in its decompressed bytes, with `Failure`s as errors. */
export class TransportResponse extends ResponseHead implements HttpResponse {
	constructor(
		head: Head,
		private readonly response: WireResponse,
		private readonly context: WireContext,
		private readonly limits: BodyLimits,
	) {
		super(head);
	}

	async text(): Promise<string> {
		return textOf(await this.bytes(), this);
	}

	async bytes(): Promise<Buffer> {
		try {
			return await (this.status < 300 ? this.response.bytes(this.limits.limit) : this.errorBytes());
		} catch (error) {
			throw this.explain(error);
		}
	}

	stream(): ByteStream {
		try {
			const { limit, keepsEncoding } = this.limits;
			return this.response.stream(limit, (error) => this.failure(error), keepsEncoding);
		} catch (error) {
			throw this.explain(error);
		}
	}

	async discard(): Promise<void> {
		await this.response.discard();
	}

	private async errorBytes(): Promise<Buffer> {
		const { limit, errorLimit, readsWholeError } = this.limits;
		return await this.response.start(Math.min(limit, errorLimit), (start) =>
			readsWholeError?.(this.status, start) ? limit : undefined,
		);
	}

	/** Any other error is a bug, e.g. a body that is read twice. */
	private explain(error: unknown): unknown {
		return error instanceof WireError ? this.failure(error) : error;
	}

	private failure(error: WireError): Failure {
		return bodyFailure(error, { ...this.context, limit: this.limits.limit, headers: this.headers });
	}
}

/** A response with this head and these bytes as its body, which can be read any number of times. */
export class ResponseInMemory extends ResponseHead implements HttpResponse {
	private read: string | undefined;

	constructor(
		head: Head,
		private readonly content: Buffer,
	) {
		super(head);
	}

	async text(): Promise<string> {
		return this.textInMemory();
	}

	textInMemory(): string {
		return (this.read ??= textOf(this.content, this));
	}

	async bytes(): Promise<Buffer> {
		return this.content;
	}

	stream(): ByteStream {
		return streamOf(this.content);
	}

	async discard(): Promise<void> {}
}

/** The same response with its body in memory. Throws as `HttpResponse.bytes` does. */
export async function inMemory(response: HttpResponse): Promise<HttpResponse> {
	return response instanceof ResponseInMemory ? response : new ResponseInMemory(response, await response.bytes());
}

/** The same response; once its body has been read as text or bytes, it can be read again, or fails again. */
export function rereadable(response: HttpResponse): HttpResponse {
	let read: Promise<Buffer> | undefined;
	const bytes = async () => await (read ??= response.bytes());
	return {
		...headOf(response),
		text: async () => textOf(await bytes(), response),
		bytes,
		stream: () => (read ? laterStream(read) : response.stream()),
		discard: async () => {
			if (!read) await response.discard();
		},
	};
}

/** The same response, known to be one after another attempt, or after a redirect. */
export function withOrigin(
	response: HttpResponse,
	origin: Pick<HttpResponse, 'earlierAttempt' | 'isSeeOther'>,
): HttpResponse {
	return {
		...headOf(response),
		...origin,
		text: async () => await response.text(),
		bytes: async () => await response.bytes(),
		stream: () => response.stream(),
		discard: async () => await response.discard(),
	};
}

function headOf({ status, headers, url, mask, hint, withCredentials, earlierAttempt, isSeeOther }: HttpResponse) {
	return {
		status,
		headers,
		url,
		mask,
		hint,
		...(withCredentials && { withCredentials }),
		...(earlierAttempt && { earlierAttempt }),
		...(isSeeOther && { isSeeOther }),
	};
}

async function* laterStream(bytes: Promise<Buffer>): ByteStream {
	yield await bytes;
}

/** An error's text may be cut within a character, and is nothing that anybody sends back. */
function textOf(bytes: Buffer, { status, headers, hint }: Pick<HttpResponse, 'status' | 'headers' | 'hint'>): string {
	const decoded = decodeText(bytes, headers['content-type']);
	if (decoded.hint !== undefined && status < 300) hint?.(decoded.hint);
	return decoded.text;
}
