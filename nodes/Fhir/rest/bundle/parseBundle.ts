import { inputFailure } from '../../transport/errors/failure';
import { parseBody } from '../request/body';
import { entryRequest } from './entries';
import { orderingKeyOf } from '../request/orderingKey';
import type { Bundle } from '../model/resource';
import { isBundle } from '../model/resource';
import { nonBlankText } from '../../support/text';

/**
 * A Bundle as typed: JSON text or an object that an expression gave. Throws an input `Failure` where it is none, says no
 * type, or is a batch or transaction with an entry that asks for nothing.
 */
export function parseBundle(typed: unknown, field: string): Bundle {
	const bundle = parseBody(typed, { type: 'Bundle', field });
	if (!isBundle(bundle) || nonBlankText(bundle.type) === undefined) {
		throw inputFailure(
			`"${field}" does not say its type`,
			'Add e.g. `"type": "transaction"` (all entries or none) or `"type": "batch"` (each entry for itself).',
		);
	}
	const entries: unknown = bundle.entry ?? [];
	if (!Array.isArray(entries)) throw inputFailure(`The \`entry\` in "${field}" is not a list`, 'Write it in brackets.');
	if (bundle.type !== 'batch' && bundle.type !== 'transaction') return bundle;
	if (entries.length === 0) throw inputFailure(`"${field}" has no entries`, 'Add an entry, or leave the item out.');
	const mute = entries.findIndex((entry) => !asksForSomething(entry));
	if (mute < 0) return bundle;
	throw inputFailure(
		`Entry ${mute} in "${field}" does not say what to do with it`,
		'Each entry of a batch or transaction needs a `request` with `method` and `url` (entries are counted from 0). To send plain resources, use Send Items.',
	);
}

/** The ordering keys of all its entries (see `FhirRequest.lane`). */
export function orderingKeysOf({ entry = [] }: Bundle): string[] {
	return entry.flatMap((one) => orderingKeyOf(entryRequest(one)) ?? []);
}

function asksForSomething(entry: unknown): boolean {
	const request = (entry as { request?: { method?: unknown; url?: unknown } | null } | null)?.request;
	return nonBlankText(request?.method) !== undefined && nonBlankText(request?.url) !== undefined;
}
