import type { HttpHeaders } from '../http';

/** The longest that the first repetition waits, and by which any other is bounded, in milliseconds. */
const firstWait = 250;
const longestWait = 10_000;

/**
 * Milliseconds before repetition number `repetition` (from 0): full jitter, which spreads clients that
 * failed together over the whole time. `random` in [0, 1).
 */
export function backoff(repetition: number, random: number): number {
	return Math.floor(random * Math.min(longestWait, firstWait * 2 ** repetition));
}

/**
 * Milliseconds that the server asks to wait: Azure's `x-ms-retry-after-ms`, else `Retry-After` in
 * seconds or as a date (RFC 9110 §10.2.3). Nothing where it asks for none, or unreadably.
 */
export function retryAfter(headers: HttpHeaders, now: number): number | undefined {
	const milliseconds = wholeNumber(headers['x-ms-retry-after-ms']);
	if (milliseconds !== undefined) return milliseconds;
	const value = headers['retry-after'];
	const seconds = wholeNumber(value);
	if (seconds !== undefined) return seconds * 1000;
	// `Date.parse` alone would take "-1" or "3.5" for a day in 2001.
	const date = value !== undefined && /\d:\d\d:\d\d/.test(value) ? Date.parse(value) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function wholeNumber(text: string | undefined): number | undefined {
	return text !== undefined && /^\s*\d+\s*$/.test(text) ? Number(text) : undefined;
}
