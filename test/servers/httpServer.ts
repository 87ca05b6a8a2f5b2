import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Issued } from './certificates';

/** Of a longer body the record holds the beginning: uploads may be larger than a string can be. */
const RECORDED_BYTES = 64 * 1024 * 1024;

/** One request as the server got it. */
export interface Recorded {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
	body: string;
	/** Common name of the client's certificate, where one came. */
	clientCertificate?: string;
}

/** What every server of this folder gives back. */
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

/** What a handler gets: the request with its body read. */
export type ReceivedRequest = IncomingMessage & { body: Buffer };

/** Answers one request. What it throws becomes a plain 500. */
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
export function watch(server: http.Server | https.Server) {
	const open = new Set<Duplex>();
	let connections = 0;
	let handshakes = 0;
	server.on('connection', (socket: Socket) => {
		connections++;
		open.add(socket);
		socket.once('close', () => open.delete(socket));
		// A client that breaks off is part of the tests, not a crash of the server.
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

/** Reads the body; rejects when the client breaks off. */
export async function receive(request: IncomingMessage): Promise<ReceivedRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk);
	return Object.assign(request, { body: Buffer.concat(chunks) });
}

/** What the record keeps of a request. */
export function record({ method = '', url = '', headers, body, socket }: ReceivedRequest): Recorded {
	const text = body.toString('utf8', 0, RECORDED_BYTES);
	return { method, url, headers, body: text, clientCertificate: clientCertificate(socket) };
}

/**
 * A server on 127.0.0.1 that records each request and lets `handler` answer it. `keep` bounds the record to
 * the newest requests, for long runs.
 */
export async function startServer(
	handler: Handler,
	{ tls, port = 0, keep = Infinity }: { tls?: TlsOption; port?: number; keep?: number } = {},
): Promise<TestServer> {
	const requests: Recorded[] = [];
	let received = 0;

	async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		try {
			const request = await receive(incoming);
			received++;
			requests.push(record(request));
			if (requests.length > keep) requests.shift();
			await handler(request, response);
		} catch (error) {
			// The client went away before its body was whole: there is no one to answer.
			if (incoming.destroyed && !incoming.complete) return;
			if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
			response.end(error instanceof Error ? error.stack : String(error));
		}
	}

	const listener = (request: IncomingMessage, response: ServerResponse) => void answer(request, response);
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
