import { type BaseUrl, covers } from '../../transport/baseUrl';
import { Failure, inputFailure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { isBundle, isResource, type Resource } from '../model/resource';
import { resourcePath } from '../request/path';
import { escapedToken } from '../request/query';
import type { FhirRequest } from '../request/request';
import { findByIdentifier } from './byIdentifier';
import { containedIn, type ParsedReference, resolveInBundle } from './reference';

/** How a reference is resolved. */
export interface ResolveSettings {
	/** The resource or Bundle that contains the reference, if there is one. */
	readonly context: unknown;
	/** May it be read from another server, without credentials? */
	readonly allowOtherServers: boolean;
	/** The resource type for a reference by identifier that does not name a type. */
	readonly type?: string;
	/** The name of the context's field, for error messages. */
	readonly contextField: string;
}

/**
 * The resource to which a reference refers (R4 §2.3.0): from its context if that contains it, else from the server.
 * Throws an input `Failure` if the reference cannot be resolved, a `Failure` of kind `response` if an identifier
 * matches no resource or several, and what `FhirClient.send` throws.
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
	const { resource } = await client.send(readRequest(reference, client.baseUrl, settings.allowOtherServers), signal);
	if (isResource(resource)) return resource;
	throw new Failure({
		kind: 'response',
		effect: 'applied',
		message: 'The server did not return a resource',
		advice: 'Check that the reference leads to a FHIR resource.',
	});
}

/** The request that reads a reference with an address. */
function readRequest(
	reference: Extract<ParsedReference, { kind: 'relative' | 'absolute' }>,
	baseUrl: BaseUrl,
	allowOtherServers: boolean,
): FhirRequest {
	const { type, id, versionId } = reference;
	const interaction = versionId === undefined ? 'read' : 'vread';
	if (reference.kind === 'relative') {
		return { interaction, method: 'GET', path: resourcePath(reference.type, reference.id, versionId) };
	}
	const url = reference.url.replace(/#.*$/s, '');
	if (covers(baseUrl, url)) return { interaction, method: 'GET', path: below(baseUrl, url), url };
	if (allowOtherServers) return { interaction, method: 'GET', path: '', url, authorization: 'none' };
	const suggestion =
		type === undefined ? '' : ` If that is the same server under another name, enter \`${type}/${id ?? ''}\`.`;
	throw inputFailure(
		`The reference leads to another server, ${new URL(url).host}`,
		`Only the server of the Base URL is used. To read the resource from the other server, without login, switch on the option Read From Other Servers.${suggestion}`,
	);
}

function below(baseUrl: BaseUrl, url: string): string {
	return new URL(url).pathname.slice(baseUrl.path.length + 1);
}

function contained(id: string, context: unknown, field: string): Resource {
	if (!isResource(context) || isBundle(context)) {
		throw inputFailure(
			`The reference is to a contained resource, but "${field}" is ${isBundle(context) ? 'a Bundle' : 'not a resource'}`,
			`Put the resource with the \`contained\` list into "${field}", e.g. \`{{ $json }}\`.`,
		);
	}
	const resource = containedIn(context, id);
	if (resource) return resource;
	throw inputFailure(
		`The resource in "${field}" does not contain a resource with this ID`,
		`Check that "${field}" is the resource that the reference was taken from, with its \`contained\` list.`,
	);
}

function notInBundle(context: unknown, field: string): Failure {
	return isBundle(context)
		? inputFailure(
				`The Bundle in "${field}" has no entry with the full URL in the reference`,
				`Check that "${field}" is the whole Bundle that the reference was taken from.`,
			)
		: inputFailure(
				`The reference (\`urn:\`) only has a meaning within a Bundle, but "${field}" is not a Bundle`,
				`Put the Bundle that the reference was taken from into "${field}".`,
			);
}

/** Searches by identifier. There must be exactly one match, or it is not known which resource is meant. */
async function byIdentifier(
	client: FhirClient,
	{ system, value, type: named }: Extract<ParsedReference, { kind: 'logical' }>,
	fallback: string | undefined,
	signal: AbortSignal | undefined,
): Promise<Resource> {
	const wanted = named ?? fallback;
	if (wanted === undefined) {
		throw inputFailure(
			'The reference is by identifier and does not name a resource type',
			'Enter the type in the option Resource Type, e.g. `Patient`.',
		);
	}
	const type = resourcePath(wanted);
	const token = `${system === undefined ? '' : `${escapedToken(system)}|`}${escapedToken(value)}`;
	return await findByIdentifier(client, { type, token, ...logicalWords }, signal);
}

const logicalWords = {
	owner: 'this identifier',
	none: 'Check system and value of the identifier, and that the login may access the resource.',
	several: 'The reference does not say which one is meant: check whether one of them is a duplicate.',
};
