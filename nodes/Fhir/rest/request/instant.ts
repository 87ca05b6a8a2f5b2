import { inputFailure } from '../../transport/errors/failure';

const pattern = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

/**
 * A point in time as FHIR writes it (R4 §2.24.0.1 `dateTime`), from text or from a date object that an
 * expression gave, such as `{{ $now }}`. Throws an input `Failure` for anything else, and for a time
 * without a time zone, which every server would understand in its own way.
 */
export function instantText(typed: unknown, field: string): string {
	const value = hasToJson(typed) ? typed.toJSON() : typed;
	const text = typeof value === 'string' ? value.trim() : '';
	if (pattern.test(text) && !Number.isNaN(Date.parse(text))) return text;
	const lacksZone = /^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(text);
	throw inputFailure(
		lacksZone ? `"${field}" has a time without a time zone` : `"${field}" is no date or time as FHIR writes it`,
		'Enter e.g. `2026-03-01`, `2026-03-01T08:00:00Z` or `2026-03-01T08:00:00+01:00`, or an expression such as `{{ $now.minus({ days: 1 }) }}`.',
	);
}

/** The day of it (R4 §2.24.0.1 `date`), in the time zone that it names. */
export function dateText(typed: unknown, field: string): string {
	return instantText(typed, field).slice(0, 10);
}

/** The same as an HTTP date (RFC 9110 §5.6.7), for If-Modified-Since. */
export function httpDate(typed: unknown, field: string): string {
	return new Date(instantText(typed, field)).toUTCString();
}

/** Dates of JavaScript and of Luxon. */
function hasToJson(value: unknown): value is { toJSON(): unknown } {
	return typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function';
}
