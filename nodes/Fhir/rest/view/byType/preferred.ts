import { listMember, member, textMember } from '../../../support/jsonMembers';
import { isRecordNumber } from '../../model/recordNumber';

/** Values of `use` from the one that people take first; an empty text stands for none. What is not listed comes after these. */
export type Uses = readonly string[];

export const nameUses: Uses = ['official', 'usual', '', 'nickname', 'anonymous', 'maiden', 'temp'];
export const identifierUses: Uses = ['usual', 'official', '', 'secondary', 'temp'];
/** Where people reach a person, and where they reach someone at work. */
export const privateUses: Uses = ['mobile', 'home', '', 'work', 'temp'];
export const workUses: Uses = ['work', 'mobile', '', 'home', 'temp'];
export const homeUses: Uses = ['home', '', 'work', 'billing', 'temp'];

/**
 * The one of several names, telephone numbers, addresses or identifiers (R4 §2.24) that a person would take: none that is `old` or
 * over where there is another, then by its `rank`, then by its `use`, then the first. Undefined where there is none.
 */
export function preferred(entries: readonly unknown[], uses: Uses): unknown {
	if (entries.length < 2) return entries[0];
	const today = new Date().toISOString();
	let best: unknown;
	let bestPlace: readonly number[] | undefined;
	for (const entry of entries) {
		const place = placeOf(entry, uses, today);
		if (bestPlace && !isBefore(place, bestPlace)) continue;
		[best, bestPlace] = [entry, place];
	}
	return best;
}

/** The same of identifiers: a medical record number before others. */
export function preferredIdentifier(entries: readonly unknown[]): unknown {
	const numbers = entries.filter((entry) => textMember(entry, 'value') !== undefined);
	const records = numbers.filter(isRecordNumber);
	const record = preferred(records, identifierUses);
	return record !== undefined && !isOver(record, new Date().toISOString())
		? record
		: preferred(numbers, identifierUses);
}

/** What is smaller comes first; the first number that differs decides. */
function placeOf(entry: unknown, uses: Uses, today: string): readonly number[] {
	const use = textMember(entry, 'use') ?? '';
	const rank = member(entry, 'rank');
	const at = uses.indexOf(use);
	return [
		isOver(entry, today) ? 1 : 0,
		typeof rank === 'number' ? rank : Number.MAX_SAFE_INTEGER,
		at < 0 ? uses.length : at,
	];
}

/** Is it marked as old, or is its period over? A day or a year is over once the next one begins. */
function isOver(entry: unknown, today: string): boolean {
	if (textMember(entry, 'use') === 'old') return true;
	const end = textMember(member(entry, 'period'), 'end');
	return end !== undefined && end < today.slice(0, end.length);
}

function isBefore(place: readonly number[], other: readonly number[]): boolean {
	for (const [index, number] of place.entries()) {
		const otherNumber = other[index] ?? 0;
		if (number !== otherNumber) return number < otherNumber;
	}
	return false;
}

/** The coding of a concept that a person chose, else the first with a code (R4 §2.24.0.6). A code that stands alone is one too. */
export function preferredCoding(concept: unknown): { readonly code?: string; readonly system?: string } {
	if (typeof concept === 'string') return { code: concept };
	const codings = listMember(concept, 'coding').filter((coding) => textMember(coding, 'code') !== undefined);
	const coding = codings.find((one) => member(one, 'userSelected') === true) ?? codings[0] ?? concept;
	const [code, system] = [textMember(coding, 'code'), textMember(coding, 'system')];
	return { ...(code !== undefined && { code }), ...(code !== undefined && system !== undefined && { system }) };
}
