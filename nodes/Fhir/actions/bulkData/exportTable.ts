import type { TableSettings } from '../../form/fields/tableSettings';
import type { OutputItem } from '../../items/output';
import type { Session } from '../../items/session';
import { openTableOf, tableItems, upTo, viewOf } from '../../items/tableFile';
import type { TableHead } from '../../items/tableHead';
import type { FreshLinks } from '../../rest/bulk/freshLinks';
import type { Manifest, ManifestFile } from '../../rest/bulk/manifest';
import { isTypeName } from '../../rest/model/ids';
import { exactValues, type InvalidLine } from '../../rest/ndjson/exactValues';
import { invalidLine } from '../../rest/ndjson/parseLine';
import type { Table } from '../../rest/view/table';
import type { Row, View } from '../../rest/view/view';
import { Channel } from '../../support/channel';
import { asError } from '../../support/errors';
import { eitherSignal } from '../../support/signals';
import { counted } from '../../support/text';
import { Failure } from '../../transport/errors/failure';
import { differentCount } from '../shared/counts';
import type { DownloadSettings } from './downloadFields';
import { reportErrors } from '../shared/reportErrors';
import { withFile } from '../shared/openedFile';

/** The files of a finished export. */
export interface ExportFiles {
	readonly manifest: Manifest;
	readonly links: FreshLinks;
	/** What the files are called in errors, in the manifest's order. */
	readonly names: readonly string[];
}

/** Rejects with the input `Failure` of a view that cannot be used: before an export is started for it. */
export async function checkTable(table: TableSettings | undefined): Promise<void> {
	if (table) await viewOf(table.definition, table.release);
}

/**
 * The rows of the exported resources, as items or as one item with a file, in the manifest's order. One file is read after the
 * other, no faster than its rows are taken: memory holds a few lines. Deletions have no rows, and errors become hints. Rejects
 * with the `Failure` of a view, a file or a resource that cannot be used.
 */
export async function exportTable(
	files: ExportFiles,
	settings: DownloadSettings,
	{ definition, release, output }: TableSettings,
	session: Session,
): Promise<OutputItem[]> {
	const table = await openTableOf(definition, release, 'response');
	const rows = upTo(settings.limit, rowsOf(files, table, settings, session), session);
	return await tableItems(headOf(table.view, files.manifest, settings), rows, output, session);
}

/** Where the manifest says which types there are, a file has their columns from the start, however many rows it has. */
function headOf(view: View, { files, isOrganized }: Manifest, settings: DownloadSettings): TableHead {
	const types = files.filter(({ kind }) => kind === 'output').map(({ type }) => type);
	const areKnown = types.length > 0 && types.every(isTypeName) && !isOrganized && !settings.isOrganized;
	return view.columnsFor && areKnown ? { columns: view.columnsFor(types) } : view;
}

async function* rowsOf(
	{ manifest, links, names }: ExportFiles,
	table: Table,
	settings: DownloadSettings,
	session: Session,
): AsyncGenerator<Row[], void, undefined> {
	const { files } = manifest;
	const { resource: type } = table.view;
	const others = new Set(settings.isOrganized || manifest.isOrganized ? [] : files.filter(isOfOtherType(type)));
	if (files.some(({ kind }) => kind === 'deleted')) session.hint(withDeletions);
	if (others.size > 0 && type !== undefined) session.hint(leftOut([...others], type));
	for (const [index, file] of files.entries()) {
		if (file.kind === 'deleted' || others.has(file)) continue;
		if (file.kind === 'error') {
			await links.with(index, async (current) => {
				const report = async (content: AsyncIterable<Uint8Array>) => await reportErrors(current, content, session);
				await withFile(current, settings, session, session.signal, report);
			});
			continue;
		}
		yield* rowsOfFile({ index, name: names[index] ?? '', links, table, settings, session });
	}
	table.remarks().forEach(session.hint);
}

const withDeletions = 'The export also says which resources were deleted. They have no rows in the table.';

/** A file has resources of one type (Bulk Data Access §2.4.4), so that those of others need not be fetched. */
function isOfOtherType(viewed: string | undefined): (file: ManifestFile) => boolean {
	return ({ kind, type }) => viewed !== undefined && kind === 'output' && isTypeName(type) && type !== viewed;
}

function leftOut(files: readonly ManifestFile[], type: string): string {
	const isCounted = files.every(({ count }) => count !== undefined);
	const total = files.reduce((sum, { count = 0 }) => sum + count, 0);
	const resources = isCounted ? ` with ${counted(total, 'resource')}` : '';
	return `The table is about ${type} resources: ${counted(files.length, 'file')} of other types${resources} ${files.length === 1 ? 'was' : 'were'} not downloaded.`;
}

/** A file that is read for its rows. */
interface Reading {
	readonly index: number;
	readonly name: string;
	readonly links: FreshLinks;
	readonly table: Table;
	readonly settings: DownloadSettings;
	readonly session: Session;
}

/** The rows of a file. A reader that stops early ends its download. */
async function* rowsOfFile(reading: Reading): AsyncGenerator<Row[], void, undefined> {
	const left = new AbortController();
	const signal = eitherSignal(reading.session.signal, left.signal);
	const channel = new Channel<Row[]>();
	const outcome = readFile(reading, channel, signal)
		.then(
			() => undefined,
			(error: unknown) => ({ error }),
		)
		.finally(() => channel.end());
	let ended = false;
	try {
		yield* channel.stream();
		ended = true;
	} finally {
		if (!ended) left.abort();
		await outcome;
	}
	const failed = await outcome;
	if (failed) throw asError(failed.error);
}

/** Writes the rows of a file into the channel. A file that begins anew goes on after the lines that have had their rows. */
async function readFile(
	{ index, name, links, table, settings, session }: Reading,
	channel: Channel<Row[]>,
	signal: AbortSignal,
): Promise<void> {
	let taken = 0;
	let firstSize: number | undefined;
	await links.with(index, async (file) => {
		await withFile(file, settings, session, signal, async (content, size) => {
			if (taken > 0 && size !== firstSize) throw changed(name, taken);
			firstSize = size;
			let read = 0;
			for await (const values of exactValues(content, invalidLineOf(name))) {
				const fresh = values.slice(Math.max(0, taken - read));
				read += values.length;
				if (fresh.length === 0) continue;
				const rows = table.rowsOf(fresh, (position) => `resource ${taken + position + 1} of ${name}`);
				taken = read;
				await channel.write(rows);
			}
			differentCount(file, read, session);
		});
	});
}

/** The failure for a line of this file that is not JSON. */
function invalidLineOf(name: string): InvalidLine {
	return (line, cause) => {
		const failure = invalidLine(line, cause);
		return failure.with({ message: `${name}: ${failure.message}` });
	};
}

function changed(name: string, taken: number): Failure {
	return new Failure({
		kind: 'response',
		message: `${name} changed while it was read: its download broke off after ${counted(taken, 'resource')}, and it now has another size`,
		advice: 'Download the files of the export once more.',
		details: { resources: taken },
	});
}
