import { type BundleKind, type Chunk, chunkGroups } from '../../bundle/chunks';
import { groupEntries } from '../../bundle/entryGroups';
import type { SendableLine } from './sendChunk';

/** Lines to send in one request: their positions, and those of the requests that must have ended before. */
export type LineChunk = Pick<Chunk, 'kind' | 'indexes' | 'after'>;

/** Of lines that refer to each other, which only a transaction resolves. */
export const togetherKind: BundleKind = { type: 'transaction', limits: { entries: 1, bytes: 0 } };

/** Lines that can be sent together, whatever their order, as they are. */
export function oneChunk(lines: readonly SendableLine[], kind: BundleKind): LineChunk[] {
	return [{ kind, indexes: [...lines.keys()], after: new Set() }];
}

/**
 * Lines in as many requests as their sizes, their order and their references ask for: see `groupEntries`. Where lines that refer to
 * each other would be sent in a batch, they are sent in a transaction, and `hint` says so.
 */
export function lineChunks(
	lines: readonly SendableLine[],
	kind: BundleKind,
	hint: (message: string) => void,
): LineChunk[] {
	const groups = groupEntries(
		lines.map(({ entry }) => entry),
		{
			textOf: (index) => lines[index]?.sentText ?? '',
			more: (index) => requestLength(lines[index]),
			orderings: lines.map(({ ordering }) => ordering),
		},
	);
	const isTogether = (indexes: readonly number[]) => indexes.length > 1 && kind.type === 'batch';
	if (groups.some(({ indexes }) => isTogether(indexes))) hint(asTransactions);
	return [...chunkGroups(groups, ({ indexes }) => (isTogether(indexes) ? togetherKind : kind))];
}

/** What an entry has beside its resource: ASCII, so that its characters are bytes. */
function requestLength(line: SendableLine | undefined): number {
	return line === undefined ? 0 : line.entryJson.length - line.sentText.length;
}

const asTransactions =
	'Lines that refer to each other by urn:uuid were sent as transactions, since a batch does not resolve such references.';
