import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { asError } from '../../support/errors';
import type { HttpHeaders } from '../http';
import { WireError, type WireRequest } from '../wire';
import { IncomingBody } from './body';
import { type Cancellable, cancelWith } from './cancellation';
import { arrived } from './compression';
import { type Expirable, expireAfter } from './deadlines';
import { codingsOf } from './decompression';
import { NodeResponse } from './response';
import { toReadable, whenReadable } from './streams';
import { toWireError } from './wireErrors';

/** A body as undici accepts it. */
type Content = string | Uint8Array | Readable | undefined;

/**
 * Sends one request over a connection of the dispatcher and resolves when the head of the response is there, or all of it
 * (`WireRequest.awaitedBytes`). Rejects with a `WireError`, which says whether the request can have reached the server, and with
 * what `dispatcher` throws.
 */
export function exchange(dispatcher: () => Dispatcher, request: WireRequest): Promise<NodeResponse> {
	return new Promise((resolve, reject) => {
		if (request.signal?.aborted) throw new WireError({ code: 'CANCELLED' });
		const { method, origin, path, headers } = request;
		const body = contentOf(request.body);
		// The server has as much time between two chunks as before the first.
		const { response: headersTimeout, response: bodyTimeout } = request.timeouts;
		const options = { method, origin, path, headers, body, headersTimeout, bodyTimeout };
		const pool = dispatcher();
		const handler = new Exchange(request, body, resolve, reject);
		if (!(body instanceof Readable)) {
			pool.dispatch(options, handler);
			return;
		}
		// undici sends nothing before there is content: a server would take the connection for idle meanwhile, and end it. A pool
		// may be closed meanwhile, too.
		const dispatch = () => {
			try {
				dispatcher().dispatch(options, handler);
			} catch (error) {
				reject(asError(error));
			}
		};
		whenReadable(body, dispatch, (error) => handler.onContentError(error));
	});
}

function contentOf(body: WireRequest['body']): Content {
	return body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : toReadable(body);
}

/** undici's handler for one request; a class, because it is made for each and closures cost more. */
class Exchange implements Dispatcher.DispatchHandler, Cancellable, Expirable {
	private controller: Dispatcher.DispatchController | undefined;
	private status = 0;
	private body: IncomingBody | undefined;
	/** When its head arrived, for a body that tells how fast its server is: 0 for any other. */
	private headAt = 0;
	private size = 0;
	private streamError: Error | undefined;
	/** Set once the exchange has failed; undici learns of it when it starts the request. */
	private failure: WireError | undefined;
	private readonly deadline: Set<Expirable>;
	private readonly cancellation: Set<Cancellable> | undefined;

	constructor(
		private readonly request: WireRequest,
		private readonly content: Content,
		private readonly resolve: (response: NodeResponse) => void,
		private readonly reject: (error: WireError) => void,
	) {
		this.deadline = expireAfter(request.timeouts.total, this);
		this.cancellation = request.signal && cancelWith(request.signal, this);
		if (content instanceof Readable) content.once('error', (error: Error) => (this.streamError = error));
	}

	/** Its content cannot be read, and nothing of it was sent. */
	onContentError(error: Error): void {
		this.fail(new WireError({ code: 'CONTENT_UNREADABLE', cause: error }));
	}

	cancel(): void {
		this.stop('CANCELLED');
	}

	expire(): void {
		this.stop('TIMEOUT');
	}

	onRequestStart(controller: Dispatcher.DispatchController): void {
		if (this.failure) controller.abort(this.failure);
		else this.controller = controller;
	}

	onResponseStart(
		controller: Dispatcher.DispatchController,
		status: number,
		headers: Record<string, string | string[] | undefined>,
	): void {
		// Interim responses (RFC 9110 §15.2) precede the final one.
		if (status < 200) return;
		// Only a proxy sends it (RFC 9110 §15.5.8), here in response to a request for an http server.
		if (status === 407) return this.refusedByProxy(controller, status);
		this.status = status;
		this.request.onHead?.(status);
		const { awaitedBytes } = this.request;
		const coding = headers['content-encoding'];
		// What cannot be decoded is not worth waiting for.
		const isReadable = coding === undefined || codingsOf(String(coding)) !== undefined;
		const waits = awaitedBytes !== undefined && status < 300 && isReadable;
		this.body = waits
			? new IncomingBody(controller, awaitedBytes, () => this.resolve(response))
			: new IncomingBody(controller);
		const response = new NodeResponse(status, joined(headers), this.body);
		const isMeasured = this.request.headers['accept-encoding'] === 'identity' && coding === undefined;
		if (isMeasured) this.headAt = performance.now();
		if (!waits) this.resolve(response);
	}

	private refusedByProxy(controller: Dispatcher.DispatchController, status: number): void {
		this.failure = new WireError({ code: 'PROXY', proxy: { problem: 'refused', status } });
		controller.abort(this.failure);
	}

	onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
		this.size += chunk.length;
		this.body?.push(chunk);
	}

	onResponseEnd(): void {
		this.release();
		// A body that waited for its reader says nothing about the server.
		if (this.headAt && !this.body?.hasWaited) arrived(this.request.origin, this.size, performance.now() - this.headAt);
		this.body?.end();
	}

	onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
		this.fail(this.failure ?? this.explain(error));
	}

	/** Was the request written to the connection, if only in part? */
	private get sent(): boolean {
		return this.controller !== undefined;
	}

	private explain(error: Error): WireError {
		const progress = { sent: this.sent, status: this.status };
		if (error === this.streamError) return new WireError({ ...progress, code: 'CONTENT_UNREADABLE', cause: error });
		return toWireError(error, progress);
	}

	private stop(code: 'CANCELLED' | 'TIMEOUT'): void {
		const error = new WireError({ code, sent: this.sent, status: this.status });
		this.failure ??= error;
		if (this.controller) this.controller.abort(error);
		// undici has the request in a queue and may start it later, or never.
		this.fail(error);
	}

	private fail(error: WireError): void {
		this.release();
		if (this.content instanceof Readable) this.content.destroy();
		if (this.body) this.body.fail(error);
		else this.reject(error);
	}

	private release(): void {
		this.deadline.delete(this);
		this.cancellation?.delete(this);
	}
}

/** undici gives a list for a header that came more than once. */
function joined(headers: Record<string, string | string[] | undefined>): HttpHeaders {
	for (const name in headers) if (typeof headers[name] !== 'string') return joinedLists(headers);
	return headers as HttpHeaders;
}

function joinedLists(headers: Record<string, string | string[] | undefined>): HttpHeaders {
	const result: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (typeof value === 'string') result[name] = value;
		else if (value) result[name] = value.join(', ');
	}
	return result;
}
