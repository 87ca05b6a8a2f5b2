import { nonBlankText } from '../../support/text';
import { inputFailure } from '../../transport/errors/failure';
import { entriesOf } from '../model/bundle';
import { type Bundle, type BundleEntry, isResource, type Json, type Resource } from '../model/resource';
import { parseResourceUrl, type ResourceAddress } from '../model/resourceUrl';
import { isMissingValue } from '../request/inputText';

/** A parsed reference (R4 §2.3.0), by its kind. */
export type ParsedReference =
	/** `Patient/1`, perhaps with `_history`: on the server that the reference came from. */
	| ({ readonly kind: 'relative' } & ResourceAddress)
	/** A web address, with type, id and version if it is the URL of a resource. */
	| ({ readonly kind: 'absolute'; readonly url: string } & Partial<ResourceAddress>)
	/** `#a`: in the same resource. An empty id means the resource itself. */
	| { readonly kind: 'contained'; readonly id: string }
	/** `urn:uuid:…` or `urn:oid:…`: in the same Bundle. */
	| { readonly kind: 'urn'; readonly urn: string }
	/** By identifier instead of an address. */
	| { readonly kind: 'logical'; readonly type?: string; readonly system?: string; readonly value: string };

/**
 * Parses a reference: text, or a Reference object with `reference` or `identifier` that an expression returned. Throws
 * an input `Failure` for anything else.
 */
export function parseReference(typed: unknown, field = 'Reference'): ParsedReference {
	const object = typeof typed === 'object' && typed !== null ? (typed as { [name: string]: unknown }) : undefined;
	const text = nonBlankText(object ? object.reference : typed);
	if (text !== undefined) return parseReferenceText(text, field);
	const identifier = object?.identifier;
	if (typeof identifier === 'object' && identifier !== null && 'value' in identifier) {
		const value = nonBlankText(identifier.value);
		const system = 'system' in identifier ? nonBlankText(identifier.system) : undefined;
		const type = nonBlankText(object?.type);
		if (value !== undefined) return { kind: 'logical', value, ...(system && { system }), ...(type && { type }) };
	}
	throw inputFailure(
		`"${field}" ${object || nonBlankText(typed) === undefined ? 'has no reference' : 'is not a reference'}`,
		'Enter e.g. `Patient/1`, or an expression that returns a Reference, e.g. `{{ $json.subject }}`.',
	);
}

function parseReferenceText(text: string, field: string): ParsedReference {
	if (isMissingValue(text.replace(/^.*[/#]/s, ''))) {
		throw inputFailure(
			`"${field}" has the text of a missing value (undefined, null or NaN) in place of an ID`,
			'Check that the input item has the value that the expression uses.',
		);
	}
	if (text.startsWith('#')) return { kind: 'contained', id: text.slice(1) };
	if (/^urn:(uuid|oid):/i.test(text)) return { kind: 'urn', urn: text };
	if (/^https?:\/\//i.test(text) && URL.canParse(text))
		return { kind: 'absolute', url: text, ...parseResourceUrl(text) };
	const named = parseResourceUrl(text, text.split('/', 1)[0]);
	if (named && !/[?#]/.test(text) && startsWithType(text, named)) return { kind: 'relative', ...named };
	throw inputFailure(
		`"${field}" is not a FHIR reference`,
		'A reference is `Type/id`, a web address, `#id` for a contained resource, or `urn:uuid:…` within a Bundle.',
	);
}

/** There must be nothing before the type: `../Patient/1` is not a reference. */
function startsWithType(text: string, { type, versionId }: ResourceAddress): boolean {
	const segments = text.replace(/\/$/, '').split('/');
	return segments[0] === type && segments.length === (versionId === undefined ? 2 : 4);
}

/**
 * The contained resource with this id (R4 §2.3.0.2); the container itself for an empty id, undefined if there is no
 * such resource.
 */
export function containedIn(container: Resource, id: string): Resource | undefined {
	if (id === '') return container;
	const contained: unknown[] = Array.isArray(container.contained) ? container.contained : [];
	return contained.filter(isResource).find((resource) => resource.id === id);
}

/**
 * The entry of a Bundle to which a reference refers (R4 §2.36.4.1 "Resolving references in Bundles"), by its full URL.
 * A relative reference is resolved against `from`, the full URL of the entry that contains it, else by type and id
 * alone. A reference with a version matches only that version. Undefined if the Bundle has no such entry.
 */
export function resolveInBundle(reference: ParsedReference, bundle: Bundle, from?: string): BundleEntry | undefined {
	const entries = entriesOf(bundle);
	if (reference.kind === 'contained') return undefined;
	if (reference.kind === 'logical')
		return entries.find(({ resource }) => resource && hasIdentifier(resource, reference));
	if (reference.kind === 'urn') return entries.find(({ fullUrl }) => fullUrl === reference.urn);
	const { type, id, versionId } = reference;
	const fits = ({ resource }: BundleEntry) => versionId === undefined || resource?.meta?.versionId === versionId;
	const url = reference.kind === 'absolute' ? withoutVersion(reference.url) : siblingUrl(from, type, id);
	const byUrl = url === undefined ? undefined : entries.find((entry) => entry.fullUrl === url && fits(entry));
	if (byUrl || type === undefined || reference.kind === 'absolute') return byUrl;
	return entries.find((entry) => entry.resource?.resourceType === type && entry.resource.id === id && fits(entry));
}

/** `[base]/Type/id` with the base of another full URL. */
function siblingUrl(from: string | undefined, type: string | undefined, id: string | undefined): string | undefined {
	const named = from === undefined ? undefined : parseResourceUrl(from);
	if (from === undefined || named === undefined) return undefined;
	const base = withoutVersion(from).slice(0, -`${named.type}/${named.id}`.length);
	return `${base}${type}/${id}`;
}

function withoutVersion(url: string): string {
	return url.replace(/\/_history\/[^/]*$/, '');
}

function hasIdentifier(resource: Resource, { system, value, type }: ParsedReference & { kind: 'logical' }): boolean {
	if (type !== undefined && resource.resourceType !== type) return false;
	const all: Array<Json | undefined> = Array.isArray(resource.identifier) ? resource.identifier : [resource.identifier];
	return all.some(
		(one) =>
			typeof one === 'object' &&
			one !== null &&
			!Array.isArray(one) &&
			one.value === value &&
			(system === undefined || one.system === system),
	);
}
