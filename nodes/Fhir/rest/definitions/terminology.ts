/** The kinds of terminology that lists offer by name. */
export type TerminologyType = 'ValueSet' | 'CodeSystem' | 'ConceptMap';

/** A value set or code system as people know it. */
export interface KnownTerminology {
	/** Its canonical URL. */
	readonly url: string;
	readonly title: string;
	/** What else it is called, for a search. */
	readonly synonyms: string;
}

const known = new Map<TerminologyType, readonly KnownTerminology[]>();

/**
 * The value sets and code systems that people look for most, in the order in which a list shows them; none for concept maps.
 * The names are loaded when they are asked for first.
 */
export async function knownTerminology(type: TerminologyType): Promise<readonly KnownTerminology[]> {
	const read = known.get(type);
	if (read) return read;
	const { codeSystemNames, valueSetNames } = await import('./terminologyNames');
	known.set('ValueSet', readNames(valueSetNames));
	known.set('CodeSystem', readNames(codeSystemNames));
	known.set('ConceptMap', []);
	return known.get(type) ?? [];
}

function readNames(names: string): KnownTerminology[] {
	return names
		.trim()
		.split('\n')
		.map((line) => {
			const end = line.indexOf(' ');
			const name = line.slice(0, end);
			const [title = '', synonyms = ''] = line.slice(end + 1).split('; ');
			return { url: name.includes(':') ? name : `http://hl7.org/fhir/ValueSet/${name}`, title, synonyms };
		});
}
