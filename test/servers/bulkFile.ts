import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** A file of an export, and what goes wrong when it is fetched. */
export interface BulkFile {
	readonly kind?: 'output' | 'deleted' | 'error';
	readonly type?: string;
	/** The table that it has rows of, in place of resources of a type. */
	readonly table?: string;
	/** Its lines; each is one resource. */
	readonly lines: readonly string[];
	/** In the manifest; default: the number of lines; null for none. */
	readonly count?: number | null;
	/** Compressed on its way (`encoding`), or a file that is compressed itself (`file`). */
	readonly gzip?: 'encoding' | 'file';
	/** How often the connection breaks in the middle of it. */
	breaks?: number;
	/** Can it be resumed? Default: no. */
	readonly ranges?: boolean;
	/** How often its link has expired: each time that the manifest is read it gets a new one. */
	expired?: number;
	readonly expiredStatus?: number;
	/** Where it is: on this server, on another one, or there after a redirect. */
	readonly place?: 'here' | 'storage' | 'redirected';
	/** Headers that it is sent with, e.g. another content type. */
	readonly headers?: Record<string, string>;
}

/** Sends a file, or the part of it that is asked for, and breaks off in the middle as often as it should. */
export async function sendFile(file: BulkFile, asked: IncomingHttpHeaders, response: ServerResponse): Promise<void> {
	const text = Buffer.from(file.lines.map((line) => `${line}\n`).join(''));
	const bytes = file.gzip ? gzipSync(text) : text;
	const etag = '"v1"';
	const [, from] = /^bytes=(\d+)-$/.exec(asked.range ?? '') ?? [];
	const first = file.ranges && from !== undefined && asked['if-range'] === etag ? Number(from) : 0;
	const sent = bytes.subarray(first);
	response.writeHead(first > 0 ? 206 : 200, {
		'content-type': 'application/fhir+ndjson',
		'content-length': sent.length,
		...(file.ranges && { 'accept-ranges': 'bytes', etag }),
		...(first > 0 && { 'content-range': `bytes ${first}-${bytes.length - 1}/${bytes.length}` }),
		...(file.gzip === 'encoding' && { 'content-encoding': 'gzip' }),
		...file.headers,
	});
	if (!file.breaks) {
		response.end(sent);
		return;
	}
	file.breaks--;
	await new Promise<void>((resolve) => response.write(sent.subarray(0, Math.ceil(sent.length / 2)), () => resolve()));
	// What is written has to arrive first.
	await new Promise((resolve) => setTimeout(resolve, 50));
	response.destroy();
}
