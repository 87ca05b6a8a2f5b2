import { type BaseUrl, covers } from '../../transport/baseUrl';
import { Failure, inputFailure } from '../../transport/errors/failure';
import type { ByteStream, HttpHeaders } from '../../transport/http';
import type { FhirClient } from '../client';
import { parseResourceUrl, type ResourceAddress, versionOfETag } from '../model/resourceUrl';
import type { FhirRequest } from '../request/request';
import { resolveLink } from '../response/links';
import { decoded, type FileContent } from './decodeBinary';

/** A file that is being downloaded. */
export interface Download {
	readonly content: ByteStream;
	/** The media type without parameters such as `charset`. */
	readonly mimeType: string;
	/** The media type that was found behind the file's content, once that has been read; undefined for most files. */
	readonly lateMimeType: () => string | undefined;
	/** The name from Content-Disposition, else the last part of the URL. */
	readonly fileName: string | undefined;
	/** Type, id and version, if the URL is that of a resource. */
	readonly resource: Partial<ResourceAddress>;
	/** The URL without its query, which may contain a secret. */
	readonly url: string;
}

/** How to download a file. */
export interface DownloadSettings {
	/** The header Accept. Default: that of the user for all requests, else any type. */
	readonly accept?: string;
	/** The maximum size of the response in bytes. */
	readonly maxBytes: number;
}

/**
 * The request for the file of a reference or an `Attachment.url`: `Binary/1`, a URL on this server, or a URL on another
 * server, which is requested without credentials. Throws an input `Failure` if it is not a reference or web address.
 */
export function fileRequest(typed: string, baseUrl: BaseUrl, field: string): FhirRequest {
	const url = fileUrl(typed, baseUrl, field);
	const onThisServer = covers(baseUrl, url);
	const path = onThisServer ? new URL(url).pathname.slice(baseUrl.path.length + 1) : '';
	return { interaction: 'read', method: 'GET', path, url, ...(!onThisServer && { authorization: 'none' }) };
}

/**
 * Requests a file and returns it as soon as its first bytes have arrived. Throws what `FhirClient.open` throws, and a
 * `Failure` of kind `response` if the file is too large; the stream throws that too.
 */
export async function download(
	client: FhirClient,
	request: FhirRequest,
	{ accept, maxBytes }: DownloadSettings,
	signal?: AbortSignal,
): Promise<Download> {
	const headersSent = { ...request.headers, ...(accept !== undefined && { accept }) };
	const sent = { ...request, accept: '*/*', headers: headersSent, maxBytes };
	const response = await client.open(sent, signal).catch((error: unknown) => {
		throw request.authorization === 'none' ? withoutLogin(error) : error;
	});
	const { headers } = response;
	if (Number(headers['content-length'] ?? 0) > maxBytes) {
		await response.discard();
		throw tooLarge(maxBytes, response.status);
	}
	const type = mediaType(headers['content-type']);
	const isFhir = type !== undefined && /^application\/(fhir|fhir\+json|json\+fhir)$/.test(type);
	const mayBeBinary = type === undefined || isFhir || /[/+](json|xml)$/.test(type);
	const file: FileContent = mayBeBinary
		? await decoded(response.stream(), isFhir, response.mask)
		: { content: response.stream(), isDecoded: false };
	const url = response.url.replace(/[?#].*/s, '');
	const address = parseResourceUrl(url);
	const versionId = versionOfETag(headers.etag ?? '');
	return {
		content: file.content,
		mimeType: mediaType(file.contentType) ?? (file.isDecoded ? undefined : type) ?? 'application/octet-stream',
		lateMimeType: () => mediaType(file.lateContentType?.()),
		fileName: fileNameIn(headers) ?? lastSegment(url),
		resource: address ? { ...(versionId !== undefined && { versionId }), ...address } : {},
		url,
	};
}

function fileUrl(typed: string, baseUrl: BaseUrl, field: string): string {
	if (typed === '') {
		throw inputFailure(`"${field}" is empty`, 'Enter e.g. `Binary/123`, or the `url` of an Attachment.');
	}
	if (/^data:/i.test(typed)) {
		throw inputFailure(
			`"${field}" contains the file itself (a data URL), not its address`,
			'There is nothing to download: turn it into a file with the node Convert to File.',
		);
	}
	const isUrl = /^[a-z][a-z0-9+.-]*:/i.test(typed);
	const url = isUrl ? typed : resolveLink(typed, { baseUrl, responseUrl: baseUrl.href });
	if (!/^https?:/i.test(url) || !URL.canParse(url)) {
		throw inputFailure(
			`"${field}" is neither a reference nor a web address`,
			'Enter e.g. `Binary/123`, or an address that starts with `https://`.',
		);
	}
	const { username, password, href, hash } = new URL(url);
	if (username || password) {
		throw inputFailure(`"${field}" contains a user name or a password`, 'Remove them from the address.');
	}
	return hash === '' ? href : href.slice(0, -hash.length);
}

/**
 * The error to throw if a download failed while it was read: for a file that is too large, a `Failure` that says so.
 */
export function brokenDownload(error: unknown): unknown {
	const limit = error instanceof Failure ? error.details.limit : undefined;
	return error instanceof Failure && typeof limit === 'number' ? tooLarge(limit, error.status) : error;
}

/** The failure of a file that is larger than this number of bytes. */
export function tooLarge(maxBytes: number, status: number | undefined): Failure {
	return new Failure({
		kind: 'response',
		status,
		effect: 'applied',
		message: `The file is larger than ${Math.round(maxBytes / (1024 * 1024))} MB`,
		advice: 'None of it was kept. Raise the option Maximum Size if there is enough memory.',
		details: { limit: maxBytes },
	});
}

/** Adds advice, since the missing login may be the reason for the failure. */
function withoutLogin(error: unknown): unknown {
	if (!(error instanceof Failure) || error.kind !== 'http') return error;
	return error.with({
		advice:
			'The file is on another server than the Base URL, so it was requested without login. If that is the same server under another name, enter only the reference, e.g. `Binary/123`.',
	});
}

/** `filename*` (RFC 8187) before `filename` of Content-Disposition (RFC 6266), without any folders. */
function fileNameIn(headers: HttpHeaders): string | undefined {
	const header = headers['content-disposition'] ?? '';
	const [, encoded] = /;\s*filename\*\s*=\s*UTF-8'[^']*'([^;\s]+)/i.exec(header) ?? [];
	const [, quoted, bare] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header) ?? [];
	return baseName(encoded === undefined ? (quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '') : percentDecoded(encoded));
}

function lastSegment(url: string): string | undefined {
	const path = new URL(url).pathname.replace(/\/_history\/[^/]*$/, '');
	const last = baseName(percentDecoded(path));
	return last?.startsWith('$') ? undefined : last;
}

function baseName(path: string): string | undefined {
	const name = path.replace(/^.*[/\\]/s, '').replace(/\p{Cc}/gu, '');
	return name === '' || name === '.' || name === '..' ? undefined : name;
}

function percentDecoded(encoded: string): string {
	try {
		return decodeURIComponent(encoded);
	} catch {
		return encoded;
	}
}

/** The media type alone: `text/plain` for `Text/Plain; charset=utf-8`. */
function mediaType(type: string | undefined): string | undefined {
	const bare = type?.split(';')[0]?.trim().toLowerCase();
	return bare === '' ? undefined : bare;
}
