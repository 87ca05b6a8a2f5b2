import { inputFailure } from '../../transport/errors/failure';
import { entriesOf } from '../model/bundle';
import { namedBy } from '../model/resourceUrl';
import type { Named } from '../model/resourceUrl';
import type { Bundle, BundleEntry, Json, Resource } from '../model/resource';
import { isResource } from '../model/resource';
import { nonBlankText } from '../../support/text';

/** A reference taken apart (R4 §2.3.0): how it points, and to what. */
export type ParsedReference =
	/** `Patient/1`, also with `_history`: on the server that it came from. */
	| ({ readonly kind: 'relative' } & Named)
	/** A web address; type, id and version where it is that of a REST server. */
	| ({ readonly kind: 'absolute'; readonly url: string } & Partial<Named>)
	/** `#a` within the same resource; an empty id is the resource itself. */
	| { readonly kind: 'contained'; readonly id: string }
	/** `urn:uuid:…` or `urn:oid:…` within a Bundle. */
	| { readonly kind: 'urn'; readonly urn: string }
	/** By identifier, not by address. */
	| { readonly kind: 'logical'; readonly type?: string; readonly system?: string; readonly value: string };

/**
 * Takes apart a reference: its text, or a Reference with `reference` or `identifier` as an expression
 * gives it. Throws an input `Failure` for what is none.
 */
export function parseReference(typed: unknown, field = 'Reference'): ParsedReference {
	const object = typeof typed === 'object' && typed !== null ? (typed as { [name: string]: unknown }) : undefined;
	const text = nonBlankText(object ? object.reference : typed);
	if (text !== undefined) return parseText(text, field);
	const identifier = object?.identifier;
	if (typeof identifier === 'object' && identifier !== null && 'value' in identifier) {
		const value = nonBlankText(identifier.value);
		const system = 'system' in identifier ? nonBlankText(identifier.system) : undefined;
		const type = nonBlankText(object?.type);
		if (value !== undefined) return { kind: 'logical', value, ...(system && { system }), ...(type && { type }) };
	}
	throw inputFailure(
		`"${field}" ${object || nonBlankText(typed) === undefined ? 'holds no reference' : 'is no reference'}`,
		'Enter e.g. `Patient/1`, or an expression that gives a Reference, e.g. `{{ $json.subject }}`.',
	);
}

function parseText(text: string, field: string): ParsedReference {
	if (text.startsWith('#')) return { kind: 'contained', id: text.slice(1) };
	if (/^urn:(uuid|oid):/i.test(text)) return { kind: 'urn', urn: text };
	if (/^https?:\/\//i.test(text) && URL.canParse(text)) return { kind: 'absolute', url: text, ...namedBy(text) };
	const named = namedBy(text);
	if (named && !/[?#]/.test(text) && isWholly(text, named)) return { kind: 'relative', ...named };
	throw inputFailure(
		`"${field}" is no reference that FHIR knows`,
		'A reference is `Type/id`, a web address, `#id` of a contained resource, or `urn:uuid:…` within a Bundle.',
	);
}

/** Nothing may stand before the type: `../Patient/1` is no reference. */
function isWholly(text: string, { type, id }: Named): boolean {
	return text.startsWith(`${type}/${id}`);
}

/** The resource that `#id` names within the one that contains it (R4 §2.3.0.2). */
export function containedIn(container: Resource, id: string): Resource | undefined {
	if (id === '') return container;
	const contained: unknown[] = Array.isArray(container.contained) ? container.contained : [];
	return contained.filter(isResource).find((resource) => resource.id === id);
}

/**
 * The entry of a Bundle that a reference names (R4 §2.36.4.1 "Resolving references in Bundles"): by its full
 * URL; a relative one on the base of the entry that it stands in, whose full URL is `from`; else by type
 * and id alone. A reference to a version finds only that version.
 */
export function resolveInBundle(reference: ParsedReference, bundle: Bundle, from?: string): BundleEntry | undefined {
	const entries = entriesOf(bundle);
	if (reference.kind === 'contained') return undefined;
	if (reference.kind === 'logical')
		return entries.find(({ resource }) => resource && hasIdentifier(resource, reference));
	if (reference.kind === 'urn') return entries.find(({ fullUrl }) => fullUrl === reference.urn);
	const { type, id, versionId } = reference;
	const fits = ({ resource }: BundleEntry) => versionId === undefined || resource?.meta?.versionId === versionId;
	const url = reference.kind === 'absolute' ? withoutVersion(reference.url) : besides(from, type, id);
	const byUrl = url === undefined ? undefined : entries.find((entry) => entry.fullUrl === url && fits(entry));
	if (byUrl || type === undefined || reference.kind === 'absolute') return byUrl;
	return entries.find((entry) => entry.resource?.resourceType === type && entry.resource.id === id && fits(entry));
}

/** `[base]/Type/id` on the base that another full URL has. */
function besides(from: string | undefined, type: string | undefined, id: string | undefined): string | undefined {
	const named = from === undefined ? undefined : namedBy(from);
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
