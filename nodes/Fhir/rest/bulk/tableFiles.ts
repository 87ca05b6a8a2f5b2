/** The formats in which a server writes tables (SQL on FHIR, `_format`), with their media types. */
export const tableFormats = {
	csv: 'text/csv',
	json: 'application/json',
	ndjson: 'application/x-ndjson',
	parquet: 'application/vnd.apache.parquet',
} as const;

/** `_format` of an export. */
export type TableFormat = keyof typeof tableFormats;

/** What a file of an export has rows of. */
export interface TablePart {
	/** The name of the view. */
	readonly name: string;
	/** Undefined where the server does not say it. */
	readonly format: TableFormat | undefined;
}

/** The format that a server names, or else the one at the end of a file's address. */
export function formatOf(named: unknown, url: string): TableFormat | undefined {
	const formats = Object.keys(tableFormats) as TableFormat[];
	return formats.find((format) => format === named) ?? formats.find((format) => url.endsWith(`.${format}`));
}

/** The name of a view as part of a file name: letters, digits, `_` and `-` of it. */
export function tableFileName({ name }: TablePart): string {
	return name.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 100) || 'table';
}
