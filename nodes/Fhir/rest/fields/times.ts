import { offsetAt } from '../../support/timeZone';
import { inputFailure } from '../../transport/errors/failure';
import { isDate } from '../request/inputText';
import { readDay } from './days';

/** As FHIR writes a point in time (R4 §2.24.0.1); seconds are required with a time. */
const complete = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
/** A time of day at the end of a text, with what stands before it. */
const timeAtEnd = /[T ](\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)? ?([AaPp][Mm])? ?(Z|z|UTC|GMT|[+-]\d{2}:?\d{2})?$/;
const timeAlone = /^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)? ?([AaPp][Mm])?$/;
/** Longer texts are no dates. */
const maxLength = 60;

/** A point in time as FHIR writes it, and whether its zone is that of the workflow, since the text has none. */
export interface ReadTime {
	readonly text: string;
	readonly zoneAssumed?: true;
}

/** A FHIR `date`, from what people and spreadsheets write (see `readDay`). Throws an input `Failure` where it is not clear. */
export function dateValue(typed: unknown, title: string): string {
	if (isLuxon(typed)) return typed.toISODate();
	const text = textOf(typed);
	const { before, time } = splitTime(text);
	if (time && (time.hours !== '00' || time.minutes !== '00' || Number(time.seconds) !== 0)) {
		throw inputFailure(
			`"${title}" is a day, but the value has a time, and the day depends on the time zone`,
			'Take only the day, e.g. `{{ $json.born.toDateTime().toFormat("yyyy-MM-dd") }}`.',
		);
	}
	return clearDay(before, title);
}

/**
 * A FHIR `dateTime`, or an `instant`, which needs a time. A time without a zone is taken as one in `timeZone`, such as
 * `Europe/Berlin`. Throws an input `Failure` where it is not clear.
 */
export function timeValue(typed: unknown, title: string, timeZone: string, isInstant: boolean): ReadTime {
	const text = textOf(typed);
	if (complete.test(text) && !Number.isNaN(Date.parse(text))) return { text };
	const { before, time } = splitTime(text);
	const day = clearDay(before, title);
	if (!time) {
		if (!isInstant) return { text: day };
		throw inputFailure(`"${title}" has no time of day`, 'Enter e.g. `2026-03-01T08:00:00+01:00`.');
	}
	if (day.length < 10) throw notADate(title);
	const local = `${day}T${time.hours}:${time.minutes}:${time.seconds}`;
	if (time.zone !== undefined) return { text: local + time.zone };
	return { text: local + offsetIn(timeZone, local.slice(0, 19), title), zoneAssumed: true };
}

/** A FHIR `time`: `08:30:00`. Throws an input `Failure` for anything else. */
export function timeOfDay(typed: string, title: string): string {
	const found = typed.length > maxLength ? null : timeAlone.exec(typed);
	const time = found && clock(found);
	if (time) return `${time.hours}:${time.minutes}:${time.seconds}`;
	throw inputFailure(`"${title}" is not a time of day`, 'Enter e.g. `08:30` or `08:30:00`.');
}

/** Luxon's dates know the day in their own time zone. */
function isLuxon(typed: unknown): typed is { toISODate: () => string } {
	return typeof typed === 'object' && typed !== null && 'toISODate' in typed && typeof typed.toISODate === 'function';
}

function textOf(typed: unknown): string {
	const value = typeof typed === 'object' && typed !== null && isDate(typed) ? typed.toJSON() : typed;
	return String(value).trim();
}

interface Clock {
	readonly hours: string;
	readonly minutes: string;
	readonly seconds: string;
	readonly zone: string | undefined;
}

function splitTime(text: string): { before: string; time: Clock | undefined } {
	const found = text.length > maxLength ? null : timeAtEnd.exec(text);
	const time = found && clock(found);
	return time ? { before: text.slice(0, found.index).trim(), time } : { before: text, time: undefined };
}

/** Undefined for a time that no clock shows. */
function clock([, hours = '', minutes = '', seconds = '00', fraction = '', half, zone]: RegExpExecArray):
	Clock | undefined {
	const shown = Number(hours);
	if (half !== undefined && (shown < 1 || shown > 12)) return undefined;
	const hour = half === undefined ? shown : (shown % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
	if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
	return { hours: String(hour).padStart(2, '0'), minutes, seconds: seconds + fraction, zone: zoneText(zone) };
}

function zoneText(zone: string | undefined): string | undefined {
	if (zone === undefined) return undefined;
	if (!/^[+-]/.test(zone)) return 'Z';
	return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}

function clearDay(text: string, title: string): string {
	const found = readDay(text);
	if (found === 'ambiguous') {
		throw inputFailure(
			`"${title}" can be read in two ways: day or month first`,
			'Write the year first, e.g. `1974-03-04`, or convert it: `{{ DateTime.fromFormat($json.born, "dd/MM/yyyy").toISODate() }}`.',
		);
	}
	if (found) return found.day;
	throw notADate(title);
}

function notADate(title: string) {
	return inputFailure(
		`"${title}" is not a date that can be read`,
		'Write e.g. `1974-12-25`, `25.12.1974` or `25 Dec 1974`, with four digits for the year. A plain number from a spreadsheet counts days: format the column as a date, or convert it in an Edit Fields node.',
	);
}

/** The offset of a time zone at a local time. Throws an input `Failure` where clocks show that time twice, or never. */
function offsetIn(timeZone: string, local: string, title: string): string {
	const asUtc = Date.parse(`${local}Z`);
	const around = [asUtc - dayMs, asUtc + dayMs].map((time) => offsetAt(time, timeZone));
	const valid = around.filter(({ text, minutes }) => offsetAt(asUtc - minutes * 60_000, timeZone).text === text);
	const texts = [...new Set(valid.map(({ text }) => text))];
	const [only] = texts;
	if (only !== undefined && texts.length === 1) return only;
	throw inputFailure(
		`"${title}" is a time that clocks in ${timeZone} show ${only === undefined ? 'never' : 'twice'}, as they are set to or from summer time`,
		'Write it with a time zone, e.g. `2026-03-01T08:00:00+01:00`.',
	);
}

const dayMs = 86_400_000;
