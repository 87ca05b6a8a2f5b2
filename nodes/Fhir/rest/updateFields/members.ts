import { ExactNumber } from '../../support/exactNumber';
import { isMembers } from '../../support/members';

/**
 * Is the value that is given the one that is there? A number of JavaScript, which cannot say how many zeros it has, is equal to
 * any with its value: to 2.50 as to 2.5.
 */
export function isSame(current: unknown, given: unknown): boolean {
	if (current === given) return true;
	if (current instanceof ExactNumber) {
		return given instanceof ExactNumber ? given.text === current.text : Number(current.text) === given;
	}
	if (Array.isArray(current)) {
		if (!Array.isArray(given) || given.length !== current.length) return false;
		return current.every((value, index) => isSame(value, given[index]));
	}
	if (!isMembers(current) || !isMembers(given)) return false;
	const names = Object.keys(given);
	return (
		names.length === Object.keys(current).length &&
		names.every((name) => Object.hasOwn(current, name) && isSame(current[name], given[name]))
	);
}

/** Are both lists with the same objects in them? */
export function isSameList(one: unknown, other: unknown): boolean {
	if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
	return one.length === other.length && one.every((value, index) => value === other[index]);
}

/** Is all that is given there, be it among other things? Entries of a list may be in any order. */
export function holds(current: unknown, given: unknown): boolean {
	if (Array.isArray(given)) {
		return Array.isArray(current) && given.every((one) => current.some((there) => holds(there, one)));
	}
	if (!isMembers(given)) return isSame(current, given);
	if (!isMembers(current)) return false;
	for (const name in given) if (!Object.hasOwn(current, name) || !holds(current[name], given[name])) return false;
	return true;
}

/** Has the value, or anything in it, a number that JavaScript would change? */
export function holdsExactNumber(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return value instanceof ExactNumber || Object.values(value).some(holdsExactNumber);
}
