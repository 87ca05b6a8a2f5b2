import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import { serverText } from '../../transport/errors/redact';
import type { ByteStream, HttpResponse } from '../../transport/http';
import { backoff } from '../../transport/retry/timing';
import type { FhirClient } from '../client';
import { ndjsonType } from '../ndjson/lines';
import type { FhirRequest } from '../request/request';

/** A file to fetch, and how. */
export interface FileRequest {
	/** Absolute. */
	readonly url: string;
	readonly authorization: FhirRequest['authorization'];
	/** Bytes on the wire, at most. */
	readonly maxBytes: number;
	/** How often a download that breaks off is taken up again without having got further. */
	readonly retries: number;
	/** What may be done about a web page in place of the file. */
	readonly webPageAdvice?: string;
}

/** A file while it is fetched, as it was sent: compressed, if the server has compressed it. */
export interface FetchedFile {
	readonly content: ByteStream;
	/** Size on the wire in bytes, if the server says so. */
	readonly size: number | undefined;
}

/** Breaks of one download at most, however far it gets between them. */
const maxBreaks = 100;

/**
 * Fetches a file and hands it to `use`, whose result it returns. A download that breaks off is resumed where it was, by Range
 * (RFC 9110 §14.2), if the server says that it can and that the file is still the same; then `use` does not notice. Else the
 * file begins anew: the stream fails, and `use` is called once more. Throws what `FhirClient.open` and `use` throw.
 */
export async function fetchFile<Result>(
	client: FhirClient,
	file: FileRequest,
	use: (fetched: FetchedFile) => Promise<Result>,
	signal?: AbortSignal,
): Promise<Result> {
	let response = await openFile(client, file, {}, signal);
	for (let begun = 0; ; begun++) {
		const attempt = new Attempt(client, file, response, signal);
		try {
			return await use(attempt);
		} catch (error) {
			if (attempt.whole === undefined || begun >= file.retries) throw asError(error);
			response = attempt.whole;
		}
	}
}

/** One pass over the file from its beginning, with as many responses as it takes. */
class Attempt implements FetchedFile {
	readonly content: ByteStream;
	readonly size: number | undefined;
	/** The response with which the file can begin anew, after a break from which it could not be resumed. */
	whole: HttpResponse | undefined;

	constructor(
		private readonly client: FhirClient,
		private readonly file: FileRequest,
		private readonly first: HttpResponse,
		private readonly signal: AbortSignal | undefined,
	) {
		const length = Number(first.headers['content-length'] ?? NaN);
		this.size = Number.isNaN(length) ? undefined : length;
		this.content = this.read();
	}

	private async *read(): AsyncGenerator<Uint8Array> {
		let response = this.first;
		let received = 0;
		let withoutProgress = 0;
		for (let breaks = 0; ; breaks++) {
			const before = received;
			try {
				for await (const chunk of response.stream()) {
					received += chunk.length;
					yield chunk;
				}
				return;
			} catch (error) {
				withoutProgress = received > before ? 1 : withoutProgress + 1;
				if (!isBroken(error) || withoutProgress > this.file.retries || breaks >= maxBreaks) throw asError(error);
				const next = await this.takeUp(received, withoutProgress);
				if (next.resumed) response = next.response;
				else throw this.beginAnew(next.response, error);
			}
		}
	}

	private beginAnew(whole: HttpResponse, error: unknown): Error {
		this.whole = whole;
		return asError(error);
	}

	/** Asks for the rest of the file, or for all of it where the server has said that it cannot give the rest. */
	private async takeUp(received: number, repetition: number): Promise<{ resumed: boolean; response: HttpResponse }> {
		const { client, file, first, signal } = this;
		const { runtime } = client;
		runtime.log('debug', `A download broke off after ${received} bytes, and is taken up again.`);
		await runtime.sleep(backoff(repetition, runtime.random()), signal);
		const { 'accept-ranges': ranges, etag, 'last-modified': modified } = first.headers;
		const canResume = received > 0 && /\bbytes\b/i.test(ranges ?? '');
		if (!canResume) return { resumed: false, response: await openFile(client, file, {}, signal) };
		// A weak ETag may stand for other bytes (RFC 9110 §13.1.5).
		const validator = etag !== undefined && !etag.startsWith('W/') ? etag : modified;
		const headers = { range: `bytes=${received}-`, ...(validator !== undefined && { 'if-range': validator }) };
		const response = await openFile(client, file, headers, signal);
		return { resumed: response.status === 206 && startsAt(response, received, first), response };
	}
}

/**
 * Opens a file without undoing its compression: only the bytes as they were sent can be resumed. A server that refuses a
 * range (416) is asked for the whole file.
 */
async function openFile(
	client: FhirClient,
	file: FileRequest,
	range: Record<string, string>,
	signal: AbortSignal | undefined,
): Promise<HttpResponse> {
	const { url, authorization, maxBytes } = file;
	const request: FhirRequest = {
		interaction: 'operation',
		method: 'GET',
		path: '',
		url,
		authorization,
		// Whatever a user asks for elsewhere: some servers wrap the file in a Binary for FHIR JSON.
		headers: { accept: ndjsonType, 'accept-encoding': 'gzip', ...range },
		accepts: range.range === undefined ? [] : [416],
		maxBytes,
		keepsEncoding: true,
	};
	const response = await client.open(request, signal);
	if (response.status === 416) {
		await response.discard();
		return await openFile(client, file, {}, signal);
	}
	const failure = unusable(response, file);
	if (!failure) return response;
	await response.discard();
	throw failure;
}

/** Why a response cannot be the file: it is a web page, or compressed in another way. */
function unusable({ status, headers, mask }: HttpResponse, { webPageAdvice }: FileRequest): Failure | undefined {
	const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
	if (!/^(|identity|gzip|x-gzip)$/.test(encoding)) {
		return new Failure({
			kind: 'response',
			status,
			message: `The server has compressed a file in a way that was not asked for (${serverText(encoding, 40, mask)})`,
			advice: "Tell the server's administrator: the node asks for gzip or for no compression.",
		});
	}
	if (!/\bhtml\b/i.test(headers['content-type'] ?? '')) return undefined;
	return new Failure({
		kind: 'response',
		status,
		message: 'The server returned a web page in place of the file',
		advice: webPageAdvice ?? 'It may be a login page: open the address in a browser to see what it says.',
	});
}

/** Does a partial response go on where the first one broke off, and is the file still as long as it was? */
function startsAt({ headers }: HttpResponse, position: number, first: HttpResponse): boolean {
	const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/i.exec(headers['content-range']?.trim() ?? '') ?? [];
	const length = first.headers['content-length'];
	const sameEncoding = headers['content-encoding'] === first.headers['content-encoding'];
	return Number(from) === position && sameEncoding && (total === '*' || length === undefined || total === length);
}

/** Did the connection break, so that the rest may still be had? */
function isBroken(error: unknown): boolean {
	return error instanceof Failure && (error.kind === 'network' || error.kind === 'timeout');
}
