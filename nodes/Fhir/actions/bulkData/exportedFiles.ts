import type { OutputItem } from '../../items/output';
import type { Session } from '../../items/session';
import type { FileKind, ManifestFile } from '../../rest/bulk/manifest';
import { countLines } from '../../rest/ndjson/lines';
import { peeked } from '../../rest/ndjson/unzip';
import { isTypeName } from '../../rest/model/ids';
import { withoutQuery } from '../../transport/errors/redact';
import type { ByteStream } from '../../transport/http';
import { differentCount } from './counts';
import type { DownloadSettings } from './downloadFields';
import { ndjsonType } from './fileFields';

/** Saves a file of an export in n8n's store and returns its item. `name` is what the file is called. */
export async function savedFile(
	file: ManifestFile,
	name: string,
	content: ByteStream,
	{ field, keepsCompressed }: DownloadSettings,
	session: Session,
): Promise<OutputItem> {
	const { content: whole, isGzip } = keepsCompressed ? await peeked(content) : { content, isGzip: false };
	const counted = isGzip ? { content: whole, lines: () => undefined } : countLines(whole);
	const [fileName, mimeType] = isGzip ? [`${name}.gz`, 'application/gzip'] : [name, ndjsonType];
	const saved = await session.files.save(counted.content, fileName, mimeType);
	const lines = counted.lines();
	const { kind, type, count } = file;
	if (lines !== undefined) differentCount(file, lines, session);
	const json = {
		kind,
		type,
		fileName: saved.fileName,
		...(lines !== undefined && { lines }),
		...(count !== undefined && { count }),
		size: saved.bytes,
		url: withoutQuery(file.address()),
	};
	return { json, binary: { [field]: { ...saved, mimeType } } };
}

/** The names of files, by their types: `Patient-1.ndjson`. What is no data says so: `deleted-1.ndjson`, `errors-1.ndjson`. */
export function fileNames(files: readonly ManifestFile[]): string[] {
	const numbers = new Map<string, number>();
	return files.map(({ kind, type }) => {
		const name = kind === 'output' ? (isTypeName(type) ? type : 'data') : names[kind];
		const number = (numbers.get(name) ?? 0) + 1;
		numbers.set(name, number);
		return `${name}-${number}.ndjson`;
	});
}

const names: Readonly<Record<Exclude<FileKind, 'output'>, string>> = { deleted: 'deleted', error: 'errors' };
