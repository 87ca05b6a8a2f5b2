import type { BatchOutcome } from '../../execution/work';
import { reportEntryWarnings } from '../../items/output';
import { existedHint } from '../../items/created';
import type { Session } from '../../items/session';
import { entryFailures, sharedDetails } from '../../rest/bundle/bundleFailure';
import type { Chunk } from '../../rest/bundle/chunks';
import { entryRequest } from '../../rest/bundle/entries';
import type { EntryResult } from '../../rest/bundle/entryResults';
import { sendBundle } from '../../rest/bundle/sendBundle';
import { reportDropped } from '../../rest/response/droppedElements';
import { Failure } from '../../transport/errors/failure';
import type { ItemEntry, ItemsKind } from './itemEntries';
import { isExisting, itemOutcome } from './itemOutput';

/** What to send, and how. */
export interface SendChunks {
	/** In their order; each is asked for when it can be sent. */
	readonly chunks: Iterator<Chunk, void>;
	/** The entries that the chunks' indexes refer to. */
	readonly entries: readonly ItemEntry[];
	/** Chunks that are sent at the same time at most. */
	readonly concurrency: number;
	/** Start no further chunk after a failure. */
	readonly stopOnFailure: boolean;
}

/**
 * Sends chunks concurrently, each after the chunks that it depends on, and resolves to an outcome for every item that was
 * sent. Where it stops on a failure, running chunks are waited for, and the items of the others have no outcome. Never
 * rejects.
 */
export async function sendChunks(all: SendChunks): Promise<BatchOutcome[]> {
	const { chunks, entries, concurrency, stopOnFailure } = all;
	const { signal, client } = entries[0]?.kind.session ?? {};
	const outcomes: BatchOutcome[] = [];
	const sent: Array<Promise<void>> = [];
	let stopped = false;
	let isLast = false;
	const isOver = () => stopped || isLast || signal?.aborted === true;

	const send = async (chunk: Chunk) => {
		// Those have been started already: chunks are started in their order.
		for (const before of chunk.after) await sent[before];
		if (stopped || signal?.aborted) return;
		const settled = await outcomesOf(chunk, all);
		if (stopOnFailure && settled.some(({ error }) => error !== undefined)) stopped = true;
		outcomes.push(...settled);
	};

	const sendFrom = async (place: number) => {
		// To write the JSON of a chunk takes a while: the one before goes out first. undici looks for one turn whether its connection
		// is still open.
		for (let turn = 0; turn < 2 * place && !isOver(); turn++) await client?.runtime.nextTick();
		while (!isOver()) {
			const { value: chunk } = chunks.next();
			if (!chunk) isLast = true;
			else await (sent[sent.length] = send(chunk));
		}
	};
	await Promise.all(Array.from({ length: concurrency }, async (_, place) => await sendFrom(place)));
	return outcomes;
}

/** Never rejects: a failure of the chunk is the error of each of its items. */
async function outcomesOf({ indexes }: Chunk, { entries }: SendChunks): Promise<BatchOutcome[]> {
	const chosen = indexes.flatMap((index) => entries[index] ?? []);
	const [first] = chosen;
	if (!first) return [];
	const { session, type, headers, retry, wantsResource } = first.kind;
	const items = chosen.map(({ item }) => item);
	const entry = chosen.map((one) => one.entry);
	try {
		const bundle = { resourceType: 'Bundle', type, entry } as const;
		const texts = new Map(chosen.map((one) => [one.entry, one.lastText()]));
		const { results } = await sendBundle(session.client, bundle, { headers, retry, signal: session.signal, texts });
		reportEntryWarnings(results, session);
		reportExisting(chosen, results, session);
		return chosen.flatMap((one, position) => {
			const result = results[position];
			if (result) reportDropped({ ...entryRequest(one.entry), body: one.entry.resource }, result, session.hint);
			return result ? itemOutcome(one, withBundle(result, type, items), wantsResource) : [];
		});
	} catch (error) {
		if (!(error instanceof Failure)) return items.map((item) => ({ item, error }));
		const failures = entryFailures({ type, entries: entry, items, failure: error });
		return items.map((item, position) => ({ item, error: failures[position] }));
	}
}

/** Where the failure of an entry is about the Bundle, its details say which items were sent in it. */
function withBundle(result: EntryResult, type: ItemsKind['type'], items: readonly number[]): EntryResult {
	const { failure, wasRefusedWithBundle } = result;
	if (!failure || !(wasRefusedWithBundle || failure.details.transaction !== undefined)) return result;
	return { ...result, failure: failure.with({ details: { ...failure.details, ...sharedDetails(type, items) } }) };
}

/** As for *Create* alone: a conditional create that found a match created nothing. */
function reportExisting(chosen: readonly ItemEntry[], results: readonly EntryResult[], session: Session): void {
	if (results.some((result, position) => chosen[position] && isExisting(chosen[position].entry, result))) {
		session.hint(existedHint);
	}
}
