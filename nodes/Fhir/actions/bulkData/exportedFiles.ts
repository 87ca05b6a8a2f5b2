import type { OutputItem } from '../../items/output';
import type { Session } from '../../items/session';
import type { FileKind, ManifestFile } from '../../rest/bulk/manifest';
import { countLines } from '../../rest/ndjson/lines';
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
	const peeked = keepsCompressed ? await peek(content) : { content, isGzip: false };
	const { isGzip } = peeked;
	const counted = isGzip ? { content: peeked.content, lines: () => undefined } : countLines(peeked.content);
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

/** Looks at the first chunk of a stream and gives it back with the rest. */
async function peek(content: ByteStream): Promise<{ content: ByteStream; isGzip: boolean }> {
	const chunks = content[Symbol.asyncIterator]();
	const first: IteratorResult<Uint8Array, unknown> = await chunks.next();
	const [one, two] = first.done ? [] : first.value;
	async function* whole(): AsyncGenerator<Uint8Array> {
		let ended = first.done;
		try {
			if (!first.done) yield first.value;
			while (!ended) {
				const next: IteratorResult<Uint8Array, unknown> = await chunks.next();
				ended = next.done;
				if (!next.done) yield next.value;
			}
		} finally {
			if (!ended) await chunks.return?.();
		}
	}
	return { content: whole(), isGzip: one === 0x1f && two === 0x8b };
}
