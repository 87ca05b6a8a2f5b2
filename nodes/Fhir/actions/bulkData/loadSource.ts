import type { Session } from '../../items/session';
import { fileRequest } from '../../rest/binary/download';
import { fetchFile } from '../../rest/bulk/fetchFile';
import { type Line, readLines } from '../../rest/ndjson/lines';
import { unzipped } from '../../rest/ndjson/unzip';
import { Failure } from '../../transport/errors/failure';
import type { ByteStream } from '../../transport/http';
import { type LoadSource, maxSourceBytes } from './loadFields';

/** NDJSON that can be read, more than once. */
export interface Source {
	readonly name: string | undefined;
	/** Reads all lines and hands them to `take`, which sets the pace. */
	read(take: (lines: readonly Line[]) => Promise<void>): Promise<void>;
}

/**
 * The NDJSON of an input item. A download that breaks off is taken up again `retries` times. Throws n8n's error where there is
 * no file, and an input `Failure` for what is not an address.
 */
export function loadSource(source: LoadSource, item: number, session: Session, retries: number): Source {
	const { files } = session;
	if ('url' in source) return urlSource(source.url, session, retries);
	const file = files.read(item, source.field);
	return {
		name: file.fileName,
		read: async (take) => {
			for await (const lines of readLines(unzipped(file.open(), files.gunzip))) await take(lines);
		},
	};
}

function urlSource(typed: string, { client, files, signal, log }: Session, retries: number): Source {
	const { url = typed, authorization = 'own' } = fileRequest(typed, client.baseUrl, 'URL');
	const request = { url, authorization, maxBytes: maxSourceBytes, retries };
	return {
		name: undefined,
		read: async (take) => {
			let taken = 0;
			let size: number | undefined;
			await fetchFile(
				client,
				request,
				async (fetched) => {
					if (taken > 0) log(`A file that is being loaded begins anew; its first ${taken} lines are passed over.`);
					if (taken > 0 && fetched.size !== size) throw changed(taken);
					({ size } = fetched);
					for await (const lines of linesOf(fetched.content)) {
						const fresh = lines.filter(({ number }) => number > taken);
						await take(fresh);
						taken = Math.max(taken, fresh.at(-1)?.number ?? 0);
					}
				},
				signal,
			);
		},
	};

	function linesOf(content: ByteStream) {
		return readLines(unzipped(content, files.gunzip));
	}
}

function changed(taken: number): Failure {
	return new Failure({
		kind: 'response',
		message: `The file changed while it was being loaded: its download broke off after line ${taken}, and it now has another size`,
		advice: `The lines up to ${taken} have been sent. Load the file again, or with the option First Line only what follows.`,
		details: { line: taken },
	});
}
