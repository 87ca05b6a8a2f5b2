import { LruMap } from './lruMap';

/** A date and time without a time zone, as n8n's date picker gives it. */
const localTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?$/;

/**
 * The text with the offset that its time has in a time zone such as `Europe/Amsterdam`: `2026-03-01T08:00:00+01:00`. Any other
 * text, and one whose zone or date does not exist, is returned as it is. Of a time that the clock shows twice, the first is meant.
 */
export function withOffset(text: string, timeZone: string): string {
	if (!localTime.test(text)) return text;
	const asUtc = Date.parse(`${text}Z`);
	try {
		// The offset a day before holds until the clock is changed, and that of the time itself afterwards.
		const before = offsetAt(asUtc - 86_400_000, timeZone);
		const offset = offsetAt(asUtc - before.minutes * 60_000, timeZone);
		return `${text}${offset.text}`;
	} catch {
		return text;
	}
}

/** By time zone: each takes a millisecond to make. */
const formats = new LruMap<string, Intl.DateTimeFormat>(20);

/** The offset from UTC that a zone has at a time in milliseconds. Throws a `RangeError` for a zone or time that does not exist. */
export function offsetAt(time: number, timeZone: string): { readonly minutes: number; readonly text: string } {
	const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
	formats.set(timeZone, format);
	const parts = format.formatToParts(time);
	const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
	const [, sign = '+', hours = '00', minutes = '00'] = /^GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
	return {
		minutes: (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)),
		text: `${sign}${hours}:${minutes}`,
	};
}
