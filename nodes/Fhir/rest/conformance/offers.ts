import { listMember, textMember } from '../../support/jsonMembers';
import type { Resource } from '../model/resource';
import { resourceEntries } from './capabilities';

/** Does a CapabilityStatement list the search across types (`rest.interaction`, R4 §3.1.1.2)? */
export function offersSystemSearch(statement: Resource): boolean {
	return listMember(statement, 'rest')
		.flatMap((rest) => listMember(rest, 'interaction'))
		.some((interaction) => textMember(interaction, 'code') === 'search-system');
}

/** Does a CapabilityStatement list searches in this compartment? */
export function offersCompartment(statement: Resource, compartment: string): boolean {
	return servedCompartments(statement).includes(compartment.toLowerCase());
}

/** The compartments that a CapabilityStatement lists (`rest.compartment`, the URLs of their definitions), in lower case. */
export function servedCompartments(statement: Resource): string[] {
	return listMember(statement, 'rest')
		.flatMap((rest) => listMember(rest, 'compartment'))
		.flatMap((url) =>
			typeof url === 'string' && url.includes('/') ? (url.split('/').at(-1)?.toLowerCase() ?? []) : [],
		);
}

/** What a CapabilityStatement says about the search of one type. */
export interface TypeSearch {
	readonly type: string;
	/** The names of its search parameters; empty if the statement does not list them. */
	readonly parameters: readonly string[];
}

/** The types that can be searched. A type for which the statement lists no interactions at all is one of them. */
export function searchableTypes(statement: Resource): TypeSearch[] {
	return resourceEntries(statement).flatMap((resource) => {
		const type = textMember(resource, 'type');
		const codes = listMember(resource, 'interaction').map((interaction) => textMember(interaction, 'code'));
		if (type === undefined || (codes.length > 0 && !codes.includes('search-type'))) return [];
		const parameters = listMember(resource, 'searchParam').flatMap((one) => textMember(one, 'name') ?? []);
		return [{ type, parameters }];
	});
}

/** Is the server's release R5 or later? `fhirVersion` is e.g. `5.0.0`. */
export function isR5OrLater(statement: Resource): boolean {
	return Number.parseInt(textMember(statement, 'fhirVersion') ?? '4', 10) >= 5;
}

/**
 * Does a CapabilityStatement list this interaction (`rest.resource.interaction`) for the type? True for a type for which it
 * lists no interactions at all, and for one that it does not know: then only the server can tell.
 */
export function offersInteraction(statement: Resource, type: string, interaction: string): boolean {
	const codes = resourceEntries(statement, type)
		.flatMap((resource) => listMember(resource, 'interaction'))
		.map((one) => textMember(one, 'code'));
	return codes.length === 0 || codes.includes(interaction);
}

/** The MIME type of a JSON Patch (RFC 6902 §6), and shorter names of it that servers use. */
const jsonPatchFormats: ReadonlySet<unknown> = new Set([
	'application/json-patch+json',
	'json-patch+json',
	'json-patch',
]);

/**
 * Does a CapabilityStatement list patches for the type, and JSON Patch among their formats (`patchFormat`)? A statement with no
 * format that is a patch leaves the formats open.
 */
export function offersJsonPatch(statement: Resource, type: string): boolean {
	const codes = resourceEntries(statement, type)
		.flatMap((resource) => listMember(resource, 'interaction'))
		.map((one) => textMember(one, 'code'));
	const formats = listMember(statement, 'patchFormat');
	return codes.includes('patch') && (formats.length === 0 || formats.some((format) => jsonPatchFormats.has(format)));
}
