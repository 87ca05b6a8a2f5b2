import { constants, createHash, privateDecrypt, randomBytes } from 'node:crypto';
import http from 'node:http';
import net, { type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Issued } from './certificates';
import { type Handler, listen, receive, watch } from './httpServer';
import { type Direction, open, prf, seal, uint16, uint24 } from './legacyTlsRecords';

/** A running server whose TLS is that of an old appliance. */
export interface LegacyTlsServer {
	/** `https://localhost:port`. */
	readonly url: string;
	readonly port: number;
	/** TLS handshakes completed. */
	handshakes(): number;
	close(): Promise<void>;
}

/**
 * An HTTPS server that speaks TLS 1.2 without the extension for secure renegotiation (RFC 5746), which no TLS library of
 * today can leave out: TLS_RSA_WITH_AES_128_GCM_SHA256 (RFC 5288), without sessions and without extensions.
 */
export async function startLegacyTlsServer(issued: Issued, handler: Handler): Promise<LegacyTlsServer> {
	let handshakes = 0;
	const web = http.createServer((incoming, response) => {
		void receive(incoming).then(async (request) => await handler(request, response));
	});
	const server = net.createServer((socket) => {
		const plain = new LegacyTlsSocket(socket, issued, () => handshakes++);
		plain.on('error', () => undefined);
		web.emit('connection', plain);
	});
	const watched = watch(server);
	const port = await listen(server);
	return { url: `https://localhost:${port}`, port, handshakes: () => handshakes, close: watched.close };
}

/** Types of records, and of messages of a handshake (RFC 5246 §6.2.1, §7.4). */
const record = { changeCipherSpec: 20, alert: 21, handshake: 22, data: 23 } as const;
const message = {
	clientHello: 1,
	serverHello: 2,
	certificate: 11,
	helloDone: 14,
	keyExchange: 16,
	finished: 20,
} as const;

/** The server's side of one connection, as a stream of what is inside. */
class LegacyTlsSocket extends Duplex {
	private received: Buffer = Buffer.alloc(0);
	/** All messages of the handshake so far, which its end is checked by. */
	private transcript: Buffer = Buffer.alloc(0);
	private readonly random = randomBytes(32);
	private clientRandom: Buffer = Buffer.alloc(0);
	private master: Buffer = Buffer.alloc(0);
	private incoming: Direction | undefined;
	private outgoing: Direction | undefined;
	private keys: readonly [Direction, Direction] | undefined;

	constructor(
		private readonly socket: Socket,
		private readonly issued: Issued,
		private readonly done: () => void,
	) {
		super();
		socket.on('data', (bytes) => {
			this.received = Buffer.concat([this.received, bytes]);
			try {
				this.readRecords();
			} catch {
				socket.destroy();
			}
		});
		socket.on('close', () => this.destroy());
		socket.on('error', () => this.destroy());
	}

	override _read(): void {
		// Records are pushed as they arrive.
	}

	override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
		for (let at = 0; at < chunk.length; at += 16_000) this.send(record.data, chunk.subarray(at, at + 16_000));
		callback();
	}

	override _final(callback: () => void): void {
		this.send(record.alert, Buffer.of(1, 0));
		this.socket.end();
		callback();
	}

	override _destroy(_error: Error | null, callback: () => void): void {
		this.socket.destroy();
		callback();
	}

	private readRecords(): void {
		while (this.received.length >= 5) {
			const end = 5 + this.received.readUInt16BE(3);
			if (this.received.length < end) return;
			const type = this.received[0] ?? 0;
			const fragment = this.received.subarray(5, end);
			this.received = this.received.subarray(end);
			if (type === record.changeCipherSpec) this.incoming = this.keys?.[0];
			else this.readRecord(type, this.incoming ? open(this.incoming, type, fragment) : fragment);
		}
	}

	private readRecord(type: number, content: Buffer): void {
		if (type === record.data) this.push(content);
		if (type === record.alert) this.push(null);
		if (type !== record.handshake) return;
		for (let at = 0; at < content.length;) {
			const end = at + 4 + content.readUIntBE(at + 1, 3);
			this.readMessage(content[at] ?? 0, content.subarray(at + 4, end), content.subarray(at, end));
			at = end;
		}
	}

	private readMessage(type: number, body: Buffer, whole: Buffer): void {
		if (type === message.finished) return this.finish(whole);
		this.transcript = Buffer.concat([this.transcript, whole]);
		if (type === message.clientHello) this.sayHello(body);
		if (type === message.keyExchange) this.deriveKeys(body);
	}

	private sayHello(clientHello: Buffer): void {
		this.clientRandom = clientHello.subarray(2, 34);
		const version = Buffer.of(3, 3);
		// No session ID, the cipher suite, no compression, and no extensions.
		this.sendMessage(message.serverHello, Buffer.concat([version, this.random, Buffer.of(0, 0x00, 0x9c, 0)]));
		const chain = [...this.issued.chain.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END/g)].map(
			([, text = '']) => {
				const der = Buffer.from(text, 'base64');
				return Buffer.concat([uint24(der.length), der]);
			},
		);
		const list = Buffer.concat(chain);
		this.sendMessage(message.certificate, Buffer.concat([uint24(list.length), list]));
		this.sendMessage(message.helloDone, Buffer.alloc(0));
	}

	private deriveKeys(keyExchange: Buffer): void {
		// Without padding: some versions of Node.js refuse to remove the one of PKCS #1 v1.5.
		const key = { key: this.issued.key, padding: constants.RSA_NO_PADDING };
		const preMaster = privateDecrypt(key, keyExchange.subarray(2)).subarray(-48);
		this.master = prf(preMaster, 'master secret', Buffer.concat([this.clientRandom, this.random]), 48);
		const block = prf(this.master, 'key expansion', Buffer.concat([this.random, this.clientRandom]), 40);
		const direction = (key: number, salt: number): Direction => ({
			key: block.subarray(key, key + 16),
			salt: block.subarray(salt, salt + 4),
			count: 0n,
		});
		this.keys = [direction(0, 32), direction(16, 36)];
	}

	private finish(clientFinished: Buffer): void {
		this.transcript = Buffer.concat([this.transcript, clientFinished]);
		this.send(record.changeCipherSpec, Buffer.of(1));
		this.outgoing = this.keys?.[1];
		const hash = createHash('sha256').update(this.transcript).digest();
		this.sendMessage(message.finished, prf(this.master, 'server finished', hash, 12));
		this.done();
	}

	private sendMessage(type: number, body: Buffer): void {
		const whole = Buffer.concat([Buffer.of(type), uint24(body.length), body]);
		this.transcript = Buffer.concat([this.transcript, whole]);
		this.send(record.handshake, whole);
	}

	private send(type: number, content: Buffer): void {
		if (this.socket.destroyed) return;
		const fragment = this.outgoing ? seal(this.outgoing, type, content) : content;
		this.socket.write(Buffer.concat([Buffer.of(type, 3, 3), uint16(fragment.length), fragment]));
	}
}
