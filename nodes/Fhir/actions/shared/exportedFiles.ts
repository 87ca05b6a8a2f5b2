import type { OutputItem } from '../../items/output';
import type { Session } from '../../items/session';
import type { FileKind, ManifestFile } from '../../rest/bulk/manifest';
import { countLines, ndjsonType } from '../../rest/ndjson/lines';
import { peeked } from '../../rest/ndjson/unzip';
import { isTypeName } from '../../rest/model/ids';
import { withoutQuery } from '../../transport/errors/redact';
import type { ByteStream } from '../../transport/http';
import { differentCount } from './counts';
import { tableFileName, tableFormats } from '../../rest/bulk/tableFiles';

/** How a file is saved. */
export interface SavingSettings {
	/** The binary field. */
	readonly field: string;
	readonly keepsCompressed: boolean;
}

/** Saves a file of an export in n8n's store and returns its item. `name` is what the file is called. */
export async function savedFile(
	file: ManifestFile,
	name: string,
	content: ByteStream,
	{ field, keepsCompressed }: SavingSettings,
	session: Session,
): Promise<OutputItem> {
	const { content: whole, isGzip } = keepsCompressed ? await peeked(content) : { content, isGzip: false };
	const { kind, type, table, count } = file;
	// A text in CSV may have several lines, and Parquet has none.
	const hasLines = !isGzip && (!table || table.format === 'ndjson');
	const counted = hasLines ? countLines(whole) : { content: whole, lines: () => undefined };
	const plainType = table ? tableFormats[table.format] : ndjsonType;
	const [fileName, mimeType] = isGzip ? [`${name}.gz`, 'application/gzip'] : [name, plainType];
	const saved = await session.files.save(counted.content, fileName, mimeType);
	const lines = counted.lines();
	if (lines !== undefined) differentCount(file, lines, session);
	const json = {
		...(table ? { table: table.name } : { kind, type }),
		fileName: saved.fileName,
		...(lines !== undefined && (table ? { rows: lines } : { lines })),
		...(count !== undefined && { count }),
		size: saved.bytes,
		url: withoutQuery(file.address()),
	};
	return { json, binary: { [field]: { ...saved, mimeType } } };
}

/**
 * The names of files, by their types or tables: `Patient-1.ndjson`. Files without data are named by their kind:
 * `deleted-1.ndjson`, `errors-1.ndjson`.
 */
export function fileNames(files: readonly ManifestFile[]): string[] {
	const numbers = new Map<string, number>();
	return files.map(({ kind, type, table }) => {
		const data = table ? tableFileName(table) : isTypeName(type) ? type : 'data';
		const name = kind === 'output' ? data : names[kind];
		const number = (numbers.get(name) ?? 0) + 1;
		numbers.set(name, number);
		return `${name}-${number}.${table?.format ?? 'ndjson'}`;
	});
}

const names: Readonly<Record<Exclude<FileKind, 'output'>, string>> = { deleted: 'deleted', error: 'errors' };
