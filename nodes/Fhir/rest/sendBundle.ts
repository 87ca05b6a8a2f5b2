import { Failure } from '../transport/errors/failure';
import { backoff, retryAfter } from '../transport/retry/timing';
import type { FhirClient } from './client';
import { bundleRequest } from './entries';
import { isPutOff, readEntryResults } from './entryResults';
import type { EntryResult } from './entryResults';
import type { FhirRequest } from './request';
import type { BundleEntry } from './resource';
import { asError } from './words';

/** Times that entries which a server put off are sent again. */
const repetitions = 5;

/**
 * Sends entries as one batch or transaction and gives what became of each, in their order. Entries of a
 * batch that the server put off (429 or 503 of their own) are sent again, and they alone; those that stay put off
 * keep their failure. Throws what `send` throws: for a transaction then nothing was written.
 */
export async function sendBundle(
	client: FhirClient,
	type: 'batch' | 'transaction',
	entries: readonly BundleEntry[],
	headers?: FhirRequest['headers'],
	signal?: AbortSignal,
): Promise<EntryResult[]> {
	const { runtime } = client;
	const results: EntryResult[] = [];
	let open = entries.map((_, index) => index);
	for (let repetition = 0; ; repetition++) {
		const sent = open.map((index) => entries[index] ?? {});
		const { answers, wait } = await exchange(sent, repetition);
		open.forEach((index, position) => {
			const result = answers[position];
			if (result) results[index] = result;
		});
		open = open.filter((_, position) => isAgain(answers[position]));
		if (type === 'transaction' || open.length === 0 || repetition >= repetitions) return results;
		runtime.log('debug', `The server put off ${open.length} of ${sent.length} entries. Sending them again.`);
		await runtime.sleep(wait, signal);
	}

	/** What comes back of a repetition that fails is the failure of its entries: those before have their answers. */
	async function exchange(sent: readonly BundleEntry[], repetition: number) {
		try {
			const answer = await client.send({ ...bundleRequest(type, sent), headers }, signal);
			const asked = retryAfter(answer.headers, runtime.now()) ?? 0;
			return { answers: readEntryResults(sent, answer), wait: asked + backoff(repetition + 2, runtime.random()) };
		} catch (failure) {
			if (repetition === 0 || !(failure instanceof Failure)) throw asError(failure);
			return { answers: sent.map(() => ({ status: 0, failure })), wait: 0 };
		}
	}
}

function isAgain(result: EntryResult | undefined): boolean {
	return result !== undefined && isPutOff(result);
}
