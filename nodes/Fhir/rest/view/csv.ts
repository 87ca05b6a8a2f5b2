import { ExactNumber, toJson } from '../../support/exactNumber';
import type { Row } from './view';

/** How a CSV file is written (RFC 4180). */
export interface CsvFormat {
	readonly separator: string;
	/** Put a byte order mark at the start, by which Excel knows that a file is UTF-8? */
	readonly byteOrderMark: boolean;
	/** Put an apostrophe before texts that a spreadsheet would run as a formula? */
	readonly escapeFormulas: boolean;
}

/** A text that a spreadsheet would take for a formula. A number, also with a sign, is none. */
const formula = /^[=+\-@\t\r]/;
const plainNumber = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,4})?$/;

/** The first line of a CSV file, with its byte order mark if it has one. */
export function csvHead(columns: readonly string[], { separator, byteOrderMark }: CsvFormat): string {
	return `${byteOrderMark ? '\ufeff' : ''}${columns.join(separator)}\r\n`;
}

/** Returns a function that writes a row as a line. A list is one cell with `; ` between its values; an element is JSON. */
export function csvWriter(columns: readonly string[], { separator, escapeFormulas }: CsvFormat): (row: Row) => string {
	const special = new Set(['"', '\r', '\n', separator]);
	const isSpecial = (text: string) => {
		for (const character of special) if (text.includes(character)) return true;
		return false;
	};
	const cell = (value: unknown): string => {
		const text = cellText(value);
		const safe =
			escapeFormulas && typeof value !== 'number' && formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
		return isSpecial(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
	};
	return (row) => `${columns.map((column) => cell(row[column])).join(separator)}\r\n`;
}

function cellText(value: unknown): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (value instanceof ExactNumber) return value.text;
	if (Array.isArray(value) && value.every((part) => typeof part !== 'object' || part instanceof ExactNumber)) {
		return value.map(cellText).join('; ');
	}
	return toJson(value);
}
