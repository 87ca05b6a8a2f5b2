import { isObject } from './json';

/** A resource locator, as n8n stores and returns it; what was saved before a field became one is a text. */
export function isLocator(value: unknown): value is { readonly mode?: unknown; readonly value: unknown } {
	return isObject(value) && 'mode' in value && 'value' in value;
}

/** The value of a resource locator in a row, in whichever mode it was entered; anything else is the value itself. */
export function locatorValue(value: unknown): unknown {
	return isLocator(value) ? value.value : value;
}

/**
 * The text of a field or resource locator in an open form; empty for anything else, and for an expression that the editor could not
 * work out.
 */
export function enteredText(value: unknown): string {
	const entered = isObject(value) && 'value' in value ? value.value : value;
	return typeof entered === 'string' && !entered.startsWith('=') ? entered : '';
}
