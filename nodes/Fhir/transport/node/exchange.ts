import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { RequestInfo } from '../errors/requestInfo';
import type { Failure } from '../errors/failure';
import { networkFailure, requestStopped, tookTooLong, unreadableContent } from '../diagnosis/wireFailure';
import type { HttpBody, HttpHeaders, HttpMethod } from '../http';
import type { Timeouts } from '../settings';
import type { TlsSettings } from '../tls/settings';
import { IncomingBody } from './body';
import { expireAfter, cancelWith, type Cancellable, type Group } from './deadlines';

/** One request as it goes on the wire. */
export interface Order {
	readonly method: HttpMethod;
	readonly origin: string;
	/** With the query. */
	readonly path: string;
	readonly headers: Record<string, string>;
	readonly body: HttpBody | undefined;
	readonly timeouts: Timeouts;
	readonly signal: AbortSignal | undefined;
	/** For the sentences of failures. */
	readonly requestInfo: RequestInfo;
	readonly tls: TlsSettings;
}

/** The head of an answer; its body is still coming in. */
export interface Incoming {
	readonly status: number;
	readonly headers: HttpHeaders;
	readonly body: IncomingBody;
}

/**
 * Sends one request over a connection of the dispatcher and resolves when the answer's head is there.
 * Rejects with a `Failure`, which says whether the request can have reached the server.
 */
export async function exchange(dispatcher: Dispatcher, order: Order): Promise<Incoming> {
	if (order.signal?.aborted) throw requestStopped(order.requestInfo, false);
	const { method, origin, path, headers } = order;
	const body = typeof order.body === 'function' ? order.body() : order.body;
	// Between chunks of an answer a server gets as long as before the first.
	const { response: headersTimeout, response: bodyTimeout } = order.timeouts;
	return await new Promise((resolve, reject) => {
		const handler = new Exchange(order, body, resolve, reject);
		dispatcher.dispatch({ method, origin, path, headers, body, headersTimeout, bodyTimeout }, handler);
	});
}

/** undici's handler for one request; a class, because it is made for each and closures cost more. */
class Exchange implements Dispatcher.DispatchHandler, Cancellable {
	private controller: Dispatcher.DispatchController | undefined;
	private status = 0;
	private body: IncomingBody | undefined;
	private streamError: Error | undefined;
	/** Set once it has failed; undici hears of it when it gets to the request. */
	private failure: Failure | undefined;
	private readonly deadline: Group;
	private readonly cancellation: Group | undefined;

	constructor(
		private readonly order: Order,
		private readonly content: string | Uint8Array | Readable | undefined,
		private readonly resolve: (incoming: Incoming) => void,
		private readonly reject: (failure: Failure) => void,
	) {
		this.deadline = expireAfter(order.timeouts.total, this);
		this.cancellation = order.signal && cancelWith(order.signal, this);
		if (content instanceof Readable) content.once('error', (error: Error) => (this.streamError = error));
	}

	cancel(): void {
		this.stop(requestStopped(this.order.requestInfo, this.sent));
	}

	expire(): void {
		this.stop(tookTooLong(this.order.requestInfo, this.sent, this.status, this.order.timeouts.total));
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
		// Interim answers (RFC 9110 §15.2) announce the real one.
		if (status < 200) return;
		this.status = status;
		this.body = new IncomingBody(controller);
		this.resolve({ status, headers: joined(headers), body: this.body });
	}

	onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
		this.body?.push(chunk);
	}

	onResponseEnd(): void {
		this.letGo();
		this.body?.end();
	}

	onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
		this.fail(this.failure ?? this.explain(error));
	}

	/** Written to the connection, if only in part. */
	private get sent(): boolean {
		return this.controller !== undefined;
	}

	private explain(error: Error): Failure {
		const { requestInfo, tls, timeouts } = this.order;
		if (error === this.streamError) return unreadableContent(requestInfo, error);
		return networkFailure(error, { requestInfo, tls, timeouts, sent: this.sent, status: this.status });
	}

	private stop(failure: Failure): void {
		this.failure ??= failure;
		if (this.controller) this.controller.abort(failure);
		// undici has it in a queue and comes to it later, or never.
		this.fail(failure);
	}

	private fail(failure: Failure): void {
		this.letGo();
		if (this.content instanceof Readable) this.content.destroy();
		if (this.body) this.body.fail(failure);
		else this.reject(failure);
	}

	private letGo(): void {
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
