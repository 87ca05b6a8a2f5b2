import { platform } from '../connection/platform';
import { changesNumbers, ExactNumber, toJson } from '../support/exactNumber';
import { isObject } from '../support/json';
import { type CsvFormat, csvHead, csvWriter } from '../rest/view/csv';
import { LruMap } from '../support/lruMap';
import { isTypeTable, type TableDefinition, viewOfTypes } from '../rest/view/byType/typeTable';
import { type FhirRelease, loadFhirPath } from '../rest/view/library';
import { openTable, type Table } from '../rest/view/table';
import { compileView, type Row, type View } from '../rest/view/view';
import type { FailureKind } from '../transport/errors/failure';
import { jsonItem, type OutputItem } from './output';
import type { LocalSession } from './session';
import { SeenColumns, settledColumns, type TableHead } from './tableHead';

/** How the rows of a table are given. */
export interface TableOutput {
	/** Undefined: an item for each row. */
	readonly format: 'csv' | 'ndjson' | undefined;
	readonly fileName: string;
	/** The binary field for the file. */
	readonly field: string;
	readonly csv: CsvFormat;
}

/** Compiled views: the same one is used for many items, and in each execution. */
const views = new LruMap<string, View>(50);

/** The view, compiled. Rejects with an input `Failure` for an expression that cannot be used. */
export async function viewOf(definition: TableDefinition, release: FhirRelease): Promise<View> {
	const key = release + toJson(definition);
	const known = views.get(key);
	if (known) return known;
	const view = await compiled(definition, release);
	views.set(key, view);
	return view;
}

async function compiled(definition: TableDefinition, release: FhirRelease): Promise<View> {
	if (!isTypeTable(definition)) return compileView(definition, await loadFhirPath(release, platform.untilInstalled));
	const { more } = definition;
	return viewOfTypes(definition, more && (await viewOf(more, release)));
}

/** A table of this view, whose rows are made here; rejects as `viewOf` does. `kind` as in `openTable`. */
export async function openTableOf(
	definition: TableDefinition,
	release: FhirRelease,
	kind: FailureKind,
): Promise<Table> {
	return openTable(await viewOf(definition, release), platform.withTimeLimit, kind);
}

/** Rows are put together into pieces of about this many characters. */
const pieceLength = 64 * 1024;

/**
 * Saves the rows as a file, as they come, and returns the item with it: its name, its columns and the number of its rows.
 * Rejects with what `rows` fails with.
 */
export async function tableFile(
	head: TableHead,
	source: AsyncIterable<readonly Row[]>,
	{ format, fileName, field, csv }: TableOutput,
	session: LocalSession,
): Promise<OutputItem> {
	let count = 0;
	const seen = new SeenColumns(head);
	const settled = await settledColumns(format === 'csv' ? head : { columns: head.columns }, source, session);
	const { columns, rows } = settled;
	const write = format === 'ndjson' ? (row: Row) => `${toJson(row)}\n` : csvWriter(columns, csv);
	const encoder = new TextEncoder();
	async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
		let piece = format === 'ndjson' ? '' : csvHead(columns, csv);
		for await (const group of rows) {
			seen.add(group);
			for (const row of group) {
				piece += write(row);
				count++;
				if (piece.length < pieceLength) continue;
				yield encoder.encode(piece);
				piece = '';
			}
		}
		yield encoder.encode(piece);
	}
	const type = format === 'ndjson' ? 'application/x-ndjson' : 'text/csv';
	const file = await session.files.save(bytes(), fileName, type).finally(settled.end);
	return {
		json: { fileName, rows: count, columns: format === 'csv' ? columns : seen.all() },
		binary: { [field]: file },
	};
}

/** The rows as items, or as one item with a file, as `output` says. Rejects with what `rows` fails with. */
export async function tableItems(
	head: TableHead,
	rows: AsyncIterable<readonly Row[]>,
	output: TableOutput,
	session: LocalSession,
): Promise<OutputItem[]> {
	if (output.format !== undefined) return [await tableFile(head, rows, output, session)];
	const items: OutputItem[] = [];
	for await (const group of rows) for (const row of group) items.push(rowItem(row, session));
	return items;
}

/** Ends the source after this many rows, and says so where there are more. */
export async function* upTo(
	limit: number,
	rows: AsyncIterable<Row[]>,
	session: LocalSession,
): AsyncGenerator<Row[], void, undefined> {
	let left = limit;
	for await (const group of rows) {
		yield group.slice(0, left);
		if (group.length > left) {
			session.hint(
				`Only the first ${limit === 1 ? 'row is' : `${limit} rows are`} in the output. Switch on Return All to get all of them.`,
			);
			return;
		}
		left -= group.length;
	}
}

/** A row as an item. Items have JavaScript's numbers: a value that they cannot hold gives a hint. */
export function rowItem(row: Row, session: LocalSession): OutputItem {
	return jsonItem(plain(row, session.hint), session, 'The table has a row');
}

function plain(value: unknown, hint: LocalSession['hint']): unknown {
	if (value instanceof ExactNumber) {
		if (changesNumbers(value.text)) {
			hint(
				'A number in the table has more digits than the numbers of n8n items can hold, and was rounded. A CSV file has all of them.',
			);
		}
		return Number(value.text);
	}
	if (Array.isArray(value)) return value.map((part) => plain(part, hint));
	if (!isObject(value)) return value;
	for (const name of Object.keys(value)) {
		const member = value[name];
		if (typeof member === 'object' && member !== null) value[name] = plain(member, hint);
	}
	return value;
}
