import type { Session } from '../../items/session';
import type { ManifestFile } from '../../rest/bulk/manifest';
import { isOperationOutcome } from '../../rest/model/resource';
import { readLines } from '../../rest/ndjson/lines';
import { parseLine } from '../../rest/ndjson/parseLine';
import { mainIssueText, readIssues } from '../../rest/response/outcome';
import type { ByteStream } from '../../transport/http';

/** Lines of a file of errors that are shown at most. */
const maxOutcomes = 20;

/** Shows what a file of errors says, as hints. */
export async function reportErrors(
	{ mask }: ManifestFile,
	content: ByteStream,
	{ hint }: Pick<Session, 'hint'>,
): Promise<void> {
	let count = 0;
	for await (const lines of readLines(content)) {
		for (const line of lines) {
			if (++count > maxOutcomes) return;
			const value = parseLine(line);
			const text = isOperationOutcome(value) ? mainIssueText(readIssues(value, mask)) : undefined;
			hint(`The server could not export everything${text === undefined ? '.' : `: ${text}`}`);
		}
	}
}
