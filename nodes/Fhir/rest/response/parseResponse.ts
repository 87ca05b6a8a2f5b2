import { withExactNumbers } from '../../support/exactNumber';
import { parseJson } from '../../support/json';
import type { HttpResponse } from '../../transport/http';
import { isOperationOutcome, isResource, type Resource } from '../model/resource';
import { parseResourceUrl, type ResourceAddress, versionOfETag } from '../model/resourceUrl';
import type { FhirRequest, Interaction } from '../request/request';
import { brokenResponse, responseFailure } from './failures';
import type { FhirResponse } from './response';

/** Interactions whose success always returns a resource. A write may return no body (`return=minimal`). */
const returnResource: ReadonlySet<Interaction> = new Set([
	'read',
	'vread',
	'search',
	'history',
	'page',
	'capabilities',
]);

/** Of these, the interactions for which some servers send no body if there are no results. */
const returnResults: ReadonlySet<Interaction> = new Set(['search', 'history', 'page']);

/**
 * Is told of a successful response with its text, before that is parsed. Returns whether it has begun a request, which goes out
 * before that.
 */
export type OnText = (text: string, response: HttpResponse) => boolean;

/**
 * Parses a response that is not an error: its body, and the type, id and version that headers or body name (R4
 * §3.1.0.1.3). Throws a `Failure` of kind `response` for a body that FHIR does not allow; its effect is `applied` if
 * the request was a write. `hint` takes what a user should know although the response could be read; `beforeParsing` is awaited
 * with the text of a success.
 */
export async function parseResponse(
	response: HttpResponse,
	request: FhirRequest,
	hint?: (text: string) => void,
	beforeParsing?: (text: string, response: HttpResponse) => Promise<void>,
): Promise<FhirResponse> {
	const { status, headers, url, mask, withCredentials, earlierAttempt } = response;
	let text = '';
	try {
		// These have no body.
		if (status === 204 || status === 304) await response.discard();
		else text = response.textInMemory?.() ?? (await response.text());
	} catch (error) {
		throw brokenResponse(error, response, request);
	}
	if (status === 200 && beforeParsing) await beforeParsing(text, response);
	const body = text === '' ? {} : readBody(text, response, request, hint);
	const { resource } = body;
	const isEmpty = resource === undefined && body.json === undefined && body.text === undefined;
	const mayBeEmpty = isEmpty && returnResults.has(request.interaction);
	if (resource === undefined && status === 200 && returnResource.has(request.interaction) && !mayBeEmpty) {
		throw responseFailure(
			response,
			request,
			'The server returned a success status but no FHIR resource',
			'Check that the Base URL leads to a FHIR server.',
		);
	}
	const outcome = isOperationOutcome(resource) ? resource : undefined;
	const location = headers.location === undefined ? undefined : absolute(headers.location, url);
	const named = addressOf(response, request, outcome ? undefined : resource);
	const lastModified = headers['last-modified'] ?? (outcome ? undefined : resource?.meta?.lastUpdated);
	return {
		status,
		headers,
		url,
		mask,
		...(withCredentials && { withCredentials }),
		...(earlierAttempt && { earlierAttempt }),
		...body,
		...(outcome && { outcome }),
		...named,
		...(location && { location }),
		...(lastModified !== undefined && { lastModified }),
	};
}

const changedNumbers =
	'A number in a response of the server has more digits than n8n can hold, so that its value is slightly different in the output. Do not send such a resource back as a whole: change single elements with Update Fields, or with Patch (JSON Patch), which leave the others alone.';

