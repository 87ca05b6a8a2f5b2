import { createHash, type Hash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Cleanup } from '../demo/cleanup';
import { listen } from '../servers/httpServer';

/** A FHIR server that has one large Binary, and takes others; it holds none in memory. */
export interface FileServer {
	baseUrl: string;
	/** SHA-256 of the Binary that it gives, once it has. */
	given: () => string | undefined;
	/** SHA-256 of those that it took. */
	taken: string[];
}

const CHUNK = Buffer.alloc(1024 * 1024, 'A discharge letter with many pictures. ');

async function* content(megabytes: number, hash: Hash): AsyncGenerator<Buffer> {
	for (let index = 0; index < megabytes; index++) {
		const chunk = Buffer.from(CHUNK);
		chunk.writeUInt32LE(index);
		hash.update(chunk);
		yield chunk;
	}
}

/** Starts it with a Binary of so many megabytes; `cleanup` ends it. */
export async function startFileServer(megabytes: number, cleanup: Cleanup): Promise<FileServer> {
	let given: string | undefined;
	const taken: string[] = [];

	async function give(response: ServerResponse): Promise<void> {
		const hash = createHash('sha256');
		response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': megabytes * CHUNK.length });
		await pipeline(Readable.from(content(megabytes, hash)), response);
		given = hash.digest('hex');
	}

	async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const hash = createHash('sha256');
		for await (const chunk of request as AsyncIterable<Buffer>) hash.update(chunk);
		taken.push(hash.digest('hex'));
		response.writeHead(201, { location: `${baseUrl}/Binary/${taken.length}/_history/1` }).end();
	}

	const server = createServer((request, response) => {
		const served = request.method === 'POST' ? take(request, response) : give(response);
		served.catch(() => response.destroy());
	});
	const baseUrl = `http://127.0.0.1:${await listen(server)}/fhir`;
	cleanup.add(() => {
		server.closeAllConnections();
		server.close();
	});
	return { baseUrl, given: () => given, taken };
}
