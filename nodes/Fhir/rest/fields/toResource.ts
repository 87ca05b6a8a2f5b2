import type { Json, Resource } from '../model/resource';
import type { Field } from './fieldModel';
import { type Entry, impliedBy } from './keyedEntries';

/** A list that is being put together: its entries by position or key, in the order of their first fields. */
class EntryList {
	readonly entries = new Map<number | string, Entry | Json>();
}

/** What is being put together: a value, an object whose members are such, or a list. */
type Part = Json | EntryList | { [name: string]: Part | undefined };
type Parts = { [name: string]: Part | undefined };

/**
 * Puts a resource together from its fields, which have different IDs. Members stand in the order of the fields. Entries of a
 * list stand in the order of their positions, without gaps; those with a key fill the gaps before them.
 */
export function toResource(type: string, fields: Iterable<readonly [field: Field, value: Json]>): Resource {
	const resource: Parts = { resourceType: type };
	for (const [field, value] of fields) put(resource, field, value);
	return finished(resource) as Resource;
}

function put(resource: Parts, { steps }: Field, value: Json): void {
	let inside = resource;
	for (const [index, { name, entry, element }] of steps.entries()) {
		const isLast = index === steps.length - 1;
		if (entry === undefined) {
			if (isLast) inside[name] = value;
			else inside = (inside[name] ??= {}) as Parts;
			continue;
		}
		const list = (inside[name] ??= new EntryList()) as EntryList;
		if (isLast) list.entries.set(entry, value);
		else {
			if (!list.entries.has(entry)) {
				const implied = typeof entry === 'string' ? impliedBy(element.type, entry) : undefined;
				list.entries.set(entry, started(implied ?? {}) as Entry);
			}
			inside = list.entries.get(entry) as Parts;
		}
	}
}

/** Lists of a value that is there from the start, so that further fields find their place in them. */
function started(value: Json | undefined): Part | undefined {
	if (Array.isArray(value)) {
		const list = new EntryList();
		value.forEach((one, index) => list.entries.set(index, started(one) as Json));
		return list;
	}
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, started(one)]));
}

function finished(part: Part | undefined): Json | undefined {
	if (part instanceof EntryList) return ordered(part).map((entry) => finished(entry) as Json);
	if (!isParts(part)) return part;
	return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, finished(one)]));
}

/** Not a number that is kept as it was typed, which is an instance of a class. */
function isParts(part: Part | undefined): part is Parts {
	return typeof part === 'object' && part !== null && Object.getPrototypeOf(part) === Object.prototype;
}

function ordered({ entries }: EntryList): Part[] {
	const keys = [...entries.keys()];
	const positions = keys.filter((key) => typeof key === 'number').sort((a, b) => a - b);
	const named = keys.filter((key) => typeof key === 'string');
	const order: Array<number | string> = [];
	while (order.length < keys.length) {
		const isNext = positions[0] !== undefined && (positions[0] === order.length || named.length === 0);
		order.push((isNext ? positions.shift() : named.shift()) ?? '');
	}
	return order.map((key) => entries.get(key) as Part);
}
