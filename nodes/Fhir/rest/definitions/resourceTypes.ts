import { resourceTypes } from '../model/resourceTypes';

/** A resource type as people know it. */
export interface KnownType {
	readonly type: string;
	/** What it is, e.g. "prescriptions"; empty for a type that FHIR does not define. */
	readonly meaning: string;
	/** What else it is called, for a search. */
	readonly synonyms: string;
}

let known: ReadonlyMap<string, KnownType> | undefined;

/**
 * The resource types of STU3, R4, R4B and R5, by name: the most used first, the others in the order of their names. The words
 * are loaded when they are asked for first, so that the start of n8n does not wait for them.
 */
export async function knownTypes(): Promise<ReadonlyMap<string, KnownType>> {
	return (known ??= readTypes((await import('./resourceWords')).resourceWords));
}

function readTypes(words: string): ReadonlyMap<string, KnownType> {
	const types = new Map<string, KnownType>();
	for (const line of words.trim().split('\n')) {
		const [type = '', rest = ''] = line.split(': ');
		const [meaning = '', synonyms = ''] = rest.split('; ');
		types.set(type, { type, meaning, synonyms });
	}
	for (const type of resourceTypes) if (!types.has(type)) types.set(type, { type, meaning: '', synonyms: '' });
	return types;
}
