import type { INodeListSearchItems, INodePropertyOptions } from 'n8n-workflow';
import type { ConnectionSource } from '../connection/sources';
import { servedTypes } from '../rest/conformance/capabilities';
import { type KnownType, knownTypes } from '../rest/definitions/resourceTypes';
import { formServer } from './formServer';

/** A resource type that a list offers, and whether the server lists it; true where the server cannot be asked. */
interface OfferedType extends KnownType {
	readonly isServed: boolean;
}

/**
 * The list of *Resource Type*: the types in the server's CapabilityStatement, the most used first, then those of FHIR that it
 * does not list, marked so; all types of FHIR where the server cannot be asked. `filter` may be a part of a name, or what people
 * call it: "lab", "visit". Rejects as `formServer` does.
 */
export async function typeResults(source: ConnectionSource, filter = ''): Promise<INodeListSearchItems[]> {
	return (await offeredTypes(source, filter)).map(({ type, meaning, isServed }) => ({
		name: `${meaning === '' ? type : `${type} – ${meaning}`}${isServed ? '' : ` (${notListed})`}`,
		value: type,
	}));
}

/** The same for *Resource Types*, where the chosen names stand side by side in the field. */
export async function typeChoices(source: ConnectionSource): Promise<INodePropertyOptions[]> {
	return (await offeredTypes(source, '')).map(({ type, meaning, isServed }) => ({
		name: type,
		value: type,
		description: [meaning, isServed ? '' : notListed].filter(Boolean).join('; '),
	}));
}

const notListed = 'not listed by the server';

async function offeredTypes(source: ConnectionSource, filter: string): Promise<OfferedType[]> {
	const [{ statement }, known] = await Promise.all([formServer(source), knownTypes()]);
	const served = new Set(statement ? servedTypes(statement) : []);
	const own = [...served].filter((type) => !known.has(type)).sort();
	const types = [...known.values(), ...own.map((type): KnownType => ({ type, meaning: '', synonyms: '' }))];
	const wanted = filter.trim().toLowerCase();
	const found = types
		.filter((type) => matches(type, wanted))
		.map((type) => ({ ...type, isServed: served.size === 0 || served.has(type.type) }));
	const rankOf = (type: OfferedType) => (type.isServed ? 0 : 2) + (isNamed(type, wanted) ? 0 : 1);
	return found.sort((a, b) => rankOf(a) - rankOf(b));
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
