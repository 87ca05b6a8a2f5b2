import { pipeline, Transform, type TransformCallback, type TransformOptions } from 'node:stream';
import { codeOf } from '../../support/errors';
import type { ByteStream, HttpHeaders } from '../http';
import { WireError, type WireErrorFacts, type WireResponse } from '../wire';
import type { IncomingBody } from './body';
import { type Coding, codingsOf, decompress } from './decompression';

/**
 * Fails with what `toError` makes of an error, also for a reader that comes later: a stream tells those what `destroy` was
 * called with, whatever its own `_destroy` makes of it.
 */
class ExplainedStream extends Transform {
	constructor(
		options: TransformOptions,
		private readonly toError: (error: Error) => Error,
	) {
		super(options);
	}

	override destroy(error?: Error | null): this {
		return super.destroy(error && !this.destroyed ? this.toError(error) : undefined);
	}
}

/** A response whose body is decompressed while it is read. */
export class NodeResponse implements WireResponse {
	constructor(
		readonly status: number,
		readonly headers: HttpHeaders,
		private readonly body: IncomingBody,
	) {}

	arrived(): Buffer | undefined {
		return this.headers['content-encoding'] === undefined ? this.body.arrived() : undefined;
	}

	bytes(limit: number): Promise<Buffer> {
		return this.headers['content-encoding'] === undefined ? this.collected(limit) : this.decompressed(limit);
	}

	private collected(limit: number): Promise<Buffer> {
		return this.body.collect(limit, () => this.error('BODY_TOO_LARGE'));
	}

	private async decompressed(limit: number): Promise<Buffer> {
		const codings = this.codings();
		const bytes = await this.collected(limit);
		if (codings.length === 0 || bytes.length === 0) return bytes;
		try {
			return await decompress(bytes, codings, limit);
		} catch (error) {
			throw this.explain(error);
		}
	}

	async start(limit: number, readOn?: (start: Buffer) => number | undefined): Promise<Buffer> {
		if (this.codings().length === 0 && Number(this.headers['content-length']) <= limit) return await this.bytes(limit);
		const chunks: Uint8Array[] = [];
		let size = 0;
		let max = limit;
		// A loop that ends early also ends the connection.
		for await (const chunk of this.stream(Infinity, (error) => error)) {
			chunks.push(chunk);
			size += chunk.length;
			if (size <= max) continue;
			if (max > limit) throw this.error('BODY_TOO_LARGE');
			const start = Buffer.concat(chunks).subarray(0, limit);
			max = readOn?.(start) ?? 0;
			if (size > max) return start;
		}
		return Buffer.concat(chunks, size);
	}

	stream(limit: number, toError: (error: WireError) => Error, encoded = false): ByteStream {
		const steps = encoded ? [] : this.codings().map((coding) => coding.stream());
		const last = this.limited(limit, (error) => toError(this.explain(error)));
		// An error of any stream is reported by the last one.
		pipeline([this.body.stream(), ...steps, last], () => undefined);
		return last;
	}

	async discard(): Promise<void> {
		await this.body.discard();
	}

	private codings(): readonly Coding[] {
		const codings = codingsOf(this.headers['content-encoding']);
		if (codings) return codings;
		void this.body.discard();
		throw this.error('UNDECODABLE');
	}

	/** Limits the decompressed bytes, and turns errors into the caller's. */
	private limited(limit: number, toError: (error: Error) => Error): Transform {
		let size = 0;
		const transform = (chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback) => {
			size += chunk.length;
			if (size > limit) callback(this.error('BODY_TOO_LARGE'));
			else callback(null, chunk);
		};
		return new ExplainedStream({ transform }, toError);
	}

	private explain(error: unknown): WireError {
		if (error instanceof WireError) return error;
		return codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? this.error('BODY_TOO_LARGE') : this.error('UNDECODABLE', error);
	}

	private error(code: WireErrorFacts['code'], cause?: unknown): WireError {
		return new WireError({ code, sent: true, status: this.status, cause });
	}
}
