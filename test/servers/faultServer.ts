import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import net, { type Socket } from 'node:net';
import { failEarly, failLate, type Fault, isEarly } from './faults';
import { FhirApplication, type FhirOptions } from './fhir/application';
import {
	listen,
	receive,
	type ReceivedRequest,
	record,
	type Recorded,
	serverOptions,
	type TestServer,
	type TlsOption,
	watch,
} from './httpServer';

export type { Fault, RetryAfter } from './faults';

/** Decides which fault a request meets, if any; `count` is 1 for the first request. */
export type FaultPlan = (request: { method: string; url: string; count: number }) => Fault | undefined;

/** A write that the server has carried out, whether or not its response was delivered. */
export interface Write {
	method: string;
	url: string;
	body: string;
}

/** The address, the faults and the data of the fault server. */
export interface FaultServerOptions extends FhirOptions {
	tls?: TlsOption;
	port?: number;
	fault?: FaultPlan;
	/** Is the connection of this number (1 for the first) closed in mid-handshake? */
	handshakeFault?: (count: number) => boolean;
}

/** A FHIR server that fails by plan. */
export interface FaultServer extends TestServer {
	/** Without a trailing slash. */
	baseUrl: string;
	/** The writes carried out, without requests that changed nothing. */
	writes: Write[];
	/** Writes that were carried out more than once. */
	duplicates(): Write[];
	/** The number of resources that are not deleted, of one type or of all. */
	count(type?: string): number;
	setFault(plan: FaultPlan | undefined): void;
	/** Changes the certificate for new connections; open connections stay open. */
	rotate(tls: TlsOption): void;
	/** Closes every open connection as a restarting server does. */
	dropConnections(): void;
}

/** Starts a FHIR server on 127.0.0.1 whose requests, responses and handshakes fail by plan. */
export async function startFaultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
	const { tls, port, handshakeFault } = options;
	const application = new FhirApplication(options);
	const requests: Recorded[] = [];
	const writes: Write[] = [];
	const used = new WeakSet<Socket>();
	const wires = new Map<number | undefined, Socket>();
	let plan = options.fault;
	let count = 0;
	let sockets = 0;

	/** Ends a connection as a crashed server does; under TLS only the socket below can do that. */
	const resetOf = (socket: Socket) => () => wires.get(socket.remotePort)?.resetAndDestroy();

	async function carryOut({ method = 'GET', url = '/', headers, body }: ReceivedRequest) {
		const { store } = application.repository;
		const base = `${tls ? 'https' : 'http'}://${headers.host}/fhir`;
		const before = store.log.length;
		const response = await application.respond({ method, url: url.replace(/^\/fhir\/?/, ''), base, headers, body });
		if (store.log.length > before) writes.push({ method, url, body: body.toString('utf8') });
		return response;
	}

	async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		const { method = 'GET', url = '/', socket } = incoming;
		const reset = resetOf(socket);
		const isUsed = used.has(socket);
		used.add(socket);
		const planned = plan?.({ method, url, count: ++count });
		const fault = planned === 'stale socket' && !isUsed ? undefined : planned;
		if (fault === 'reset while receiving' || fault === 'stale socket') {
			requests.push(record(Object.assign(incoming, { body: Buffer.alloc(0) })));
			reset();
			return;
		}
		const request = await receive(incoming);
		requests.push(record(request));
		if (fault !== undefined && isEarly(fault)) {
			failEarly(fault, response, reset);
			return;
		}
		const carried = await carryOut(request);
		if (fault !== undefined) {
			await failLate(fault, carried, response, reset);
			return;
		}
		response.writeHead(carried.status, carried.headers).end(carried.body);
	}

	/** The tests include clients that disconnect before the response: those errors are expected. */
	const listener = (request: IncomingMessage, response: ServerResponse) => {
		respond(request, response).catch((error: unknown) => {
			if (!request.destroyed) response.destroy(error instanceof Error ? error : undefined);
		});
	};
	const secure = tls && https.createServer(serverOptions(tls), listener);
	const server = secure ?? http.createServer(listener);
	const watched = watch(server);
	const front = net.createServer((socket) => {
		if (handshakeFault?.(++sockets)) {
			socket.on('error', () => undefined);
			// The ClientHello is the first data on a connection.
			socket.once('data', () => socket.destroy());
		} else {
			const { remotePort } = socket;
			wires.set(remotePort, socket);
			socket.once('close', () => wires.delete(remotePort));
			server.emit('connection', socket);
		}
	});
	const bound = await listen(front, port);
	const url = tls ? `https://localhost:${bound}` : `http://127.0.0.1:${bound}`;
	return {
		url,
		baseUrl: `${url}/fhir`,
		port: bound,
		requests,
		writes,
		received: () => count,
		handshakes: watched.handshakes,
		connections: watched.connections,
		count: (type) => application.repository.store.count(type),
		duplicates() {
			const same = (one: Write) => (other: Write) =>
				one.method === other.method && one.url === other.url && one.body === other.body;
			return writes.filter((write) => writes.filter(same(write)).length > 1);
		},
		setFault: (next) => (plan = next),
		rotate: (next) => secure?.setSecureContext(serverOptions(next)),
		dropConnections: watched.drop,
		async close() {
			const closed = new Promise<void>((resolve) => front.close(() => resolve()));
			await watched.close();
			await closed;
		},
	};
}
