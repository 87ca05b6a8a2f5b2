import type { BatchOutcome } from '../../execution/work';
import type { Parameters } from '../../form/parameters';
import type { BundleEntry } from '../../rest/model/resource';
import { inputFailure } from '../../transport/errors/failure';
import { itemEntry } from './itemEntry';

/** An entry and the input item that it was made from. */
export interface ItemEntry {
	readonly item: number;
	readonly entry: BundleEntry;
}

/**
 * The entries of all input items, and a failed outcome for each item that no entry can be made from. Full URLs are unique,
 * as R4 requires (bdl-7).
 */
export function itemEntries(all: readonly Parameters[]): { entries: ItemEntry[]; outcomes: BatchOutcome[] } {
	const entries: ItemEntry[] = [];
	const outcomes: BatchOutcome[] = [];
	const owners = new Map<string, number>();
	const baseUrl = all[0]?.text('baseUrl');
	for (const parameters of all) {
		const { item } = parameters;
		try {
			if (parameters.text('baseUrl') !== baseUrl) throw otherServerFailure();
			const entry = withOwnUrl(itemEntry(parameters), parameters, owners);
			if (entry.fullUrl !== undefined) owners.set(entry.fullUrl, item);
			entries.push({ item, entry });
		} catch (error) {
			outcomes.push({ item, error });
		}
	}
	return { entries, outcomes };
}

function withOwnUrl(entry: BundleEntry, parameters: Parameters, owners: ReadonlyMap<string, number>): BundleEntry {
	const owner = entry.fullUrl === undefined ? undefined : owners.get(entry.fullUrl);
	if (owner === undefined) return entry;
	if (parameters.optionText('fullUrl') === undefined) return { ...entry, fullUrl: `urn:uuid:${crypto.randomUUID()}` };
	throw inputFailure(
		`"Full URL" is the same as that of item ${owner}`,
		'Give each item a URL of its own, e.g. `urn:uuid:` and a UUID.',
	);
}

function otherServerFailure() {
	return inputFailure(
		'"Base URL" differs from that of the first item, but a Bundle is sent to one server',
		'Use a separate node for the items of each server, or a loop.',
	);
}
