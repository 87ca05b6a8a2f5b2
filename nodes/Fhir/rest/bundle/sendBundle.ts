import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import { backoff } from '../../transport/retry/timing';
import type { RetrySettings } from '../../transport/settings';
import type { FhirClient } from '../client';
import type { Bundle, BundleEntry } from '../model/resource';
import type { FhirRequest } from '../request/request';
import { createdBeforeHint, deletedBeforeHint } from '../response/repetition';
import { type EntryResult, isDeferred } from './entryResults';
import { bundleExchange, type Exchanged } from './exchange';
import { markPartialTransaction } from './partialTransaction';
import { sendInParts } from './sendInParts';

/** How to send a Bundle. */
export interface SendBundleSettings {
	readonly headers?: FhirRequest['headers'];
	/** How often, and for how many milliseconds, entries that the server deferred are sent again. */
	readonly retry?: RetrySettings;
	readonly signal?: AbortSignal;
	/** The entries as JSON, where they are at hand as text (see `FhirRequest.bodyText`). */
	readonly texts?: ReadonlyMap<BundleEntry, string>;
}

/** The response to a batch or transaction. */
export interface BundleResponse {
	/** The server's Bundle, with the last response to each entry. */
	readonly bundle: Bundle;
	/** The result of each entry, in the order in which they were sent. */
	readonly results: EntryResult[];
}

const defaultRetry: RetrySettings = { retries: 4, budget: 60_000 };

/**
 * Sends a batch or transaction (R4 §3.1.0.11) and returns the result of each entry. A batch that the server refuses as a
 * whole is sent again in parts (see `sendInParts`). Entries of a batch that the server deferred (with a status of 429 or 503,
 * or 409 for a lock) are sent again without the others; if they are deferred every time, they keep their failure. Throws what
 * `FhirClient.send` throws for the first request (nothing was written if the server rejected a transaction), and what
 * `readEntryResults` throws.
 */
export async function sendBundle(
	client: FhirClient,
	bundle: Bundle,
	{ headers, retry = defaultRetry, signal, texts }: SendBundleSettings = {},
): Promise<BundleResponse> {
	const { runtime } = client;
	const entries = bundle.entry ?? [];
	const started = runtime.now();
	const exchange = bundleExchange(client, bundle, { headers, signal, texts });
	const first = bundle.type === 'batch' ? await sendInParts(entries, exchange, client.hint) : await exchange(entries);
	const { results } = first;
	let wait = first.wait;
	for (let repetition = 0; repetition < retry.retries; repetition++) {
		const deferred = results.flatMap((result, index) => (isDeferred(result, entries[index]) ? [index] : []));
		wait += backoff(repetition + 1, runtime.random());
		if (bundle.type !== 'batch' || deferred.length === 0 || runtime.now() - started + wait > retry.budget) break;
		runtime.log('debug', `The server deferred ${deferred.length} of ${entries.length} entries. Sending them again.`);
		const again = await repeat(
			deferred.map((index) => entries[index] ?? {}),
			wait,
		);
		again.results.forEach((result, position) => (results[deferred[position] ?? -1] = result));
		wait = again.wait;
	}
	for (const hint of repetitionHints(entries, results)) client.hint(hint);
	const marked = bundle.type === 'transaction' ? markPartialTransaction(entries, results, client.hint) : results;
	return { bundle: { ...first.bundle, entry: marked.map(({ responseEntry }) => responseEntry) }, results: marked };

	/** A failure here concerns only these entries: the results of the others are already known. */
	async function repeat(sent: readonly BundleEntry[], pause: number): Promise<Omit<Exchanged, 'bundle'>> {
		try {
			await runtime.sleep(pause, signal);
			return await exchange(sent);
		} catch (failure) {
			// Stopped while waiting: the results so far are kept.
			if (!(failure instanceof Failure)) return stopped(failure);
			return { results: sent.map(() => ({ status: 0, responseEntry: {}, failure })), wait: 0 };
		}
	}

	function stopped(error: unknown): Omit<Exchanged, 'bundle'> {
		if (signal?.aborted) return { results: [], wait: Infinity };
		throw asError(error);
	}
}

/** What a user should know of entries that were sent twice, since the response to a whole Bundle was lost. */
function repetitionHints(entries: readonly BundleEntry[], results: readonly EntryResult[]): Set<string> {
	return new Set(
		results.flatMap((result, index) => {
			if (result.earlierAttempt === undefined || result.failure) return [];
			const request = entries[index]?.request;
			if (result.wasDeletedBefore) return [deletedBeforeHint];
			return request?.method === 'POST' && result.status === 200 ? [createdBeforeHint] : [];
		}),
	);
}