function readBody(
	text: string,
	response: HttpResponse,
	request: FhirRequest,
	hint: ((text: string) => void) | undefined,
): { resource?: Resource; json?: unknown; text?: string } {
	const first = text.slice(0, 200).trimStart().charAt(0);
	if (first === '' && text.trim() === '') return {};
	// With an error status that the request accepts, anything is a message, and it may be cut off.
	const isError = response.status >= 400 && request.accepts?.includes(response.status) === true;
	if (first === '<' && isError) return { text };
	if (first === '<') throw markupFailure(text, response, request);
	const type = response.headers['content-type'] ?? '';
	// Some servers send JSON as text or without a type. NDJSON and files may look like JSON, but are not.
	const looksLikeJson = first === '{' || first === '[';
	const isJson =
		/[/+]json\b/i.test(type) ||
		(looksLikeJson && /^$|text\/plain|octet-stream|text\/html|application\/fhir\s*(;|$)/i.test(type));
	// A type of a vendor's own: if the body is a resource, it is read as one.
	const mayBeResource = !isJson && looksLikeJson && !/ndjson/i.test(type);
	if (!isJson && !mayBeResource) return { text };
	let json: unknown;
	try {
		json = request.exactNumbers
			? withExactNumbers(text, parseJson)
			: parseJson(text, hint && (() => hint(changedNumbers)));
	} catch (error) {
		if (isError || mayBeResource) return { text };
		throw responseFailure(
			response,
			request,
			error instanceof RangeError
				? `The server's response is ${error.message}`
				: "The server's response is not valid JSON",
			"A gateway may have cut it off or changed it. If it happens again, tell the server's administrator.",
		);
	}
	if (isResource(json)) return { resource: json };
	return mayBeResource ? { text } : { json };
}

function markupFailure(text: string, response: HttpResponse, request: FhirRequest) {
	if (/http:\/\/hl7\.org\/fhir/.test(text.slice(0, 2_000)) && !/<html/i.test(text.slice(0, 2_000))) {
		return responseFailure(
			response,
			request,
			"The server's response is FHIR as XML, although JSON was requested",
			'The node uses FHIR as JSON: check that the server offers it.',
		);
	}
	return responseFailure(
		response,
		request,
		"The server's response is a web page and not FHIR",
		"Check the Base URL: it may lead to a login page, a gateway or the server's start page.",
	);
}

/**
 * Type, id and version: from the body, else from Location, Content-Location and ETag, else from the path of the
 * request.
 */
function addressOf(
	{ headers }: HttpResponse,
	request: FhirRequest,
	resource: Resource | undefined,
): Partial<ResourceAddress> {
	if (resource?.id !== undefined) {
		const versionId = resource.meta?.versionId ?? versionIn(headers.etag) ?? versionAt(headers.location, request);
		return { type: resource.resourceType, id: resource.id, ...(versionId !== undefined && { versionId }) };
	}
	const named =
		(resource ? undefined : addressInUrls(request, headers.location, headers['content-location'])) ??
		addressInPath(request);
	const versionId = versionIn(headers.etag) ?? named?.versionId;
	return {
		...named,
		...(resource && { type: resource.resourceType }),
		...(versionId !== undefined && { versionId }),
	};
}

function addressInUrls({ path }: FhirRequest, ...urls: ReadonlyArray<string | undefined>): ResourceAddress | undefined {
	const expected = path.split('/')[0];
	const names = urls.map((url) => (url === undefined ? undefined : parseResourceUrl(url, expected)));
	return names.find((name) => name?.versionId !== undefined) ?? names.find((name) => name !== undefined);
}

/** For a write by id: the resource that its path names. */
function addressInPath({ interaction, path }: FhirRequest): ResourceAddress | undefined {
	return interaction === 'update' || interaction === 'patch' || interaction === 'delete'
		? parseResourceUrl(path, path.split('/')[0])
		: undefined;
}

function versionIn(etag: string | undefined): string | undefined {
	return etag === undefined ? undefined : versionOfETag(etag);
}

function versionAt(url: string | undefined, { path }: FhirRequest): string | undefined {
	return url === undefined ? undefined : parseResourceUrl(url, path.split('/')[0])?.versionId;
}

function absolute(location: string, base: string): string {
	return URL.canParse(location, base) ? new URL(location, base).href : location;
}
