import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import { listen } from '../servers/httpServer';
import { serve } from './child';
import { patient } from './task';

/** Digits of the number in an ID, so that all lines are equally long. */
const digits = 9;
const linesInBlock = 500;

/** Lines whose IDs are filled in: writing a gigabyte must not cost the server what reading it costs the client. */
const line = `${JSON.stringify({ ...patient(7), id: '#'.repeat(digits) })}\n`;
const block = Buffer.from(line.repeat(linesInBlock));
const lineBytes = Buffer.byteLength(line);
const idAt = Buffer.from(line).indexOf('#');

function blockFrom(first: number, count: number): Buffer {
	const bytes = Buffer.from(block.subarray(0, count * lineBytes));
	for (let index = 0; index < count; index++) {
		bytes.write(String(first + index).padStart(digits, '0'), index * lineBytes + idAt, 'latin1');
	}
	return bytes;
}

/** `/files/<first>/<count>`: a file with that number of lines. */
async function sendLines(path: string, response: ServerResponse): Promise<void> {
	const [first = 0, count = 0] = path.split('/').slice(2).map(Number);
	response.writeHead(200, { 'content-type': 'application/fhir+ndjson', 'content-length': count * lineBytes });
	for (let sent = 0; sent < count && !response.destroyed; sent += linesInBlock) {
		const bytes = blockFrom(first + sent, Math.min(linesInBlock, count - sent));
		if (!response.write(bytes)) await once(response, 'drain');
	}
	response.end();
}

/** How the server takes a Bundle. It parses it, as any server has to, and responds after 20 ms, as elsewhere in the bench. */
let taking: BundleTaking = { latency: 20, parses: true };

/** `parses`: else it only counts the entries, to measure what the client alone can do. */
export interface BundleTaking {
	readonly latency: number;
	readonly parses: boolean;
}

const requestStart = '"request":{"method"';

/** A response to a batch. */
function resultsOf(body: Buffer): string {
	const count = taking.parses ? (JSON.parse(body.toString()) as { entry: unknown[] }).entry.length : countIn(body);
	const entries = Array.from({ length: count }, () => '{"response":{"status":"201 Created"}}').join(',');
	return `{"resourceType":"Bundle","type":"batch-response","entry":[${entries}]}`;
}

function countIn(body: Buffer): number {
	let count = 0;
	for (let at = body.indexOf(requestStart); at >= 0; at = body.indexOf(requestStart, at + 1)) count++;
	return count;
}

let origin = '';
const server = http.createServer((request, response) => {
	const path = request.url ?? '';
	const json = { 'content-type': 'application/fhir+json' };
	if (path.startsWith('/files/')) return void sendLines(path, response);
	// `/<files>/<lines>/$export`: an export of that number of files.
	const [, files = '0', count = '0', what = ''] = path.split('/');
	if (what.startsWith('$export')) {
		return void response.writeHead(202, { 'content-location': `${origin}/${files}/${count}/job` }).end();
	}
	if (what === 'job' && request.method === 'GET') {
		const output = Array.from({ length: Number(files) }, (_, index) => ({
			type: 'Patient',
			url: `${origin}/files/${index * Number(count)}/${count}`,
			count: Number(count),
		}));
		const manifest = { transactionTime: '2026-01-01T00:00:00Z', requiresAccessToken: false, output, error: [] };
		return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(manifest));
	}
	if (request.method === 'DELETE') return void response.writeHead(202).end();
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.on('end', () => {
		const results = resultsOf(Buffer.concat(chunks));
		const respond = () => response.writeHead(200, json).end(results);
		if (taking.latency === 0) respond();
		else setTimeout(respond, taking.latency);
	});
});
server.keepAliveTimeout = 30_000;

serve({
	start: async (): Promise<{ origin: string; lineBytes: number }> => {
		origin = `http://127.0.0.1:${await listen(server)}`;
		return { origin, lineBytes };
	},
	take: (how: BundleTaking): void => {
		taking = how;
	},
});
