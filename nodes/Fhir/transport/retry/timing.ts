import type { HttpHeaders } from '../http';

/** The longest wait before the first repetition, and before any other, in milliseconds. */
const maxFirstWaitMs = 250;
const maxWaitMs = 10_000;

/**
 * Milliseconds to wait before repetition number `repetition` (from 0), with full jitter: clients that failed together are
 * spread over the whole time. `random` is in [0, 1).
 */
export function backoff(repetition: number, random: number): number {
	return Math.floor(random * Math.min(maxWaitMs, maxFirstWaitMs * 2 ** repetition));
}

/**
 * The wait that the server asks for, in milliseconds: Azure's `x-ms-retry-after-ms`, else `Retry-After` in seconds or as a
 * date (RFC 9110 §10.2.3). Undefined if it asks for none, or if the value cannot be read. `now` in milliseconds since 1970.
 */
export function retryAfter(headers: HttpHeaders, now: number): number | undefined {
	const milliseconds = wholeNumber(headers['x-ms-retry-after-ms']);
	if (milliseconds !== undefined) return milliseconds;
	const value = headers['retry-after'];
	const seconds = wholeNumber(value);
	if (seconds !== undefined) return seconds * 1000;
	// `Date.parse` alone would read "-1" or "3.5" as a day in 2001.
	const date = value !== undefined && /\d:\d\d:\d\d/.test(value) ? Date.parse(value) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function wholeNumber(text: string | undefined): number | undefined {
	return text !== undefined && /^\s*\d+\s*$/.test(text) ? Number(text) : undefined;
}
