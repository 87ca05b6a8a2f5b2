import { isMembers, type Members } from '../../support/members';
import { holds, isSame } from './members';

/** Which entry of a list an entry of the body means. */
export type Match =
	/** The one at this position. */
	| { readonly kind: 'found'; readonly at: number }
	/** None of those that are there. */
	| { readonly kind: 'none' }
	/** It fits several, and it cannot be known which. */
	| { readonly kind: 'several'; readonly count: number }
	/** It has nothing that identifies an entry. */
	| { readonly kind: 'unknown' };

type Test = (entry: Members) => boolean;

/** The tests of a list's entries, one after another: what passes the first test that any entry passes is meant. */
type Identify = (given: Members, today: string) => Test[] | 'unknown' | 'none';

const none: Match = { kind: 'none' };

/** Why it is not clear which entry is meant, after its path, and what to do about it. */
export const unclearEntries = {
	several: {
		what: 'has an entry that fits several entries of the resource, so it is not clear which one is meant',
		advice: 'Say more about the entry, e.g. its `use`, or its `id` where the server gives one.',
	},
	twice: {
		what: 'has two entries that mean the same entry of the resource',
		advice: 'Say more about each, e.g. its `use`.',
	},
	unknown: {
		what: 'has an entry with nothing that says which entry of the resource is meant',
		advice: 'Add what identifies it, e.g. `system`, `use`, `code`, or its `id` where the server gives one.',
	},
};

/**
 * Finds the entry of a list that `given` means: by its `id`, by being the same, or by what identifies a value of its type. `today` is
 * a date: a telephone number, name or address that is `old` or over is meant only where `given` says so.
 */
export function matchEntry(
	entries: readonly unknown[],
	given: Members,
	types: readonly string[],
	today: string,
): Match {
	const at = (found: number): Match => (found < 0 ? none : { kind: 'found', at: found });
	const where = (test: Test) => entries.findIndex((entry) => isMembers(entry) && test(entry));
	if (typeof given.id === 'string') {
		return at(where((entry) => entry.id === given.id && isSame(entry.resourceType, given.resourceType)));
	}
	const isWhole = Object.values(given).every((value) => value !== null);
	const mayBeOld = !types.some((type) => typesWithUse.has(type));
	const same = isWhole ? where((entry) => (mayBeOld || isMeant(entry, given, today)) && holds(entry, given)) : -1;
	if (same >= 0) return at(same);
	const identify = types.map((type) => identifyByType[type]).find((found) => found !== undefined) ?? byMember;
	const tests = identify(given, today);
	if (tests === 'none') return none;
	if (tests === 'unknown') return { kind: 'unknown' };
	for (const test of tests) {
		const count = entries.filter((entry) => isMembers(entry) && test(entry)).length;
		if (count > 1) return { kind: 'several', count };
		if (count === 1) return at(where(test));
	}
	return none;
}

const identifyByType: Readonly<Record<string, Identify>> = {
	Address: (given, today) => byUse(given, ['use', 'type'], today),
	Annotation: () => 'none',
	CodeableConcept: (given) => {
		if (listOf(given.coding).length === 0 && typeof given.text !== 'string') return 'unknown';
		return [(entry) => meansSame(entry, given)];
	},
	CodeableReference: (given) => {
		const name = isMembers(given.reference) ? 'reference' : 'concept';
		return isMembers(given[name]) ? [(entry) => meansSame(entry[name], given[name])] : 'unknown';
	},
	Coding: (given) => (typeof given.code === 'string' ? [(entry) => meansSame(entry, given)] : 'unknown'),
	ContactPoint: (given, today) =>
		typeof given.system === 'string' ? [byValue(given, today), ...byUse(given, ['system', 'use'], today)] : 'unknown',
	Extension: (given) => (typeof given.url === 'string' ? [(entry) => entry.url === given.url] : 'unknown'),
	HumanName: (given, today) => byUse(given, ['use'], today),
	Identifier: (given, today) => {
		if (typeof given.system === 'string') return [byValue(given, today), ...byUse(given, ['system', 'use'], today)];
		return isMembers(given.type) ? [(entry) => meansSame(entry.type, given.type)] : 'unknown';
	},
	Reference: (given) =>
		['reference', 'identifier'].some((name) => given[name] !== undefined)
			? [(entry) => meansSame(entry, given)]
			: 'unknown',
};

const typesWithUse: ReadonlySet<string> = new Set(['Address', 'ContactPoint', 'HumanName', 'Identifier']);

/** What is used beside what is usual, or no longer, and is not meant where no use is given. */
const specialUses: ReadonlySet<unknown> = new Set(['old', 'nickname', 'anonymous', 'maiden']);

/** By members that say what an entry is for: first those that agree in all of them, then those that agree in what is given. */
function byUse(given: Members, names: readonly string[], today: string): Test[] {
	return [
		(entry) => isMeant(entry, given, today) && names.every((name) => isSame(entry[name], given[name] ?? undefined)),
		(entry) => isMeant(entry, given, today) && names.every((name) => !given[name] || isSame(entry[name], given[name])),
	];
}

function byValue(given: Members, today: string): Test {
	return (entry) =>
		entry.value !== undefined &&
		entry.value === given.value &&
		entry.system === given.system &&
		isMeant(entry, given, today);
}

function isMeant(entry: Members, given: Members, today: string): boolean {
	if (typeof given.use === 'string') return given.use === entry.use || entry.use === undefined;
	return !specialUses.has(entry.use) && !isOver(entry, today);
}

function isOver({ period }: Members, today: string): boolean {
	return (
		isMembers(period) && typeof period.end === 'string' && period.end.slice(0, 10) < today.slice(0, period.end.length)
	);
}

/**
 * What identifies an entry with elements of its own, in this order: `Observation.component` by `code`, `Claim.item` by `sequence`.
 */
const identifyingMembers = [
	'linkId',
	'sequence',
	'fullUrl',
	'url',
	'identifier',
	'code',
	'concept',
	'language',
	'relationship',
	'actor',
	'individual',
	'member',
	'entity',
	'other',
	'item',
	'condition',
	'location',
	'reference',
];

const byMember: Identify = (given) => {
	const name = identifyingMembers.find((one) => given[one] !== undefined && given[one] !== null);
	return name === undefined ? 'unknown' : [(entry) => meansSame(entry[name], given[name])];
};

/** Do two values stand for the same thing: concepts with a code in common, references to one resource, equal numbers? */
function meansSame(one: unknown, other: unknown): boolean {
	if (Array.isArray(one) && Array.isArray(other)) return one.some((a) => other.some((b) => meansSame(a, b)));
	if (!isMembers(one) || !isMembers(other)) return isSame(one, other);
	const [codings, others] = [listOf(one.coding), listOf(other.coding)];
	if (codings.length > 0 && others.length > 0) return codings.some((a) => others.some((b) => meansSame(a, b)));
	for (const names of [['reference'], ['system', 'code'], ['system', 'value'], ['identifier'], ['text']]) {
		const last = names.at(-1) ?? '';
		if (one[last] === undefined || other[last] === undefined) continue;
		return names.every((name) => meansSame(one[name], other[name]));
	}
	return isSame(one, other);
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}
