import { toJson } from '../../support/exactNumber';
import { retryAfter } from '../../transport/retry/timing';
import type { FhirClient } from '../client';
import { type Bundle, type BundleEntry, isBundle } from '../model/resource';
import type { FhirRequest } from '../request/request';
import { bundleRequest } from './entries';
import { type EntryResult, readEntryResults } from './entryResults';

/** How Bundles are sent. */
export interface ExchangeSettings {
	readonly headers?: FhirRequest['headers'];
	readonly signal?: AbortSignal;
	/** The entries as JSON, where they are at hand as text (see `FhirRequest.bodyText`). */
	readonly texts?: ReadonlyMap<BundleEntry, string>;
	/** Called when all entries were sent and the server took them, before the response is read: another request may follow. */
	readonly arrived?: () => void;
}

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
	{ headers, signal, texts, arrived }: ExchangeSettings,
): Exchange {
	const sentBefore = new Set<BundleEntry>();
	return async (sent) => {
		const bodyText = texts && textOf(bundle.type, sent, texts);
		const request = { ...bundleRequest({ ...bundle, entry: [...sent] }), headers, bodyText };
		const response = await client.send(request, signal);
		if (response.earlierAttempt === 'open') for (const entry of sent) sentBefore.add(entry);
		const received = isBundle(response.resource) ? response.resource : undefined;
		if (arrived && sent.length === bundle.entry?.length && received?.entry?.every(isTaken)) {
			arrived();
			// The next request is on its way before this response is read. Nothing that was written may be lost by a stop.
			await client.runtime.sleep(0);
		}
		return {
			bundle: received ?? { resourceType: 'Bundle', type: `${bundle.type}-response` },
			results: readEntryResults(sent, response, sentBefore),
			wait: retryAfter(response.headers, client.runtime.now()) ?? 0,
		};
	};
}

/** Did an entry succeed, so that it is not sent again? */
function isTaken({ response }: BundleEntry): boolean {
	return typeof response?.status === 'string' && response.status.startsWith('2');
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
