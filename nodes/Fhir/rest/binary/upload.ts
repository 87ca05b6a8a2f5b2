import { inputFailure } from '../../transport/errors/failure';
import type { ByteStream, HttpHeaders, HttpResponse } from '../../transport/http';
import { streamFrom, streamOf } from '../../transport/node/streams';
import { parseResponse } from '../response/parseResponse';
import type { FhirClient } from '../client';
import { namedBy } from '../model/resourceUrl';
import { parseReference } from '../reference/reference';
import type { FhirRequest, RawBody } from '../request/request';
import type { FhirResponse } from '../response/response';

/** A file to be sent. */
export interface FileToSend {
	readonly mimeType: string;
	/** Bytes, where known. */
	readonly size: number | undefined;
	/** A new stream over the whole file at each call: a request may take several attempts. */
	open(): ByteStream;
}

/**
 * The request that stores a file as a Binary (R4 §2.15). Throws an input `Failure` for a media type that cannot
 * be sent.
 */
export function uploadRequest(file: FileToSend, headers: HttpHeaders = {}): FhirRequest {
	if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;[\x20-\x7e]*)?$/.test(file.mimeType)) {
		throw inputFailure(
			'The content type of the file is none that can be sent',
			'Enter one in the option Content Type, e.g. `application/pdf`.',
		);
	}
	const wrapped = isReadAsFhir(file.mimeType);
	const length = file.size === undefined ? undefined : wrapped ? wrappedLength(file, file.size) : file.size;
	const body: RawBody = wrapped
		? { contentType: 'application/fhir+json', content: () => streamFrom(wrap(file)) }
		: { contentType: file.mimeType, content: () => file.open() };
	return {
		interaction: 'create',
		method: 'POST',
		path: 'Binary',
		headers: {
			...headers,
			// Otherwise a server may send the whole file back.
			prefer: 'return=minimal',
			...(length !== undefined && { 'content-length': String(length) }),
		},
		body,
	};
}

/** The header that names whose access rules hold for a Binary too: `Patient/1`. Throws an input `Failure` for what is no reference. */
export function securityContext(typed: string | undefined): HttpHeaders {
	if (typed === undefined) return {};
	const field = 'Security Context';
	const { kind } = parseReference(typed, field);
	if ((kind === 'relative' || kind === 'absolute') && /^[\x21-\x7e]+$/.test(typed))
		return { 'x-security-context': typed };
	throw inputFailure(`"${field}" is no reference to a resource on a server`, 'Enter e.g. `Patient/123`.');
}

/** Sends it. A body that comes back is only read where no header names the new resource: it may be the file again. */
export async function upload(client: FhirClient, request: FhirRequest, signal?: AbortSignal): Promise<FhirResponse> {
	const answer = await client.open(request, signal);
	const { location = '', 'content-location': contentLocation = '' } = answer.headers;
	if (!namedBy(location) && !namedBy(contentLocation)) return await parseResponse(answer, request);
	await answer.discard();
	return await parseResponse(withoutBody(answer), request);
}

function withoutBody({ status, headers, url }: HttpResponse): HttpResponse {
	const nothing = new Uint8Array();
	return {
		status,
		headers,
		url,
		text: async () => '',
		bytes: async () => Buffer.from(nothing),
		stream: () => streamOf(nothing),
		discard: async () => undefined,
	};
}

/** A server takes what comes under these types for the Binary resource itself, not for its content (R4 §2.15.3). */
function isReadAsFhir(mimeType: string): boolean {
	return /^(application|text)\/(fhir\+|json\+|xml\+)?(json|xml|fhir)\s*(;|$)/i.test(mimeType);
}

function wrapperOf(file: FileToSend): string {
	return `{"resourceType":"Binary","contentType":${JSON.stringify(file.mimeType)},"data":"`;
}

function wrappedLength(file: FileToSend, size: number): number {
	return wrapperOf(file).length + Math.ceil(size / 3) * 4 + 2;
}

/** The file as a Binary resource; in groups of three bytes base64 needs no filling before its end. */
async function* wrap(file: FileToSend): AsyncGenerator<Uint8Array> {
	yield Buffer.from(wrapperOf(file));
	let pending = Buffer.alloc(0);
	const chunks: AsyncIterable<Uint8Array> = file.open();
	for await (const chunk of chunks) {
		const bytes = Buffer.concat([pending, chunk]);
		const whole = bytes.length - (bytes.length % 3);
		pending = bytes.subarray(whole);
		yield Buffer.from(bytes.subarray(0, whole).toString('base64'));
	}
	yield Buffer.from(`${pending.toString('base64')}"}`);
}
