import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers';
import type { Dispatcher } from 'undici';
import { WireError } from '../wire';

type Controller = Dispatcher.DispatchController;

/** Bytes that are buffered before a reader attaches, unless it has told how many it waits for. */
const maxBuffered = 64 * 1024;
/** Bytes that are read and discarded to keep a connection; beyond that a new connection is cheaper. */
const maxDrained = 256 * 1024;

/** What receives the bytes of a response. */
interface Sink {
	chunk(bytes: Buffer): void;
	end(): void;
	fail(error: WireError): void;
}

/**
 * The body of a response while it arrives from undici. Chunks are buffered until a reader attaches; the connection is paused
 * when the buffer is full.
 */
export class IncomingBody {
	private readonly buffered: Buffer[] = [];
	private size = 0;
	private sink: Sink | undefined;
	/** Was it held up because nobody read it so fast? */
	hasWaited = false;
	/** `complete` once all of the body has arrived, `ended` once its connection is free too. */
	private state: 'open' | 'complete' | 'ended' | WireError = 'open';

	/**
	 * `ready` is called when the body has arrived, has failed, or has more than `limit` bytes, whichever is first; it may be called
	 * again.
	 */
	constructor(
		private readonly controller: Controller,
		private readonly limit = maxBuffered,
		private readonly ready?: () => void,
	) {}

	push(bytes: Buffer): void {
		if (this.sink) return this.sink.chunk(bytes);
		this.buffered.push(bytes);
		this.size += bytes.length;
		if (this.size > this.limit) this.ready?.();
		// Of a body that is only a little too large, the end may come now: then its connection serves the next request.
		if (this.size > Math.max(this.limit, maxBuffered)) this.pause();
	}

	/**
	 * undici returns a connection to the pool in the next turn of the event loop. Readers are told of the end after that:
	 * otherwise the next request would open another connection. undici schedules its callback after this method returns, and
	 * callbacks run in the order in which they were scheduled.
	 */
	end(): void {
		this.state = 'complete';
		queueMicrotask(() => setImmediate(() => this.close()));
	}

	private close(): void {
		this.state = 'ended';
		this.sink?.end();
		this.ready?.();
	}

	fail(error: WireError): void {
		if (this.state !== 'open') return;
		this.state = error;
		this.sink?.fail(error);
		this.ready?.();
	}

	/** All bytes, if they have arrived, are within the limit and have not been read; they are read then. */
	arrived(): Buffer | undefined {
		if (this.state !== 'ended' || this.sink || this.size > this.limit) return undefined;
		this.sink = readAlready;
		return joinedChunks(this.buffered, this.size);
	}

	/** All bytes. Aborts the request with the error that `tooLarge` makes as soon as there are more than `limit`. */
	async collect(limit: number, tooLarge: () => WireError): Promise<Buffer> {
		const chunks: Buffer[] = [];
		let size = 0;
		await new Promise<void>((resolve, reject) => {
			this.flow({
				chunk: (bytes) => {
					size += bytes.length;
					if (size <= limit) {
						chunks.push(bytes);
						return;
					}
					const error = tooLarge();
					reject(error);
					this.abort(error);
				},
				end: resolve,
				fail: reject,
			});
			this.resume();
		});
		return joinedChunks(chunks, size);
	}

	/** The bytes as they arrive, no faster than the stream is read. */
	stream(): Readable {
		const readable = new Readable({
			read: () => this.resume(),
			destroy: (error, callback) => {
				// A reader that stops early also stops the server from sending.
				this.abort(error ?? new Error('No longer read'));
				callback(error);
			},
		});
		this.flow({
			chunk: (bytes) => {
				if (!readable.push(bytes)) this.pause();
			},
			end: () => readable.push(null),
			fail: (error) => readable.destroy(error),
		});
		return readable;
	}

	/** Discards the bytes. Never rejects. */
	async discard(): Promise<void> {
		let size = 0;
		await new Promise<void>((resolve) => {
			this.flow({
				chunk: (bytes) => {
					size += bytes.length;
					if (size > maxDrained) this.abort(new Error('Not worth reading to its end'));
				},
				end: resolve,
				fail: () => resolve(),
			});
			this.resume();
		});
	}

	private flow(sink: Sink): void {
		if (this.sink) throw new Error('The body of a response can be read only once');
		this.sink = sink;
		for (const bytes of this.buffered.splice(0)) sink.chunk(bytes);
		if (this.state === 'ended') sink.end();
		else if (this.state instanceof WireError) sink.fail(this.state);
	}

	private pause(): void {
		this.hasWaited = true;
		this.controller.pause();
	}

	/** After the end of the body the connection may already serve another request. */
	private resume(): void {
		if (this.state === 'open') this.controller.resume();
	}

	/** undici reports this error back, which makes the body fail. */
	private abort(error: Error): void {
		if (this.state === 'open') this.controller.abort(error);
	}
}

/** For a body whose end has been reached: nothing comes any more. */
const readAlready: Sink = { chunk: () => undefined, end: () => undefined, fail: () => undefined };

function joinedChunks(chunks: readonly Buffer[], size: number): Buffer {
	return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
}
