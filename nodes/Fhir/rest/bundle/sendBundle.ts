import { Failure } from '../../transport/errors/failure';
import { backoff, retryAfter } from '../../transport/retry/timing';
import type { RetrySettings } from '../../transport/settings';
import type { FhirClient } from '../client';
import { bundleRequest } from './entries';
import { isDeferred, readEntryResults } from './entryResults';
import type { EntryResult } from './entryResults';
import type { FhirRequest } from '../request/request';
import type { Bundle, BundleEntry } from '../model/resource';
import { isBundle } from '../model/resource';
import { asError } from '../../support/errors';

/** How a Bundle is sent. */
export interface SendBundleSettings {
	readonly headers?: FhirRequest['headers'];
	/** How often, and for how long, entries that the server put off are sent again. */
	readonly retry?: RetrySettings;
	readonly signal?: AbortSignal;
}

/** What came back of a batch or transaction. */
export interface BundleAnswer {
	/** The server's Bundle, each entry with its last answer. */
	readonly bundle: Bundle;
	/** What became of each entry, in the order in which they were sent. */
	readonly results: EntryResult[];
}

const defaultRetry: RetrySettings = { retries: 4, budget: 60_000 };

/**
 * Sends a batch or transaction and gives what became of each entry. Entries of a batch that the server put off
 * (429 or 503 of their own) are sent again, and they alone; those that stay put off keep their failure. Throws
 * what `send` throws the first time: for a transaction that was refused then nothing was written.
 */
export async function sendBundle(
	client: FhirClient,
	bundle: Bundle,
	{ headers, retry = defaultRetry, signal }: SendBundleSettings = {},
): Promise<BundleAnswer> {
	const { runtime } = client;
	const entries = bundle.entry ?? [];
	const started = runtime.now();
	const first = await exchange(entries);
	const { results } = first;
	let wait = first.wait;
	for (let repetition = 0; repetition < retry.retries; repetition++) {
		const open = results.flatMap((result, index) => (isDeferred(result) ? [index] : []));
		wait += backoff(repetition + 1, runtime.random());
		if (bundle.type !== 'batch' || open.length === 0 || runtime.now() - started + wait > retry.budget) break;
		runtime.log('debug', `The server put off ${open.length} of ${entries.length} entries. Sending them again.`);
		const again = await repeat(
			open.map((index) => entries[index] ?? {}),
			wait,
		);
		again.results.forEach((result, position) => (results[open[position] ?? -1] = result));
		wait = again.wait;
	}
	return { bundle: { ...first.bundle, entry: results.map(({ answer }) => answer) }, results };

	async function exchange(sent: readonly BundleEntry[]): Promise<BundleAnswer & { wait: number }> {
		const request = { ...bundleRequest({ ...bundle, entry: [...sent] }), headers };
		const answer = await client.send(request, signal);
		const answered = isBundle(answer.resource) ? answer.resource : undefined;
		return {
			bundle: answered ?? { resourceType: 'Bundle', type: `${bundle.type}-response` },
			results: readEntryResults(sent, answer),
			wait: retryAfter(answer.headers, runtime.now()) ?? 0,
		};
	}

	/** What goes wrong here goes wrong for these entries alone: the others have their answers. */
	async function repeat(
		sent: readonly BundleEntry[],
		pause: number,
	): Promise<Pick<BundleAnswer, 'results'> & { wait: number }> {
		try {
			await runtime.sleep(pause, signal);
			return await exchange(sent);
		} catch (failure) {
			// Stopped while waiting: what the server had answered stays.
			if (!(failure instanceof Failure)) return stopped(failure);
			return { results: sent.map(() => ({ status: 0, answer: {}, failure })), wait: 0 };
		}
	}

	function stopped(error: unknown): Pick<BundleAnswer, 'results'> & { wait: number } {
		if (signal?.aborted) return { results: [], wait: Infinity };
		throw asError(error);
	}
}
