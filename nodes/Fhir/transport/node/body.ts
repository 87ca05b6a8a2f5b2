import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers';
import type { Dispatcher } from 'undici';
import { WireError } from '../wire';

type Controller = Dispatcher.DispatchController;

/** Bytes that are taken in before a reader comes. */
const readAhead = 64 * 1024;
/** Bytes thrown away to keep a connection; past that a new one is cheaper. */
const worthDraining = 256 * 1024;

/** Where the bytes of a response go. */
interface Sink {
	chunk(bytes: Buffer): void;
	end(): void;
	fail(error: WireError): void;
}

/**
 * The body of a response while it arrives, as undici hands it over. Chunks are kept until a reader comes; the
 * connection is paused when they become too many.
 */
export class IncomingBody {
	private readonly kept: Buffer[] = [];
	private size = 0;
	private sink: Sink | undefined;
	/** `complete` once all of the body is in, `ended` once its connection is free too. */
	private state: 'open' | 'complete' | 'ended' | WireError = 'open';

	constructor(private readonly controller: Controller) {}

	push(bytes: Buffer): void {
		if (this.sink) return this.sink.chunk(bytes);
		this.kept.push(bytes);
		this.size += bytes.length;
		if (this.size > readAhead) this.controller.pause();
	}

	/**
	 * undici takes a connection back into the pool in the next turn of the event loop. Readers hear of the end after that:
	 * otherwise the request that follows would open another connection. undici asks for that turn once this has returned, and
	 * what asks for it later gets it later.
	 */
	end(): void {
		this.state = 'complete';
		queueMicrotask(() => setImmediate(() => this.close()));
	}

	private close(): void {
		this.state = 'ended';
		this.sink?.end();
	}

	fail(error: WireError): void {
		if (this.state !== 'open') return;
		this.state = error;
		this.sink?.fail(error);
	}

	/** All bytes; ends the request with the error that `tooLarge` makes once they are more than `limit`. */
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
		return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
	}

	/** The bytes as they arrive, no faster than they are read. */
	stream(): Readable {
		const readable = new Readable({
			read: () => this.resume(),
			destroy: (error, callback) => {
				// A reader that stops also stops the server from sending.
				this.abort(error ?? new Error('No longer read'));
				callback(error);
			},
		});
		this.flow({
			chunk: (bytes) => {
				if (!readable.push(bytes)) this.controller.pause();
			},
			end: () => readable.push(null),
			fail: (error) => readable.destroy(error),
		});
		return readable;
	}

	/** Discards the bytes; never rejects, since nobody wanted them. */
	async discard(): Promise<void> {
		let size = 0;
		await new Promise<void>((resolve) => {
			this.flow({
				chunk: (bytes) => {
					size += bytes.length;
					if (size > worthDraining) this.abort(new Error('Not worth reading to its end'));
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
		for (const bytes of this.kept.splice(0)) sink.chunk(bytes);
		if (this.state === 'ended') sink.end();
		else if (this.state instanceof WireError) sink.fail(this.state);
	}

	/** After its end the connection may already be another request's. */
	private resume(): void {
		if (this.state === 'open') this.controller.resume();
	}

	/** undici comes back with this error, which makes the body fail. */
	private abort(error: Error): void {
		if (this.state === 'open') this.controller.abort(error);
	}
}
