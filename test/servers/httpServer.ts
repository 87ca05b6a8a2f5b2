import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Issued } from './certificates';

/** Only this much of a body is recorded: uploads can be larger than the longest string. */
const RECORDED_BYTES = 64 * 1024 * 1024;

/** One request as the server received it. */
export interface Recorded {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
	body: string;
	/** Common name of the client certificate, where the client presented one. */
	clientCertificate?: string;
}

/** A running test server. */
export interface TestServer {
	/** Origin without a trailing slash: `https://localhost:port` under TLS, else `http://127.0.0.1:port`. */
	url: string;
	port: number;
	/** In order of arrival; empty it with `requests.length = 0`. */
	requests: Recorded[];
	/** Requests received since the start, those no longer in `requests` included. */
	received(): number;
	/** TLS handshakes completed. */
	handshakes(): number;
	/** TCP connections accepted. */
	connections(): number;
	/** Ends open connections and frees the port. */
	close(): Promise<void>;
}

/** The request that a handler receives, with its body. */
export type ReceivedRequest = IncomingMessage & { body: Buffer };

/** Responds to one request. An error that it throws becomes a plain 500. */
export type Handler = (request: ReceivedRequest, response: ServerResponse) => void | Promise<void>;

/** TLS by an issued certificate, or by Node's own options (`requestCert`, `ca`, `minVersion` …). */
export type TlsOption = Issued | https.ServerOptions;

/** Node's options for either form of the `tls` option. */
export function serverOptions(tls: TlsOption): https.ServerOptions {
	return 'chain' in tls ? { cert: tls.chain, key: tls.key } : tls;
}

/** Listens on a loopback port and resolves with it; rejects where the port is taken. */
export async function listen(server: Server, port = 0): Promise<number> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => resolve());
	});
	return (server.address() as AddressInfo).port;
}

/** Counts a server's connections and handshakes, and can end them all. */
export function watch(server: Server) {
	const open = new Set<Duplex>();
	let connections = 0;
	let handshakes = 0;
	server.on('connection', (socket: Socket) => {
		connections++;
		open.add(socket);
		socket.once('close', () => open.delete(socket));
		// The tests include clients that disconnect: that is not an error of the server.
		socket.on('error', () => undefined);
	});
	server.on('secureConnection', () => handshakes++);
	const drop = () => {
		for (const socket of open) socket.destroy();
	};
	return {
		connections: () => connections,
		handshakes: () => handshakes,
		drop,
		async close(): Promise<void> {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			drop();
			await closed;
		},
	};
}

function clientCertificate(socket: Socket): string | undefined {
	if (!(socket instanceof TLSSocket)) return undefined;
	const certificate = socket.getPeerCertificate();
	// Where the client sent none, the object is empty.
	const name = 'subject' in certificate ? certificate.subject.CN : undefined;
	return Array.isArray(name) ? name[0] : name;
}

/** Reads the body; rejects when the client disconnects. */
export async function receive(request: IncomingMessage): Promise<ReceivedRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk);
	return Object.assign(request, { body: Buffer.concat(chunks) });
}

/** The record of a request. */
export function record({ method = '', url = '', headers, body, socket }: ReceivedRequest): Recorded {
	const text = body.toString('utf8', 0, RECORDED_BYTES);
	return { method, url, headers, body: text, clientCertificate: clientCertificate(socket) };
}

/**
 * A server on 127.0.0.1 that records each request and lets `handler` respond to it. `keep` limits the record to
 * the newest requests, for long runs.
 */
export async function startServer(
	handler: Handler,
	{ tls, port = 0, keep = Infinity }: { tls?: TlsOption; port?: number; keep?: number } = {},
): Promise<TestServer> {
	const requests: Recorded[] = [];
	let received = 0;

	async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		try {
			const request = await receive(incoming);
			received++;
			requests.push(record(request));
			if (requests.length > keep) requests.shift();
			await handler(request, response);
		} catch (error) {
			// The client disconnected before its body was complete.
			if (incoming.destroyed && !incoming.complete) return;
			if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
			response.end(error instanceof Error ? error.stack : String(error));
		}
	}

	const listener = (request: IncomingMessage, response: ServerResponse) => void respond(request, response);
	const server = tls ? https.createServer(serverOptions(tls), listener) : http.createServer(listener);
	// With Node's 5 s, a loaded machine closes connections on which the next request is on its way already.
	server.keepAliveTimeout = 30_000;
	const watched = watch(server);
	const bound = await listen(server, port);
	return {
		url: tls ? `https://localhost:${bound}` : `http://127.0.0.1:${bound}`,
		port: bound,
		requests,
		received: () => received,
		connections: watched.connections,
		handshakes: watched.handshakes,
		close: watched.close,
	};
}
