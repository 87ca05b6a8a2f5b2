import { inputFailure } from '../../transport/errors/failure';

const pattern = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

/**
 * A FHIR `dateTime` (R4 §2.24.0.1), from text or from a date object that an expression returned, such as `{{ $now }}`.
 * Throws an input `Failure` for anything else, and for a time without a time zone, which each server would interpret
 * differently.
 */
export function instantText(typed: unknown, field: string): string {
	const value = hasToJson(typed) ? typed.toJSON() : typed;
	const text = typeof value === 'string' ? value.trim() : '';
	if (pattern.test(text) && !Number.isNaN(Date.parse(text))) return text;
	const lacksZone = /^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(text);
	throw inputFailure(
		lacksZone ? `"${field}" has a time without a time zone` : `"${field}" is not a FHIR date or time`,
		'Enter e.g. `2026-03-01`, `2026-03-01T08:00:00Z` or `2026-03-01T08:00:00+01:00`, or an expression such as `{{ $now.minus({ days: 1 }) }}`.',
	);
}

/** The day as a FHIR `date` (R4 §2.24.0.1), in the time zone of the input. Takes and throws what `instantText` does. */
export function dateText(typed: unknown, field: string): string {
	return instantText(typed, field).slice(0, 10);
}

/** An HTTP date (RFC 9110 §5.6.7), for If-Modified-Since. Takes and throws what `instantText` does. */
export function httpDate(typed: unknown, field: string): string {
	return new Date(instantText(typed, field)).toUTCString();
}

/** An HTTP date as a FHIR `instant` (R4 §2.24.0.1); any other text as it is. */
export function fromHttpDate(text: string): string {
	const time = /^\d{4}/.test(text) ? NaN : Date.parse(text);
	return Number.isNaN(time) ? text : new Date(time).toISOString();
}

/** True for dates of JavaScript and of Luxon. */
function hasToJson(value: unknown): value is { toJSON(): unknown } {
	return typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function';
}
