import type { ConnectionSource } from '../connection/sources';
import { servedTypes } from '../rest/conformance/capabilities';
import { type KnownType, knownTypes } from '../rest/definitions/resourceTypes';
import { formServer } from './formServer';

/** A resource type as a list shows it. */
export interface TypeChoice {
	readonly name: string;
	readonly value: string;
}

/**
 * The resource types for a list: those in the server's CapabilityStatement, the most used first, then those of FHIR that it
 * does not list, marked so; all types of FHIR where the server cannot be asked. `filter` may be a part of a name, or what people
 * call it: "lab", "visit". Rejects as `formServer` does.
 */
export async function typeChoices(source: ConnectionSource, filter = ''): Promise<TypeChoice[]> {
	const [{ statement }, known] = await Promise.all([formServer(source), knownTypes()]);
	const served = new Set(statement ? servedTypes(statement) : []);
	const own = [...served].filter((type) => !known.has(type)).sort();
	const types = [...known.values(), ...own.map((type): KnownType => ({ type, meaning: '', synonyms: '' }))];
	const isServed = ({ type }: KnownType) => served.size === 0 || served.has(type);
	const wanted = filter.trim().toLowerCase();
	const found = types.filter((type) => matches(type, wanted));
	const ranked = [...found.filter((type) => isNamed(type, wanted)), ...found.filter((type) => !isNamed(type, wanted))];
	return [
		...ranked.filter(isServed).map((type) => choiceOf(type, '')),
		...ranked.filter((type) => !isServed(type)).map((type) => choiceOf(type, ' (not listed by the server)')),
	];
}

function choiceOf({ type, meaning }: KnownType, mark: string): TypeChoice {
	return { name: `${meaning === '' ? type : `${type} – ${meaning}`}${mark}`, value: type };
}

/** Is the type's own name what was typed? Such types come before those that only their description finds. */
function isNamed({ type }: KnownType, wanted: string): boolean {
	return type.toLowerCase().startsWith(wanted);
}

/** Each word has to be a part of the type's name, or the beginning of a word in its description. */
function matches({ type, meaning, synonyms }: KnownType, wanted: string): boolean {
	const [name, words] = [type.toLowerCase(), ` ${meaning} ${synonyms}`.toLowerCase()];
	return wanted.split(' ').every((word) => name.includes(word) || words.includes(` ${word}`));
}
