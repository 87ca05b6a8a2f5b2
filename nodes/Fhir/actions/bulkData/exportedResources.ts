import { jsonItem, type OutputItem } from '../../items/output';
import type { Session } from '../../items/session';
import type { ManifestFile } from '../../rest/bulk/manifest';
import { readLines } from '../../rest/ndjson/lines';
import { parseLine } from '../../rest/ndjson/parseLine';
import { entriesOf } from '../../rest/model/bundle';
import { isBundle } from '../../rest/model/resource';
import { parseResourceUrl } from '../../rest/model/resourceUrl';
import type { ByteStream } from '../../transport/http';
import { differentCount } from '../shared/counts';

const changedNumbers =
	'A number in the export has more digits than n8n can hold, so that its value is slightly different in the output. The output Files keeps the files as they are.';

/** The resources of a file of an export as items, at most `limit`; of a file of deletions, an item for each. */
export async function resourcesOf(
	file: ManifestFile,
	content: ByteStream,
	limit: number,
	session: Session,
): Promise<OutputItem[]> {
	const items: OutputItem[] = [];
	const changed = () => session.hint(changedNumbers);
	let count = 0;
	for await (const lines of readLines(content)) {
		count += lines.length;
		for (const line of lines) {
			if (items.length >= limit) return items;
			const value = parseLine(line, changed);
			if (file.kind === 'deleted') items.push(...deletionsIn(value));
			else items.push(jsonItem(value, session, 'The export has an object'));
		}
	}
	differentCount(file, count, session);
	return items;
}

/** A file of deletions has a Bundle in each line, with an entry for each resource (Bulk Data Access §2.4.4). */
function deletionsIn(value: unknown): OutputItem[] {
	if (!isBundle(value)) return [];
	return entriesOf(value).flatMap(({ request }) => {
		const named = request?.method === 'DELETE' ? parseResourceUrl(request.url) : undefined;
		return named ? [{ json: { deleted: true, resourceType: named.type, id: named.id } }] : [];
	});
}
