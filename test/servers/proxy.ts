import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { basicAuth } from '../helpers/http';
import { listen, serverOptions, type TlsOption, watch } from './httpServer';

/** A running proxy. */
export interface TestProxy {
	/** `http://127.0.0.1:port`, or `https://localhost:port` under TLS; without credentials. */
	url: string;
	port: number;
	/** `host:port` of each tunnel and of each forwarded request that was let through, in order. */
	connects: string[];
	/** Tunnels asked for. */
	tunnels(): number;
	/** Requests refused with 407. */
	refused(): number;
	/** TLS handshakes with the proxy itself. */
	handshakes(): number;
	close(): Promise<void>;
}

/** The address and the credentials of the proxy. */
export interface ProxyOptions {
	tls?: TlsOption;
	/** Basic credentials that `Proxy-Authorization` must carry. */
	credentials?: { user: string; password: string };
	/** Connects every tunnel to this port of 127.0.0.1 instead of the requested host, as an intercepting proxy does. */
	leadTo?: number;
}

/** A forward proxy on 127.0.0.1: tunnels by CONNECT, and forwards plain requests in absolute form. */
export async function startProxy({ tls, credentials, leadTo }: ProxyOptions = {}): Promise<TestProxy> {
	const connects: string[] = [];
	const tunnels = new Set<net.Socket>();
	let asked = 0;
	let refused = 0;
	const expected = credentials && basicAuth(credentials.user, credentials.password);

	function admitted(request: IncomingMessage): boolean {
		if (expected === undefined || request.headers['proxy-authorization'] === expected) return true;
		refused++;
		return false;
	}

	function forward(request: IncomingMessage, response: ServerResponse): void {
		if (!admitted(request)) {
			response.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end('Proxy credentials needed');
			return;
		}
		if (!URL.canParse(request.url ?? '')) {
			response.writeHead(400).end('A proxy needs the absolute URL');
			return;
		}
		const target = new URL(request.url ?? '');
		connects.push(`${target.hostname}:${target.port || '80'}`);
		const { 'proxy-authorization': _credentials, 'proxy-connection': _connection, ...headers } = request.headers;
		const onward = http.request(target, { method: request.method, headers }, (received) => {
			response.writeHead(received.statusCode ?? 502, received.rawHeaders);
			received.pipe(response);
		});
		onward.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
		request.pipe(onward);
	}

	const server = tls ? https.createServer(serverOptions(tls), forward) : http.createServer(forward);
	server.on('connect', (request: IncomingMessage, socket: net.Socket, head: Buffer) => {
		asked++;
		if (!admitted(request)) {
			socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n\r\n');
			return;
		}
		const { hostname, port } = new URL(`http://${request.url}`);
		connects.push(request.url ?? '');
		const tunnel = net.connect(
			leadTo ?? Number(port || '80'),
			leadTo ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, ''),
			() => {
				socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
				tunnel.write(head);
				tunnel.pipe(socket).pipe(tunnel);
			},
		);
		tunnels.add(tunnel);
		tunnel.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
		tunnel.on('close', () => {
			tunnels.delete(tunnel);
			socket.destroy();
		});
		socket.on('error', () => tunnel.destroy());
		socket.on('close', () => tunnel.destroy());
	});
	const watched = watch(server);
	const port = await listen(server);
	return {
		url: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
		port,
		connects,
		tunnels: () => asked,
		refused: () => refused,
		handshakes: watched.handshakes,
		async close(): Promise<void> {
			for (const tunnel of tunnels) tunnel.destroy();
			await watched.close();
		},
	};
}
