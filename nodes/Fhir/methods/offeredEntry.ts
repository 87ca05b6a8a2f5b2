/** What a list offers, and whether the server lists it; true where it lists none, or cannot be asked. */
export interface Served {
	readonly isServed: boolean;
}

const notListed = 'not listed by the server';

/** For a sort: what the server lists comes first. */
export function servedFirst(one: Served, other: Served): number {
	return Number(other.isServed) - Number(one.isServed);
}

/** "MedicationRequest – prescriptions", marked where the server does not list it. */
export function titleOf(name: string, meaning: string, served: Served): string {
	return `${meaning === '' ? name : `${name} – ${meaning}`}${markOf(served)}`;
}

/** What is added to a text of what the server does not list; empty for anything else. */
export function markOf({ isServed }: Served): string {
	return isServed ? '' : ` (${notListed})`;
}

/** The second line of an entry: what it is, and that the server does not list it. */
export function descriptionOf(meaning: string, { isServed }: Served): string {
	return [meaning, isServed ? '' : notListed].filter(Boolean).join('; ');
}

/** Is each word of what was typed a part of the name, or the beginning of one of these words? Case does not count. */
export function matchesWords(typed: string, name: string, words: string): boolean {
	const [plainName, plainWords] = [name.toLowerCase(), ` ${words}`.toLowerCase()];
	return typed
		.toLowerCase()
		.split(' ')
		.every((word) => plainName.includes(word) || plainWords.includes(` ${word}`));
}
