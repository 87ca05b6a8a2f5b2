import type { HttpHeaders } from '../../transport/http';
import { isConditionalWrite, startsJob } from './repeatable';
import { type FhirRequest, type Interaction, isRawBody } from './request';

/** The FHIR releases that a MIME type can name (R4 §3.1.0.1.11): STU3, R4, R4B, R5. */
export type FhirVersion = '3.0' | '4.0' | '4.3' | '5.0';

/** The header fields of which the client has values of its own; what a user chose for them comes first. Names in lower case. */
export const combinedHeaders: ReadonlySet<string> = new Set(['accept', 'content-type', 'prefer']);

/** What is JSON, and not FHIR. */
const notFhir: ReadonlySet<Interaction> = new Set(['discovery', 'graphql']);
const json = 'application/json, application/fhir+json;q=0.9';

/**
 * Returns a function that gives the headers of a request. `chosen` are the user's own values of `combinedHeaders`:
 * - `Accept` is sent instead of ours, unless the request has one that the user chose for this operation;
 * - `Content-Type` is sent instead of ours with JSON; a form and a file keep their own, since it says what they are;
 * - the preferences in `Prefer` are added to ours, and replace those of the same name.
 * They are sent to the FHIR server only (`isOwn`).
 */
export function headersFor(
	fhirVersion: FhirVersion | undefined,
	chosen: HttpHeaders = {},
): (request: FhirRequest, isOwn: boolean) => HttpHeaders {
	const fhirJson = fhirVersion ? `application/fhir+json; fhirVersion=${fhirVersion}` : 'application/fhir+json';
	// Some servers know JSON by its general name only, which cannot say that the release has to be this one.
	const accepted = fhirVersion ? fhirJson : `${fhirJson}, application/json;q=0.9`;
	const acceptedFor = (request: FhirRequest) => {
		if (notFhir.has(request.interaction)) return json;
		// Azure refuses to start a job for any other value than this one.
		return startsJob(request) ? fhirJson : accepted;
	};
	return (request, isOwn) => {
		const { body } = request;
		const mine = isOwn ? chosen : {};
		const headers: Record<string, string> = {
			accept: mine.accept ?? request.accept ?? acceptedFor(request),
		};
		if (isRawBody(body)) headers['content-type'] = (isJsonText(body) && mine['content-type']) || body.contentType;
		else if (body !== undefined) headers['content-type'] = mine['content-type'] ?? fhirJson;
		for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
		const prefer = preferences(headers.prefer, mine.prefer, isConditionalWrite(request));
		if (prefer !== undefined) headers.prefer = prefer;
		return headers;
	};
}

function isJsonText({ content, contentType }: { content: unknown; contentType: string }): boolean {
	return typeof content === 'string' && /[/+]json\b/.test(contentType);
}

/**
 * One `Prefer` header (RFC 7240) with our preferences and the user's, which replace ours of the same name. `strict` adds
 * `handling=strict` where neither says how to handle unknown parameters: a lenient server ignores search parameters that it
 * does not know (R4 §3.1.1.1), and would apply a conditional write with a misspelt criterion to more resources than were meant.
 */
function preferences(ours: string | undefined, users: string | undefined, strict: boolean): string | undefined {
	if (users === undefined && !strict) return ours;
	const chosen = preferencesIn(users);
	const names = new Set(chosen.map(nameOf));
	const all = [...preferencesIn(ours).filter((one) => !names.has(nameOf(one))), ...chosen];
	if (strict && !all.some((one) => nameOf(one) === 'handling')) all.push('handling=strict');
	return all.length > 0 ? all.join(', ') : undefined;
}

/** The preferences in a header; a comma within quotes belongs to a value. */
function preferencesIn(header = ''): string[] {
	return (header.match(/(?:"[^"]*"|[^",])+/g) ?? []).map((one) => one.trim()).filter(Boolean);
}

function nameOf(preference: string): string {
	return (/^[^=;\s]*/.exec(preference)?.[0] ?? '').toLowerCase();
}
