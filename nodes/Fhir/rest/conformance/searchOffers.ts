import { listMember, textMember } from '../../support/jsonMembers';
import type { Release, SearchParameterDefinition } from '../definitions/searchParameters';
import type { Resource } from '../model/resource';
import { resourceEntries } from './capabilities';

/** The search parameters that a CapabilityStatement lists for a type (`rest.resource.searchParam`); empty if it lists none. */
export function servedParameters(statement: Resource, type: string): SearchParameterDefinition[] {
	const parameters = resourceEntries(statement, type).flatMap((entry) => listMember(entry, 'searchParam'));
	const byName = new Map<string, SearchParameterDefinition>();
	for (const one of parameters) {
		const name = textMember(one, 'name');
		if (name === undefined || byName.has(name)) continue;
		const meaning = meaningOf(textMember(one, 'documentation') ?? '', type);
		byName.set(name, { name, type: textMember(one, 'type') ?? '', meaning, targets: [] });
	}
	return [...byName.values()];
}

/** What a CapabilityStatement lists for `_include` or `_revinclude` of a type, e.g. `Observation:subject`; empty if nothing. */
export function servedIncludes(
	statement: Resource,
	type: string,
	kind: 'searchInclude' | 'searchRevInclude',
): string[] {
	const listed = resourceEntries(statement, type)
		.flatMap((entry) => listMember(entry, kind))
		.filter((value): value is string => typeof value === 'string' && value !== '');
	return [...new Set(listed)];
}

/** The release of a CapabilityStatement by its `fhirVersion`; undefined where it is another one, or is not there. */
export function releaseOf(statement: Resource): Release | undefined {
	const version = textMember(statement, 'fhirVersion') ?? '';
	if (version.startsWith('4.0')) return 'r4';
	if (version.startsWith('4.')) return 'r4b';
	return version.startsWith('5.') ? 'r5' : undefined;
}

const maxLength = 110;

/**
 * One line of a documentation. That of a parameter which several types share has a line for each of them:
 * `* [Patient](patient.html): …`.
 */
export function meaningOf(documentation: string, type: string): string {
	const lines = documentation.split('\n').map((line) => line.trim());
	const own = lines.find((line) => line.startsWith(`* [${type}](`));
	const line = own ? own.slice(own.indexOf('): ') + 3) : (lines.find((text) => text !== '') ?? '');
	// Only a list for other types follows.
	if (line.startsWith('Multiple Resources')) return '';
	if (line.length <= maxLength) return line;
	const blank = line.lastIndexOf(' ', maxLength - 3);
	return `${line.slice(0, blank > 0 ? blank : maxLength - 3)} ...`;
}
