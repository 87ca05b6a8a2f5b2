/** What a text says about a day: the day as FHIR writes it, that it can be read in two ways, or nothing. */
export type Day = { readonly day: string } | 'ambiguous' | undefined;

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

const partial = /^\d{4}(-\d{2})?$/;
const yearFirst = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})$/;
const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const slashed = /^(\d{1,2})([-/])(\d{1,2})\2(\d{4})$/;
const dayFirst = /^(\d{1,2})[- ]([A-Za-z]{3,9})\.?[- ](\d{4})$/;
const monthFirst = /^([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/;

/**
 * A day as people and spreadsheets write it: `1974-12-25`, `25.12.1974`, `12/25/1974`, `25 Dec 1974`, `19741225`; also a year or
 * a month alone, `1974` and `1974-12`. `03/04/1974` is ambiguous. Undefined for what is no day.
 */
export function readDay(text: string): Day {
	if (partial.test(text)) return text.length === 4 || isMonth(Number(text.slice(5))) ? { day: text } : undefined;
	const [, year, separator, month, day] = yearFirst.exec(text) ?? [];
	if (year !== undefined) {
		// Without separators, only two digits each can be told apart.
		return separator === '' && text.length !== 8 ? undefined : dayOf(year, Number(month), Number(day));
	}
	const withDots = dotted.exec(text);
	if (withDots) return dayOf(withDots[3], Number(withDots[2]), Number(withDots[1]));
	const withSlashes = slashed.exec(text);
	if (withSlashes) return dayOrMonthFirst(Number(withSlashes[1]), Number(withSlashes[3]), withSlashes[4]);
	const [, firstDay, monthName, lastYear] = dayFirst.exec(text) ?? [];
	if (monthName !== undefined) return dayOf(lastYear, monthNumber(monthName), Number(firstDay));
	const [, firstMonth, secondDay, thirdYear] = monthFirst.exec(text) ?? [];
	return firstMonth === undefined ? undefined : dayOf(thirdYear, monthNumber(firstMonth), Number(secondDay));
}

/** `25/12/1974` in Europe, `12/25/1974` in America: clear where one of the numbers cannot be a month, or both are the same. */
function dayOrMonthFirst(first: number, second: number, year: string | undefined): Day {
	if (first === second || !isMonth(first)) return dayOf(year, second, first);
	return isMonth(second) ? 'ambiguous' : dayOf(year, first, second);
}

function dayOf(year = '', month: number, day: number): Day {
	const date = new Date(Date.UTC(Number(year), month - 1, day));
	const exists = isMonth(month) && date.getUTCDate() === day && date.getUTCMonth() === month - 1;
	return exists ? { day: `${year}-${twoDigits(month)}-${twoDigits(day)}` } : undefined;
}

function isMonth(month: number): boolean {
	return month >= 1 && month <= 12;
}

function monthNumber(name: string): number {
	return months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function twoDigits(number: number): string {
	return String(number).padStart(2, '0');
}
