import { covers, type BaseUrl } from '../../transport/baseUrl';
import { Failure, inputFailure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { resourcePath } from '../request/path';
import { containedIn, resolveInBundle, type ParsedReference } from './reference';
import type { FhirRequest } from '../request/request';
import { isBundle, isResource, type Resource } from '../model/resource';
import { searchRequest } from '../search/searchRequest';

/** How references are followed. */
export interface ResolveSettings {
	/** The resource or Bundle that the reference stands in, where there is one. */
	readonly context: unknown;
	/** May other servers than the own one be asked, without login? */
	readonly elsewhere: boolean;
	/** The type that a reference by identifier means where it names none. */
	readonly type?: string;
	/** The field that holds the context, for errors. */
	readonly contextField: string;
}

/**
 * The resource that a reference points to (R4 §2.3.0): within its context where that holds it, else on the server. Throws an
 * input `Failure` for what cannot be followed, a `Failure` of kind `response` where an identifier fits none or
 * several, and what `client.send` throws.
 */
export async function resolve(
	client: FhirClient,
	reference: ParsedReference,
	settings: ResolveSettings,
	signal?: AbortSignal,
): Promise<Resource> {
	const { context, contextField } = settings;
	if (reference.kind === 'contained') return contained(reference.id, context, contextField);
	const entry = isBundle(context) ? resolveInBundle(reference, context) : undefined;
	if (isResource(entry?.resource)) return entry.resource;
	if (reference.kind === 'urn') throw notInBundle(context, contextField);
	if (reference.kind === 'logical') return await byIdentifier(client, reference, settings.type, signal);
	const { resource } = await client.send(readRequest(reference, client.baseUrl, settings.elsewhere), signal);
	if (isResource(resource)) return resource;
	throw new Failure({
		kind: 'response',
		effect: 'applied',
		message: 'The server answered without a resource',
		advice: 'Check that the reference leads to a FHIR resource.',
	});
}

/** The read that an address stands for; on another server only where `elsewhere` allows that. */
function readRequest(
	reference: Extract<ParsedReference, { kind: 'relative' | 'absolute' }>,
	baseUrl: BaseUrl,
	elsewhere: boolean,
): FhirRequest {
	const { type, id, versionId } = reference;
	const interaction = versionId === undefined ? 'read' : 'vread';
	if (reference.kind === 'relative') {
		return { interaction, method: 'GET', path: resourcePath(reference.type, reference.id, versionId) };
	}
	const url = reference.url.replace(/#.*$/s, '');
	if (covers(baseUrl, url)) return { interaction, method: 'GET', path: below(baseUrl, url), url };
	if (elsewhere) return { interaction, method: 'GET', path: '', url, authorization: 'none' };
	const own = type === undefined ? '' : ` If it is the same server under another name, enter \`${type}/${id ?? ''}\`.`;
	throw inputFailure(
		`The reference leads to another server, ${new URL(url).host}`,
		`Only the server of the Base URL is asked. To read it there, without login, switch on the option Read From Other Servers.${own}`,
	);
}

function below(baseUrl: BaseUrl, url: string): string {
	return new URL(url).pathname.slice(baseUrl.path.length + 1);
}

function contained(id: string, context: unknown, field: string): Resource {
	if (!isResource(context) || isBundle(context)) {
		throw inputFailure(
			`The reference points into the resource that holds it, and "${field}" is ${isBundle(context) ? 'a Bundle' : 'no resource'}`,
			`Put the resource with the \`contained\` list into "${field}", e.g. \`{{ $json }}\`.`,
		);
	}
	const resource = containedIn(context, id);
	if (resource) return resource;
	throw inputFailure(
		`The resource in "${field}" contains none with this ID`,
		`Check that "${field}" is the resource that the reference was taken from, with its \`contained\` list.`,
	);
}

function notInBundle(context: unknown, field: string): Failure {
	return isBundle(context)
		? inputFailure(
				`The Bundle in "${field}" has no entry with the full URL that the reference names`,
				`Check that "${field}" is the whole Bundle that the reference was taken from.`,
			)
		: inputFailure(
				`The reference has a meaning only within a Bundle (\`urn:\`), and "${field}" is none`,
				`Put the Bundle that the reference was taken from into "${field}".`,
			);
}

/** Of all that carry the identifier there has to be one, or nobody knows which is meant. */
async function byIdentifier(
	client: FhirClient,
	{ system, value, type: named }: Extract<ParsedReference, { kind: 'logical' }>,
	fallback: string | undefined,
	signal: AbortSignal | undefined,
): Promise<Resource> {
	const wanted = named ?? fallback;
	if (wanted === undefined) {
		throw inputFailure(
			'The reference is by identifier and does not say which type of resource it means',
			'Enter the type in the option Resource Type, e.g. `Patient`.',
		);
	}
	const type = resourcePath(wanted);
	const token = `${system === undefined ? '' : `${escaped(system)}|`}${escaped(value)}`;
	const request = searchRequest({ path: type, query: [['identifier', token]] });
	const found: Resource[] = [];
	for await (const page of client.search(request, { limit: 2 }, signal)) {
		found.push(...page.matches.flatMap(({ resource }) => (isResource(resource) ? [resource] : [])));
	}
	const [only, another] = found;
	if (only && !another) return only;
	throw new Failure({
		kind: 'response',
		effect: 'applied',
		message: only
			? `More than one ${type} on the server has this identifier`
			: `No ${type} on the server has this identifier`,
		advice: only
			? 'The reference does not say which is meant: look whether one of them is a duplicate.'
			: 'Check system and value of the identifier, and that the login may see the resource.',
	});
}

/** R4 §3.1.1.4.1.1: these part values, unless a backslash stands before them. */
function escaped(text: string): string {
	return text.replace(/[\\,|$]/g, '\\$&');
}
