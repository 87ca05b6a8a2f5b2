import { toJson } from '../../support/exactNumber';
import { retryAfter } from '../../transport/retry/timing';
import type { FhirClient } from '../client';
import { type Bundle, type BundleEntry, isBundle } from '../model/resource';
import type { FhirRequest } from '../request/request';
import { bundleRequest } from './entries';
import { type EntryResult, readEntryResults } from './entryResults';

/** The response to some entries of a Bundle. */
export interface Exchanged {
	/** The server's Bundle. */
	readonly bundle: Bundle;
	/** The result of each entry, in the order in which they were sent. */
	readonly results: EntryResult[];
	/** Milliseconds to wait before the next request, as the server asks. */
	readonly wait: number;
}

/** Sends some entries of a Bundle. Throws what `FhirClient.send` and `readEntryResults` throw. */
export type Exchange = (sent: readonly BundleEntry[]) => Promise<Exchanged>;

/**
 * Sends entries of `bundle`, all of them or some, in Bundles like it. It remembers which entries were in a request whose
 * response was lost: also when they are sent again, they may find their own effect.
 */
export function bundleExchange(
	client: FhirClient,
	bundle: Bundle,
	{
		headers,
		signal,
		texts,
	}: {
		headers?: FhirRequest['headers'];
		signal?: AbortSignal;
		/** See `SendBundleSettings.texts`. */
		texts?: ReadonlyMap<BundleEntry, string>;
	},
): Exchange {
	const sentBefore = new Set<BundleEntry>();
	return async (sent) => {
		const bodyText = texts && textOf(bundle.type, sent, texts);
		const request = { ...bundleRequest({ ...bundle, entry: [...sent] }), headers, bodyText };
		const response = await client.send(request, signal);
		if (response.earlierAttempt === 'open') for (const entry of sent) sentBefore.add(entry);
		const received = isBundle(response.resource) ? response.resource : undefined;
		return {
			bundle: received ?? { resourceType: 'Bundle', type: `${bundle.type}-response` },
			results: readEntryResults(sent, response, sentBefore),
			wait: retryAfter(response.headers, client.runtime.now()) ?? 0,
		};
	};
}

/** A Bundle as JSON. Texts that are added one by one are copied once, those that are joined twice. */
function textOf(
	type: Bundle['type'],
	entries: readonly BundleEntry[],
	texts: ReadonlyMap<BundleEntry, string>,
): string {
	let text = `{"resourceType":"Bundle","type":"${type}","entry":[`;
	for (const [index, entry] of entries.entries()) {
		if (index > 0) text += ',';
		text += texts.get(entry) ?? toJson(entry);
	}
	return `${text}]}`;
}
