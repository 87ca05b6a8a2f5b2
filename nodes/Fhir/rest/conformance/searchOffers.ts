import { listMember, textMember } from '../../support/jsonMembers';
import type { Release, SearchParameterDefinition } from '../definitions/searchParameters';
import type { Resource } from '../model/resource';

/** The search parameters that a CapabilityStatement lists for a type (`rest.resource.searchParam`); empty if it lists none. */
export function servedParameters(statement: Resource, type: string): SearchParameterDefinition[] {
	const parameters = entriesOf(statement, type).flatMap((entry) => listMember(entry, 'searchParam'));
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
	const listed = entriesOf(statement, type)
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

function entriesOf(statement: Resource, type: string): unknown[] {
	return listMember(statement, 'rest')
		.flatMap((rest) => listMember(rest, 'resource'))
		.filter((entry) => textMember(entry, 'type') === type);
}

const maxLength = 110;

/**
 * One line of a documentation. That of a parameter which several types share has a line for each of them:
 * `* [Patient](patient.html): …`.
 */
function meaningOf(documentation: string, type: string): string {
	const lines = documentation.split('\n').map((line) => line.trim());
	const own = lines.find((line) => line.startsWith(`* [${type}](`));
	const line = own ? own.slice(own.indexOf('): ') + 3) : (lines.find((text) => text !== '') ?? '');
	// Only a list for other types follows.
	if (line.startsWith('Multiple Resources')) return '';
	return line.length <= maxLength ? line : `${line.slice(0, line.lastIndexOf(' ', maxLength - 3))} ...`;
}
