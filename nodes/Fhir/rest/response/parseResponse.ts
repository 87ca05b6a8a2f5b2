import type { HttpResponse } from '../../transport/http';
import { responseFailure, brokenResponse } from './failures';
import { parseJson } from '../../support/json';
import { namedBy, versionOfETag } from '../model/resourceUrl';
import type { Named } from '../model/resourceUrl';
import type { FhirRequest, Interaction } from '../request/request';
import { isOperationOutcome, isResource } from '../model/resource';
import type { Resource } from '../model/resource';
import type { FhirResponse } from './response';

/** Interactions whose success always carries a resource. A write may be answered without a body (`return=minimal`). */
const needResource: ReadonlySet<Interaction> = new Set(['read', 'vread', 'search', 'history', 'page', 'capabilities']);

/**
 * Reads an answer that is none of an error: the body, and what headers and body say of type, id and
 * version (R4 §3.1.0.1.3). Throws a `Failure` of kind `response` for a body that FHIR does not allow; its fate
 * is `done` where it answers a write.
 */
export async function parseResponse(answer: HttpResponse, request: FhirRequest): Promise<FhirResponse> {
	const { status, headers, url } = answer;
	const text = await readText(answer, request);
	const body = text === '' ? {} : readBody(text, answer, request);
	const { resource } = body;
	if (resource === undefined && status === 200 && needResource.has(request.interaction)) {
		throw responseFailure(
			answer,
			request,
			'The server answered with a success but without a FHIR resource',
			'Check that the Base URL leads to a FHIR server.',
		);
	}
	const outcome = isOperationOutcome(resource) ? resource : undefined;
	const location = headers.location === undefined ? undefined : absolute(headers.location, url);
	const named = nameOf(answer, request, outcome ? undefined : resource);
	const modified = headers['last-modified'] ?? (outcome ? undefined : resource?.meta?.lastUpdated);
	return {
		status,
		headers,
		url,
		...body,
		...(outcome && { outcome }),
		...named,
		...(location && { location }),
		// Reading a date takes as long as all the rest of this, and few ask for it.
		get lastModified() {
			return modified === undefined ? undefined : instant(modified);
		},
	};
}

/** The body as text; what breaks off is reported with what is known of the request's effect. */
async function readText(answer: HttpResponse, request: FhirRequest): Promise<string> {
	if (answer.status === 204 || answer.status === 304) {
		await answer.discard();
		return '';
	}
	try {
		return await answer.text();
	} catch (error) {
		throw brokenResponse(error, answer, request);
	}
}

function readBody(
	text: string,
	answer: HttpResponse,
	request: FhirRequest,
): { resource?: Resource; json?: unknown; text?: string } {
	const first = text.slice(0, 200).trimStart().charAt(0);
	if (first === '' && text.trim() === '') return {};
	if (first === '<') throw markup(text, answer, request);
	const type = answer.headers['content-type'] ?? '';
	// Some servers send JSON as text or without a type; NDJSON and files are JSON only by chance.
	const isJson =
		/[/+]json\b/i.test(type) ||
		((first === '{' || first === '[') && /^$|text\/plain|octet-stream|text\/html/i.test(type));
	if (!isJson) return { text };
	let json: unknown;
	try {
		json = parseJson(text);
	} catch (error) {
		throw responseFailure(
			answer,
			request,
			error instanceof RangeError ? `The server's answer is ${error.message}` : "The server's answer is not valid JSON",
			'A gateway may have cut it off or changed it. Tell whoever runs the server if it happens again.',
		);
	}
	return isResource(json) ? { resource: json } : { json };
}

function markup(text: string, answer: HttpResponse, request: FhirRequest) {
	if (/http:\/\/hl7\.org\/fhir/.test(text.slice(0, 2_000)) && !/<html/i.test(text.slice(0, 2_000))) {
		return responseFailure(
			answer,
			request,
			"The server's answer is FHIR as XML, where JSON was asked for",
			'The node speaks FHIR JSON: check that the server offers it.',
		);
	}
	return responseFailure(
		answer,
		request,
		"The server's answer is a web page and not FHIR",
		"Check the Base URL: a login page, a gateway or the server's start page may stand there.",
	);
}

/** Type, id and version: from the body, else from Location, Content-Location and ETag, else what the request itself names. */
function nameOf({ headers }: HttpResponse, request: FhirRequest, resource: Resource | undefined): Partial<Named> {
	const expected = request.path.split('/')[0];
	if (resource?.id !== undefined) {
		const versionId = resource.meta?.versionId ?? versionIn(headers.etag) ?? versionAt(headers.location, expected);
		return { type: resource.resourceType, id: resource.id, ...(versionId !== undefined && { versionId }) };
	}
	const named =
		(resource ? undefined : urlsName(request, headers.location, headers['content-location'])) ?? ownName(request);
	const versionId = versionIn(headers.etag) ?? named?.versionId;
	return {
		...named,
		...(resource && { type: resource.resourceType }),
		...(versionId !== undefined && { versionId }),
	};
}

function urlsName({ path }: FhirRequest, ...urls: ReadonlyArray<string | undefined>): Named | undefined {
	const expected = path.split('/')[0];
	const names = urls.map((url) => (url === undefined ? undefined : namedBy(url, expected)));
	return names.find((name) => name?.versionId !== undefined) ?? names.find((name) => name !== undefined);
}

/** A write by id answers for the resource that its path names. */
function ownName({ interaction, path }: FhirRequest): Named | undefined {
	return interaction === 'update' || interaction === 'patch' || interaction === 'delete'
		? namedBy(path, path.split('/')[0])
		: undefined;
}

function versionIn(etag: string | undefined): string | undefined {
	return etag === undefined ? undefined : versionOfETag(etag);
}

function versionAt(url: string | undefined, expected: string | undefined): string | undefined {
	return url === undefined ? undefined : namedBy(url, expected)?.versionId;
}

function absolute(location: string, answered: string): string {
	return URL.canParse(location, answered) ? new URL(location, answered).href : location;
}

function instant(text: string): string {
	const time = Date.parse(text);
	return Number.isNaN(time) ? text : new Date(time).toISOString();
}
