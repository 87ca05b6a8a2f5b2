import { inputFailure } from '../../transport/errors/failure';
import type { ByteStream, HttpHeaders } from '../../transport/http';
import { ResponseInMemory } from '../../transport/response';
import type { FhirClient } from '../client';
import { parseResourceUrl } from '../model/resourceUrl';
import { parseReference } from '../reference/reference';
import type { FhirRequest, RawBody } from '../request/request';
import { parseResponse } from '../response/parseResponse';
import type { FhirResponse } from '../response/response';

/** A file to upload. */
export interface FileToSend {
	/** The media type, perhaps with parameters. */
	readonly mimeType: string;
	/** The size in bytes, if it is known. */
	readonly size: number | undefined;
	/** Opens a new stream of the whole file at each call, since a request may take several attempts. */
	open(): ByteStream;
}

/**
 * The request that stores a file as a Binary (R4 §2.15). `headers` are sent along. Throws an input `Failure` for an
 * invalid media type.
 */
export function uploadRequest(file: FileToSend, headers: HttpHeaders = {}): FhirRequest {
	if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;[\x20-\x7e]*)?$/.test(file.mimeType)) {
		throw inputFailure(
			'The content type of the file is not a valid media type',
			'Enter one in the option Content Type, e.g. `application/pdf`.',
		);
	}
	const asResource = isReadAsFhir(file.mimeType);
	const length = file.size === undefined ? undefined : asResource ? binaryLength(file, file.size) : file.size;
	const body: RawBody = asResource
		? { contentType: 'application/fhir+json', content: () => inBinary(file) }
		: { contentType: file.mimeType, content: () => file.open() };
	return {
		interaction: 'create',
		method: 'POST',
		path: 'Binary',
		headers: {
			...headers,
			// Otherwise, a server may return the whole file.
			prefer: 'return=minimal',
			...(length !== undefined && { 'content-length': String(length) }),
		},
		body,
	};
}

/**
 * The header with the resource whose access rules also apply to the Binary (R4 §2.15), e.g. `Patient/1`; no header
 * without a value. Throws an input `Failure` if it is not a reference to a resource on a server.
 */
export function securityContext(typed: string | undefined): HttpHeaders {
	if (typed === undefined) return {};
	const field = 'Security Context';
	const { kind } = parseReference(typed, field);
	if ((kind === 'relative' || kind === 'absolute') && /^[\x21-\x7e]+$/.test(typed))
		return { 'x-security-context': typed };
	throw inputFailure(`"${field}" is not a reference to a resource on a server`, 'Enter e.g. `Patient/123`.');
}

/**
 * Sends an upload. The response's body may be the whole file, so it is only read if no header names the new resource.
 * Throws what `FhirClient.send` throws.
 */
export async function upload(client: FhirClient, request: FhirRequest, signal?: AbortSignal): Promise<FhirResponse> {
	const response = await client.open(request, signal);
	const { location = '', 'content-location': contentLocation = '' } = response.headers;
	if (!parseResourceUrl(location) && !parseResourceUrl(contentLocation)) return await parseResponse(response, request);
	await response.discard();
	return await parseResponse(new ResponseInMemory(response, Buffer.alloc(0)), request);
}

/** With these media types, a server reads the body as the Binary resource itself, not as its content (R4 §2.15.3). */
function isReadAsFhir(mimeType: string): boolean {
	return /^(application|text)\/(fhir\+|json\+|xml\+)?(json|xml|fhir)\s*(;|$)/i.test(mimeType);
}

function binaryPrefix(file: FileToSend): string {
	return `{"resourceType":"Binary","contentType":${JSON.stringify(file.mimeType)},"data":"`;
}

function binaryLength(file: FileToSend, size: number): number {
	return binaryPrefix(file).length + Math.ceil(size / 3) * 4 + 2;
}

/** The file in a Binary resource. It is encoded in groups of three bytes, so that there is padding only at its end. */
async function* inBinary(file: FileToSend): AsyncGenerator<Uint8Array> {
	yield Buffer.from(binaryPrefix(file));
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
