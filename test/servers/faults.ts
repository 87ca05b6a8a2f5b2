import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { FhirResponse } from './fhir/application';

/** Forms of `Retry-After`, or of the header in its place. */
export type RetryAfter = 'seconds' | 'date' | 'azure' | 'none' | 'nonsense' | 'an hour';

/** Faults before the request is carried out: sending it again is safe. */
export type EarlyFault =
	/** The connection is reset at the first line of the request, while its body may still be coming. */
	| 'reset while receiving'
	| 'reset before carrying out'
	/** An idle connection that was closed: a request on a used socket meets a reset, and on a new socket it succeeds. */
	| 'stale socket'
	| { status: 429 | 503; retryAfter: RetryAfter }
	/** A gateway's HTML page. */
	| { status: 502 | 504; retryAfter?: undefined };

/** Faults of the response: the request has been carried out. */
export type LateFault =
	| 'reset after carrying out'
	| 'reset in headers'
	| 'reset in body'
	/** Half of the body that Content-Length promises, then an orderly end. */
	| 'half body'
	/** A chunked body that ends without its last chunk. */
	| 'unfinished chunks'
	/** Half of the body, and then nothing: the connection stays open. */
	| 'stalled body'
	/** No response: the connection stays open. */
	| 'silence'
	/** The whole response, a byte every few milliseconds. */
	| 'slow drip'
	/** More bytes than Content-Length says. */
	| 'content-length too short'
	/** 300 MB of JSON in 300 kB of gzip. */
	| 'gzip bomb'
	| 'corrupt gzip'
	| 'invalid JSON'
	/** 100 MB of valid JSON. */
	| 'huge body'
	| 'huge headers'
	/** A thousand 1xx responses before the final response. */
	| 'informational storm'
	/** Status 200, and an HTML page: a gateway's login form. */
	| 'HTML instead of FHIR';

/** All faults of one request. */
export type Fault = EarlyFault | LateFault;

const EARLY = new Set<Fault>(['reset while receiving', 'reset before carrying out', 'stale socket']);

/** Does the fault occur before the request is carried out? */
export function isEarly(fault: Fault): fault is EarlyFault {
	return typeof fault === 'object' || EARLY.has(fault);
}

function retryHeaders(form: RetryAfter | undefined): Record<string, string> {
	switch (form) {
		case 'seconds':
			return { 'retry-after': '1' };
		case 'date':
			return { 'retry-after': new Date(Date.now() + 1000).toUTCString() };
		case 'azure':
			return { 'x-ms-retry-after-ms': '200' };
		case 'nonsense':
			return { 'retry-after': 'soon' };
		case 'an hour':
			return { 'retry-after': '3600' };
		case 'none':
		case undefined:
			return {};
	}
}

/** Responds with an early fault in place of the server; nothing has been carried out. */
export function failEarly(fault: EarlyFault, response: ServerResponse, reset: () => void): void {
	if (typeof fault === 'string') {
		reset();
	} else if (fault.retryAfter === undefined) {
		response.writeHead(fault.status, { 'content-type': 'text/html' });
		response.end(`<html><head><title>${fault.status}</title></head><body><h1>Bad gateway</h1></body></html>`);
	} else {
		const issue = [{ severity: 'error', code: 'throttled', diagnostics: 'Too many requests' }];
		response.writeHead(fault.status, { 'content-type': 'application/fhir+json', ...retryHeaders(fault.retryAfter) });
		response.end(JSON.stringify({ resourceType: 'OperationOutcome', issue }));
	}
}

/** Writes until the buffer is full, then waits; false once the client has gone. */
async function write(response: ServerResponse, chunk: string): Promise<boolean> {
	if (response.destroyed) return false;
	if (response.write(chunk)) return true;
	const settled = new AbortController();
	const { signal } = settled;
	await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(() =>
		settled.abort(),
	);
	return !response.destroyed;
}

const MEGABYTE = ' '.repeat(1024 * 1024);

async function sendHuge(response: ServerResponse): Promise<void> {
	response.writeHead(200, { 'content-type': 'application/fhir+json' });
	response.write('{"resourceType":"Patient","id":"huge"');
	for (let megabytes = 0; megabytes < 100; megabytes++) if (!(await write(response, MEGABYTE))) return;
	response.end('}');
}

/** A gzip file may be many files one after another (RFC 1952 section 2.2): so the bomb costs nothing to make. */
function sendBomb(response: ServerResponse): void {
	response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-encoding': 'gzip' });
	response.write(gzipSync('{"resourceType":"Patient","id":"bomb"'));
	const megabyte = gzipSync(MEGABYTE);
	for (let megabytes = 0; megabytes < 300; megabytes++) response.write(megabyte);
	response.end(gzipSync('}'));
}

/** Sends the response to a request that has been carried out, with a late fault. */
export async function failLate(
	fault: LateFault,
	carriedOut: FhirResponse,
	response: ServerResponse,
	reset: () => void,
): Promise<void> {
	const { status, headers } = carriedOut;
	const body = Buffer.from(carriedOut.body ?? '');
	const half = body.subarray(0, Math.ceil(body.length / 2));
	const whole = { ...headers, 'content-length': String(body.length) };
	const { socket } = response;
	/** Sends the headers and half of the body, and calls back when both have left. */
	const sendHalf = (then: () => void) => {
		response.writeHead(status, whole);
		response.write(half, then);
	};
	switch (fault) {
		case 'reset after carrying out': {
			reset();
			return;
		}
		case 'reset in headers':
			socket?.write(`HTTP/1.1 ${status} OK\r\nContent-Type: application/fhir+json\r\nETa`, reset);
			return;
		case 'reset in body': {
			// A reset throws away what the client has not read yet, so it gets a moment to read.
			sendHalf(() => void pause(20).then(reset));
			return;
		}
		case 'half body': {
			sendHalf(() => socket?.end());
			return;
		}
		case 'unfinished chunks':
			response.writeHead(status, headers);
			response.write(half, () => socket?.end());
			return;
		case 'stalled body': {
			sendHalf(() => undefined);
			return;
		}
		case 'silence':
			return;
		case 'slow drip':
			response.writeHead(status, whole);
			for (const byte of body) {
				if (!(await write(response, String.fromCharCode(byte)))) return;
				await pause(2);
			}
			response.end();
			return;
		case 'content-length too short': {
			const head = [`HTTP/1.1 ${status} OK`, ...Object.entries({ ...headers, 'content-length': half.length })];
			const lines = head.map((line) => (typeof line === 'string' ? line : line.join(': ')));
			socket?.write(`${lines.join('\r\n')}\r\n\r\n`);
			socket?.write(body);
			return;
		}
		case 'gzip bomb':
			sendBomb(response);
			return;
		case 'corrupt gzip':
			response.writeHead(200, { ...headers, 'content-encoding': 'gzip' });
			response.end('This is not gzip');
			return;
		case 'invalid JSON':
			response.writeHead(200, headers);
			response.end(half);
			return;
		case 'huge body': {
			await sendHuge(response);
			return;
		}
		case 'huge headers':
			response.writeHead(status, { ...whole, 'x-huge': 'x'.repeat(512 * 1024) });
			response.end(body);
			return;
		case 'informational storm':
			for (let sent = 0; sent < 1000; sent++) response.writeProcessing();
			response.writeHead(status, whole);
			response.end(body);
			return;
		case 'HTML instead of FHIR':
			response.writeHead(200, { 'content-type': 'text/html' });
			response.end('<!doctype html><html><body><form>Please log in</form></body></html>');
			return;
	}
}
