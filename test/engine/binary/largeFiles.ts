import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Issued } from '../../servers/certificates';
import { serverOptions, watch } from '../../servers/httpServer';

/** The chunk of which a generated file consists. */
const chunk = Buffer.alloc(64 * 1024, 'All that stands in a discharge letter. ');

/** SHA-256 of a generated file of `bytes` bytes (a multiple of the chunk size). */
export function largeFileHash(bytes: number): string {
	const hash = createHash('sha256');
	for (let sent = 0; sent < bytes; sent += chunk.length) hash.update(chunk);
	return hash.digest('hex');
}

/** An upload as the server received it. */
export interface Uploaded {
	readonly bytes: number;
	readonly hash: string;
	readonly contentLength: string | undefined;
	readonly contentType: string | undefined;
}

export interface LargeFileServer {
	readonly baseUrl: string;
	readonly uploads: Uploaded[];
	close(): Promise<void>;
}

/**
 * An HTTPS server that stores nothing. GET returns a file of `bytes` bytes, or of one chunk where the ID has `small` in it,
 * and as a Binary resource where it has `wrapped`. POST counts and hashes what comes in; the first `refusals` of them are
 * rejected with 401 before the body is read.
 */
export async function startLargeFileServer(
	tls: Issued,
	{ bytes, refusals = 0 }: { bytes: number; refusals?: number },
): Promise<LargeFileServer> {
	const uploads: Uploaded[] = [];
	let left = refusals;

	function* file(size: number) {
		for (let sent = 0; sent < size; sent += chunk.length) yield chunk;
	}
	function* wrapped(size: number) {
		yield Buffer.from('{"resourceType":"Binary","id":"1","contentType":"application/pdf","data":"');
		let pending = Buffer.alloc(0);
		for (const part of file(size)) {
			const joined = Buffer.concat([pending, part]);
			const whole = joined.length - (joined.length % 3);
			pending = joined.subarray(whole);
			yield Buffer.from(joined.toString('base64', 0, whole));
		}
		yield Buffer.from(`${pending.toString('base64')}"}`);
	}

	async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		if (left > 0) {
			left--;
			response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
			return;
		}
		const hash = createHash('sha256');
		let size = 0;
		for await (const part of request as AsyncIterable<Buffer>) {
			size += part.length;
			hash.update(part);
		}
		const { 'content-length': contentLength, 'content-type': contentType } = request.headers;
		uploads.push({ bytes: size, hash: hash.digest('hex'), contentLength, contentType });
		response.writeHead(201, { location: '/fhir/Binary/9/_history/1' }).end();
	}

	function send(path: string, response: ServerResponse): void {
		const isWrapped = path.includes('wrapped');
		const size = path.includes('small') ? chunk.length : bytes;
		response.writeHead(200, { 'content-type': isWrapped ? 'application/fhir+json' : 'application/pdf' });
		Readable.from(isWrapped ? wrapped(size) : file(size)).pipe(response);
	}

	const server = https.createServer(serverOptions(tls), (request, response) => {
		if (request.method === 'GET') send(request.url ?? '', response);
		else receive(request, response).catch(() => response.destroy());
	});
	const watched = watch(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return { baseUrl: `https://localhost:${port}/fhir`, uploads, close: watched.close };
}

/**
 * Measures the highest growth of the memory in use since the call, without garbage. RSS would mostly show how much
 * room the garbage collector takes.
 */
export function watchMemory(): { highest(): number; stop(): void } {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	const inUse = () => {
		collect();
		const { heapUsed, external } = process.memoryUsage();
		return heapUsed + external;
	};
	const before = inUse();
	let highest = before;
	const look = () => (highest = Math.max(highest, inUse()));
	let timer: NodeJS.Timeout;
	// A collection takes long where many modules are loaded: the measurement must not take all the time.
	const again = () => {
		const started = performance.now();
		look();
		timer = setTimeout(again, 2_000 + 10 * (performance.now() - started));
	};
	timer = setTimeout(again, 2_000);
	return {
		highest: () => look() - before,
		stop: () => clearTimeout(timer),
	};
}
