import type { BundleEntry } from '../model/resource';
import type { ReadIssue } from '../response/outcome';
import { entryRequest } from './entries';

/** An entry of a Bundle that an issue names by its position. */
export interface NamedEntry {
	/** Position as the server counts it, from 0. */
	readonly position: number;
	readonly issue: ReadIssue;
}

/** The entries that errors name by position: FHIRPath counts from 0, XPath from 1. In the order of the issues. */
export function namedEntries(issues: readonly ReadIssue[]): NamedEntry[] {
	return issues.flatMap((issue) => {
		if (issue.severity !== 'error' && issue.severity !== 'fatal') return [];
		const position = positionIn(issue.place ?? '') ?? positionIn(issue.text);
		return position === undefined || position < 0 ? [] : [{ position, issue }];
	});
}

/**
 * Does the issue name the type or ID of the entry, and no other resource? Some servers sort the entries of a transaction
 * before they count them, so that a position alone may mean another entry.
 */
export function agrees({ place = '', text }: ReadIssue, entry: BundleEntry): boolean {
	const said = `${place} ${text}`.replace(/\bBundle(?=[./]?(?:f:)?entry\b)/g, '');
	const { type, id } = targetOf(entry);
	const addresses = addressesIn(said);
	if (addresses.length > 0) return id !== undefined && addresses.includes(`${type}/${id}`);
	return mentions(said, type) || (id !== undefined && mentions(said, id));
}

/** The only entry with an address that the text contains: "Transaction failed on 'PUT' for the requested url '/Patient/1'". */
export function addressedEntry(text: string, entries: readonly BundleEntry[]): number | undefined {
	const named = new Set(addressesIn(text));
	if (named.size === 0) return undefined;
	const found = entries.flatMap((entry, position) => {
		const { type, id } = targetOf(entry);
		return id !== undefined && named.has(`${type}/${id}`) ? [position] : [];
	});
	return found.length === 1 ? found[0] : undefined;
}

function positionIn(text: string): number | undefined {
	const path = /\bentry\[(\d{1,9})\]/i.exec(text)?.[1];
	if (path === undefined) return undefined;
	return /\/f:entry\[/.test(text) ? Number(path) - 1 : Number(path);
}

function addressesIn(text: string): string[] {
	// Each word is tried from its start only, or a long one would take quadratic time.
	return (text.match(/(?<!\w)[A-Z]\w*\/[\w\-.~+=:@]+/g) ?? []).map((address) => address.replace(/[.:]$/, ''));
}

/** Type and ID of what an entry is about, from its request, else from its resource. */
function targetOf(entry: BundleEntry): { type: string; id: string | undefined } {
	const [type = '', id] = entryRequest(entry).path.split('/');
	return { type: type || (entry.resource?.resourceType ?? ''), id: id ?? entry.resource?.id };
}

/** Does a text contain a word, not only as a part of another? */
function mentions(text: string, word: string): boolean {
	if (word === '') return false;
	for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
		if (!isInWord(text[at - 1]) && !isInWord(text[at + word.length])) return true;
	}
	return false;
}

function isInWord(character: string | undefined): boolean {
	return character !== undefined && /[\w-]/.test(character);
}
