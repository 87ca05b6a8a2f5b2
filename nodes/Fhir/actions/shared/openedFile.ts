import type { Session } from '../../items/session';
import { fetchFile } from '../../rest/bulk/fetchFile';
import type { ManifestFile } from '../../rest/bulk/manifest';
import { unreadableFile } from '../../rest/ndjson/lines';
import { unzipped } from '../../rest/ndjson/unzip';
import { Failure } from '../../transport/errors/failure';
import type { ByteStream } from '../../transport/http';

const webPageAdvice =
	'It may be a login page: the manifest says whether files are fetched with the login (`requiresAccessToken`).';

/** What of a download's settings concerns one file. */
export interface FileSettings {
	/** Unpacked. */
	readonly maxBytes: number;
	readonly retries: number;
	readonly keepsCompressed: boolean;
}

/**
 * Fetches a file of an export and hands its content to `use`, unpacked unless it is to be kept compressed, with its size on
 * the wire where the server says it; `use` is called once more where a download has to begin anew. Throws what `fetchFile`
 * throws, and a `Failure` for a file that is too large or damaged.
 */
export async function withFile<Result>(
	file: ManifestFile,
	{ maxBytes, retries, keepsCompressed }: FileSettings,
	session: Session,
	signal: AbortSignal | undefined,
	use: (content: ByteStream, size: number | undefined) => Promise<Result>,
): Promise<Result> {
	const request = { url: file.address(), authorization: file.authorization, maxBytes, retries, webPageAdvice };
	try {
		return await fetchFile(
			session.client,
			request,
			async ({ content, size }) =>
				await use(limited(keepsCompressed ? content : unzipped(content, session.files.gunzip), maxBytes), size),
			signal,
		);
	} catch (error) {
		throw unreadableFile(
			tooLargeOr(error, maxBytes),
			`A file of the export (${file.table?.name ?? (file.type || file.kind)})`,
		);
	}
}

/** Fails once more than `maxBytes` have passed: what is unpacked may be a thousand times larger than what was sent. */
async function* limited(content: ByteStream, maxBytes: number): AsyncGenerator<Uint8Array> {
	let size = 0;
	for await (const chunk of content) {
		size += chunk.length;
		if (size > maxBytes) throw tooLarge(maxBytes);
		yield chunk;
	}
}

/** The transport's own limit is the same number of bytes. */
function tooLargeOr(error: unknown, maxBytes: number): unknown {
	return error instanceof Failure && typeof error.details.limit === 'number' ? tooLarge(maxBytes) : error;
}

function tooLarge(maxBytes: number): Failure {
	return new Failure({
		kind: 'response',
		message: `A file of the export is larger than ${Math.round(maxBytes / (1024 * 1024))} MB`,
		advice: 'Raise the option Maximum Size if there is enough room on the disk of n8n.',
		details: { limit: maxBytes },
	});
}
