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

/** `/files/<first>/<count>`: so many lines. */
async function sendLines(path: string, response: ServerResponse): Promise<void> {
	const [first = 0, count = 0] = path.split('/').slice(2).map(Number);
	response.writeHead(200, { 'content-type': 'application/fhir+ndjson', 'content-length': count * lineBytes });
	for (let sent = 0; sent < count && !response.destroyed; sent += linesInBlock) {
		const bytes = blockFrom(first + sent, Math.min(linesInBlock, count - sent));
		if (!response.write(bytes)) await once(response, 'drain');
	}
	response.end();
}

/** Milliseconds that a Bundle takes beside its parsing: the latency that the bench uses elsewhere too. */
const latency = 20;

/** A response to a batch, which is parsed as any server has to. */
function resultsOf(body: Buffer): string {
	const { entry } = JSON.parse(body.toString()) as { entry: unknown[] };
	const entries = entry.map(() => '{"response":{"status":"201 Created"}}').join(',');
	return `{"resourceType":"Bundle","type":"batch-response","entry":[${entries}]}`;
}

let origin = '';
const server = http.createServer((request, response) => {
	const path = request.url ?? '';
	const json = { 'content-type': 'application/fhir+json' };
	if (path.startsWith('/files/')) return void sendLines(path, response);
	// `/<files>/<lines>/$export`: an export of so many files.
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
		setTimeout(() => response.writeHead(200, json).end(results), latency);
	});
});
server.keepAliveTimeout = 30_000;

serve({
	start: async (): Promise<{ origin: string; lineBytes: number }> => {
		origin = `http://127.0.0.1:${await listen(server)}`;
		return { origin, lineBytes };
	},
});
