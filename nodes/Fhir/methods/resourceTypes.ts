import type { INodeListSearchItems, INodePropertyOptions } from 'n8n-workflow';
import type { ConnectionSource } from '../connection/sources';
import { servedTypes } from '../rest/conformance/capabilities';
import { type KnownType, knownTypes } from '../rest/definitions/resourceTypes';
import { formServer } from './formServer';
import { descriptionOf, matchesWords, type Served, titleOf } from './offeredEntry';

/** A resource type that a list offers. */
type OfferedType = KnownType & Served;

/**
 * The list of *Resource Type*: the types in the server's CapabilityStatement, the most used first, then those of FHIR that it
 * does not list, marked so; all types of FHIR where the server cannot be asked. `filter` may be a part of a name, or what people
 * call it: "lab", "visit". Rejects as `formServer` does.
 */
export async function typeResults(source: ConnectionSource, filter = ''): Promise<INodeListSearchItems[]> {
	return (await offeredTypes(source, filter)).map((one) => ({
		name: titleOf(one.type, one.meaning, one),
		value: one.type,
	}));
}

/** The same for *Resource Types*, where the chosen names stand side by side in the field. */
export async function typeChoices(source: ConnectionSource): Promise<INodePropertyOptions[]> {
	return (await offeredTypes(source, '')).map((one) => ({
		name: one.type,
		value: one.type,
		description: descriptionOf(one.meaning, one),
	}));
}

async function offeredTypes(source: ConnectionSource, filter: string): Promise<OfferedType[]> {
	const [{ statement }, known] = await Promise.all([formServer(source), knownTypes()]);
	const served = new Set(statement ? servedTypes(statement) : []);
	const own = [...served].filter((type) => !known.has(type)).sort();
	const types = [...known.values(), ...own.map((type): KnownType => ({ type, meaning: '', synonyms: '' }))];
	const wanted = filter.trim().toLowerCase();
	const found = types
		.filter(({ type, meaning, synonyms }) => matchesWords(wanted, type, `${meaning} ${synonyms}`))
		.map((type) => ({ ...type, isServed: served.size === 0 || served.has(type.type) }));
	const rankOf = (type: OfferedType) => (type.isServed ? 0 : 2) + (isNamed(type, wanted) ? 0 : 1);
	return found.sort((a, b) => rankOf(a) - rankOf(b));
}

/** Is the type's own name what was typed? Such types come before those that only their description finds. */
function isNamed({ type }: KnownType, wanted: string): boolean {
	return type.toLowerCase().startsWith(wanted);
}
