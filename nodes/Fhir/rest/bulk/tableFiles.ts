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
	readonly format: TableFormat;
}

/** The format that a server names, or else the one at the end of a file's address; NDJSON where neither says it. */
export function formatOf(named: unknown, url: string): TableFormat {
	const [address = ''] = url.split(/[?#]/, 1);
	const formats = Object.keys(tableFormats) as TableFormat[];
	return (
		formats.find((format) => format === named) ?? formats.find((format) => address.endsWith(`.${format}`)) ?? 'ndjson'
	);
}

/** The name of a view as part of a file name: letters, digits, `_` and `-` of it. */
export function tableFileName({ name }: TablePart): string {
	return name.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 100) || 'table';
}
