import { asError } from '../../../support/errors';
import { Failure } from '../../../transport/errors/failure';
import type { RetrySettings } from '../../../transport/settings';
import { entryFailures } from '../../bundle/bundleFailure';
import { entryRequest } from '../../bundle/entries';
import type { EntryOrdering } from '../../bundle/entryOrdering';
import type { EntryResult } from '../../bundle/entryResults';
import { sendBundle } from '../../bundle/sendBundle';
import type { FhirClient } from '../../client';
import type { BundleEntry } from '../../model/resource';
import type { FhirRequest } from '../../request/request';
import type { LoadLine } from './loadLine';

/** A line with the text that is sent for it. */
export interface SendableLine extends LoadLine {
	readonly sentText: string;
	/** Its entry as JSON, with that text. */
	readonly entryJson: string;
	readonly ordering: EntryOrdering;
}

/** How a line ended. */
export type LineResult = Pick<EntryResult, 'status' | 'type' | 'id' | 'failure'>;

/** How lines are sent. */
export interface SendSettings {
	readonly headers?: FhirRequest['headers'];
	readonly retry: RetrySettings;
	readonly signal?: AbortSignal;
}

/** How the lines of one request ended; `failure` where the request failed as a whole. */
export interface ChunkResult {
	readonly results: readonly LineResult[];
	readonly failure?: Failure;
}

/** Sends lines in one Bundle, or a single one on its own. Throws only what is not a `Failure`. */
export async function sendChunk(
	client: FhirClient,
	lines: readonly SendableLine[],
	how: 'batch' | 'transaction' | 'single',
	settings: SendSettings,
): Promise<ChunkResult> {
	try {
		const [first] = lines;
		if (how === 'single' && first) return { results: [await sendSingle(client, first, settings)] };
		return { results: await sendTogether(client, lines, how === 'single' ? 'batch' : how, settings) };
	} catch (error) {
		if (!(error instanceof Failure)) throw asError(error);
		const type = how === 'transaction' ? how : 'batch';
		const entries = lines.map(({ entry }) => entry);
		const items = lines.map(({ number }) => number);
		const failures = how === 'single' ? [error] : entryFailures({ type, entries, items, failure: error });
		return { failure: error, results: failures.map((failure) => ({ status: failure.status ?? 0, failure })) };
	}
}

async function sendTogether(
	client: FhirClient,
	lines: readonly SendableLine[],
	type: 'batch' | 'transaction',
	settings: SendSettings,
): Promise<readonly LineResult[]> {
	const texts = new Map<BundleEntry, string>(lines.map(({ entry, entryJson }) => [entry, entryJson]));
	const bundle = { resourceType: 'Bundle', type, entry: lines.map(({ entry }) => entry) } as const;
	return (await sendBundle(client, bundle, { ...settings, texts })).results;
}

async function sendSingle(
	client: FhirClient,
	{ entry, sentText }: SendableLine,
	{ headers, signal }: SendSettings,
): Promise<LineResult> {
	const request = { ...entryRequest(entry), headers, body: entry.resource, bodyText: sentText };
	const { status, type, id } = await client.send(request, signal);
	return { status, ...(type !== undefined && { type }), ...(id !== undefined && { id }) };
}
