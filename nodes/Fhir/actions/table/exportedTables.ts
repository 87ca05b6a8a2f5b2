import type { OutputItem } from '../../items/output';
import type { Session } from '../../items/session';
import { rowItem } from '../../items/tableFile';
import { FreshLinks } from '../../rest/bulk/freshLinks';
import type { ManifestFile } from '../../rest/bulk/manifest';
import { exactValues } from '../../rest/ndjson/exactValues';
import { invalidLine } from '../../rest/ndjson/parseLine';
import type { Row } from '../../rest/view/view';
import { isObject } from '../../support/json';
import { Failure } from '../../transport/errors/failure';
import type { ByteStream } from '../../transport/http';
import type { DownloadLimits } from '../../form/fields/downloading';
import { fileNames, savedFile, type SavingSettings } from '../shared/exportedFiles';
import type { WaitedExport } from '../shared/exportJob';
import { manifestItem } from '../shared/manifestItem';
import { withFile } from '../shared/openedFile';
import { reportErrors } from '../shared/reportErrors';
import { sideBySide } from '../shared/sideBySide';

/** How the files of an exported table become items. */
export interface ExportedTableSettings extends DownloadLimits, SavingSettings {
	readonly output: 'files' | 'items' | 'manifest';
	readonly columns: readonly string[];
}

/**
 * The items of an exported table: its files, its rows, or the list of its files. Files of errors become hints. Rejects with the
 * `Failure` of the first file that cannot be fetched or read.
 */
export async function exportedTableItems(
	{ manifest, statusUrl, reread }: WaitedExport,
	settings: ExportedTableSettings,
	session: Session,
): Promise<OutputItem[]> {
	const { files } = manifest;
	if (!files.some(({ kind }) => kind === 'output')) {
		session.hint('The export is empty: the server wrote no file for the table.');
	}
	if (settings.output === 'manifest') return [manifestItem(manifest, statusUrl)];
	const links = new FreshLinks(session.client, files, reread);
	const names = fileNames(files);
	const use = async (file: ManifestFile, name: string, content: ByteStream): Promise<OutputItem[]> => {
		if (file.kind === 'error') {
			await reportErrors(file, content, session);
			return [];
		}
		if (settings.output === 'files') return [await savedFile(file, name, content, settings, session)];
		return await rowItems(content, name, settings.columns, session);
	};
	const take = async (index: number, signal: AbortSignal | undefined) =>
		await links.with(index, async (file) => {
			const name = names[index] ?? '';
			return await withFile(file, settings, session, signal, async (content) => await use(file, name, content));
		});
	return await sideBySide(files.length, settings.parallel, take, session);
}

/** The rows of a file with NDJSON, with the columns in their order and `null` for what a row lacks. */
async function rowItems(
	content: ByteStream,
	name: string,
	columns: readonly string[],
	session: Session,
): Promise<OutputItem[]> {
	const template: Row = Object.fromEntries(columns.map((column) => [column, null]));
	const items: OutputItem[] = [];
	const invalid = (line: number, cause: unknown) => {
		const failure = invalidLine(line, cause);
		return failure.with({ message: `${name}: ${failure.message}` });
	};
	for await (const values of exactValues(content, invalid)) {
		for (const value of values) {
			if (!isObject(value)) throw notARow(name);
			items.push(rowItem({ ...template, ...value }, session));
		}
	}
	return items;
}

function notARow(name: string): Failure {
	return new Failure({
		kind: 'response',
		message: `${name}: a line is not a row`,
		advice: 'Choose the output Files to see what the server wrote.',
	});
}
