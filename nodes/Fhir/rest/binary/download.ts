import { covers, type BaseUrl } from '../../transport/baseUrl';
import { Failure, inputFailure } from '../../transport/errors/failure';
import type { ByteStream, HttpHeaders } from '../../transport/http';
import type { FhirClient } from '../client';
import { resolveLink } from '../response/links';
import { namedBy, versionOfETag, type Named } from '../model/resourceUrl';
import type { FhirRequest } from '../request/request';
import { unwrapped } from './decodeBinary';

/** A file that is coming in. */
export interface Download {
	readonly content: ByteStream;
	/** Without parameters such as `charset`. */
	readonly mimeType: string;
	/** As the server names it, else by the end of its address. */
	readonly fileName: string | undefined;
	/** Type, id and version where the file is a resource's. */
	readonly named: Partial<Named>;
	/** Without query, which may be a secret. */
	readonly url: string;
}

/** What is asked for beside the file itself. */
export interface DownloadSettings {
	/** Default: whatever the server has it as. */
	readonly accept?: string;
	/** Bytes that the answer may have. */
	readonly maxBytes: number;
}

/**
 * The request for the file that a reference or an `Attachment.url` names: `Binary/1`, an address on this server, or
 * one elsewhere, which is read without login. Throws an input `Failure` for what is no address.
 */
export function fileRequest(typed: string, baseUrl: BaseUrl, field: string): FhirRequest {
	const url = fileUrl(typed, baseUrl, field);
	const home = covers(baseUrl, url);
	const path = home ? new URL(url).pathname.slice(baseUrl.path.length + 1) : '';
	return { interaction: 'read', method: 'GET', path, url, ...(!home && { authorization: 'none' }) };
}

/** Asks for a file and gives it as soon as it begins to come in. Throws what `client.open` throws. */
export async function download(
	client: FhirClient,
	request: FhirRequest,
	{ accept = '*/*', maxBytes }: DownloadSettings,
	signal?: AbortSignal,
): Promise<Download> {
	const sent = { ...request, headers: { ...request.headers, accept }, maxBytes };
	const answer = await client.open(sent, signal).catch((error: unknown) => {
		throw request.authorization === 'none' ? elsewhere(error) : error;
	});
	const { headers } = answer;
	if (Number(headers['content-length'] ?? 0) > maxBytes) {
		await answer.discard();
		throw tooLarge(maxBytes, answer.status);
	}
	const type = essence(headers['content-type']);
	const mayBeWrapped = type === undefined || /[/+]json$/.test(type);
	const file = mayBeWrapped
		? await unwrapped(answer.stream(), type === 'application/fhir+json')
		: { content: answer.stream() };
	const url = answer.url.replace(/[?#].*/s, '');
	const named = namedBy(url);
	const versionId = versionOfETag(headers.etag ?? '');
	return {
		content: file.content,
		mimeType: essence(file.contentType) ?? type ?? 'application/octet-stream',
		fileName: fileNameIn(headers) ?? lastSegment(url),
		named: named ? { ...(versionId !== undefined && { versionId }), ...named } : {},
		url,
	};
}

function fileUrl(typed: string, baseUrl: BaseUrl, field: string): string {
	if (typed === '') {
		throw inputFailure(`"${field}" is empty`, 'Enter e.g. `Binary/123`, or the `url` of an Attachment.');
	}
	if (/^data:/i.test(typed)) {
		throw inputFailure(
			`"${field}" holds the file itself (a data URL), not its address`,
			'Nothing has to be downloaded: turn it into a file with the node Convert to File.',
		);
	}
	const isUrl = /^[a-z][a-z0-9+.-]*:/i.test(typed);
	const url = isUrl ? typed : resolveLink(typed, { baseUrl, answered: baseUrl.href });
	if (!/^https?:/i.test(url) || !URL.canParse(url)) {
		throw inputFailure(
			`"${field}" is neither a reference nor a web address`,
			'Enter e.g. `Binary/123`, or an address that starts with `https://`.',
		);
	}
	const { username, password, href, hash } = new URL(url);
	if (username || password) {
		throw inputFailure(`"${field}" holds a user name or password`, 'Take them out of the address.');
	}
	return hash === '' ? href : href.slice(0, -hash.length);
}

/** What made a download fail in the middle, in words that fit a file. */
export function brokenDownload(error: unknown): unknown {
	const limit = error instanceof Failure ? error.details.limit : undefined;
	return error instanceof Failure && typeof limit === 'number' ? tooLarge(limit, error.status) : error;
}

function tooLarge(maxBytes: number, status: number | undefined): Failure {
	return new Failure({
		kind: 'response',
		status,
		effect: 'applied',
		message: `The file is larger than ${Math.round(maxBytes / (1024 * 1024))} MB`,
		advice: 'Nothing of it was kept. Raise the option Maximum Size if there is room for it.',
		details: { limit: maxBytes },
	});
}

/** Where the login was left out on purpose, that may be why it failed. */
function elsewhere(error: unknown): unknown {
	if (!(error instanceof Failure) || error.kind !== 'http') return error;
	return error.with({
		advice:
			'The file is on another server than the Base URL, so it was asked for without login. If it is the same server under another name, enter the reference without the address, e.g. `Binary/123`.',
	});
}

/** `filename*` (RFC 8187) before `filename` of Content-Disposition (RFC 6266), without any folders. */
function fileNameIn(headers: HttpHeaders): string | undefined {
	const header = headers['content-disposition'] ?? '';
	const [, encoded] = /;\s*filename\*\s*=\s*UTF-8'[^']*'([^;\s]+)/i.exec(header) ?? [];
	const [, quoted, bare] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header) ?? [];
	return baseName(encoded === undefined ? (quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '') : plain(encoded));
}

function lastSegment(url: string): string | undefined {
	const path = new URL(url).pathname.replace(/\/_history\/[^/]*$/, '');
	const last = baseName(plain(path));
	return last?.startsWith('$') ? undefined : last;
}

function baseName(path: string): string | undefined {
	const name = path.replace(/^.*[/\\]/s, '').replace(/\p{Cc}/gu, '');
	return name === '' || name === '.' || name === '..' ? undefined : name;
}

function plain(encoded: string): string {
	try {
		return decodeURIComponent(encoded);
	} catch {
		return encoded;
	}
}

/** `text/plain` of `Text/Plain; charset=utf-8`. */
function essence(type: string | undefined): string | undefined {
	const bare = type?.split(';')[0]?.trim().toLowerCase();
	return bare === '' ? undefined : bare;
}
