import { ExactNumber } from './exactNumber';
import { isObject } from './json';

/** An object of JSON: a resource, or an element with elements of its own. */
export type Members = Readonly<Record<string, unknown>>;

/** Is it an object with members, and not a list or a number that is kept as it was written? */
export function isMembers(value: unknown): value is Members {
	return isObject(value) && !(value instanceof ExactNumber);
}
