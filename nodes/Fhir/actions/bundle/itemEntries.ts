import type { BundleEntry } from '../../rest/model/resource';
import { inputFailure } from '../../transport/errors/failure';
import type { BatchOutcome } from '../contract';
import type { Parameters } from '../../form/parameters';
import { itemEntry } from './itemEntry';

/** An entry and the input item that it was made from. */
export interface ItemEntry {
	readonly item: number;
	readonly entry: BundleEntry;
}

/** The entries of all items, and an error for each item that gives none. Full URLs are unique, as R4 demands (bdl-7). */
export function itemEntries(all: readonly Parameters[]): { entries: ItemEntry[]; outcomes: BatchOutcome[] } {
	const entries: ItemEntry[] = [];
	const outcomes: BatchOutcome[] = [];
	const owners = new Map<string, number>();
	const baseUrl = all[0]?.text('baseUrl');
	for (const parameters of all) {
		const { item } = parameters;
		try {
			if (parameters.text('baseUrl') !== baseUrl) throw otherServer();
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
		`"Full URL" is the one that item ${owner} has already`,
		'Give each item a URL of its own, e.g. `urn:uuid:` and a UUID.',
	);
}

function otherServer() {
	return inputFailure(
		'"Base URL" differs from that of the first item: a Bundle goes to one server',
		'Send the items of each server by a node of their own, or in a loop.',
	);
}
