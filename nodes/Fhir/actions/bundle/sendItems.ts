import type { BatchOutcome } from '../../execution/work';
import { chunkGroups } from '../../rest/bundle/chunks';
import { type EntryGroup, groupEntries } from '../../rest/bundle/entryGroups';
import { loadElements } from '../../rest/model/elements/content';
import type { BundleEntry } from '../../rest/model/resource';
import { positionHint } from '../../rest/patch/positions';
import { inputFailure } from '../../transport/errors/failure';
import type { BatchOperation } from '../contract';
import { itemEntries, type ItemEntry } from './itemEntries';
import { itemFields, itemOptions } from './itemFields';
import { sendChunks } from './sendChunks';
import { settingsOf } from './settings';

/** Input items as batches or transactions (R4 §3.1.0.11), each item with its own outcome. */
export const sendItems: BatchOperation = {
	choice: {
		name: 'Send Items',
		value: 'sendItems',
		description: 'Create, update, patch, delete or read many resources in few requests: each input item is an entry',
		action: 'Send items as bundles',
	},
	fields: itemFields,
	prepare: loadElements,
	options: itemOptions,
	batch: async (parameters, session, stopOnFailure) => {
		const [first] = parameters;
		if (!first) return [];
		const settings = settingsOf(first);
		const { entries, outcomes } = itemEntries(parameters);
		new Set(entries.flatMap(({ entry }) => patchHint(entry) ?? [])).forEach(session.hint);
		const groups = groupEntries(entries.map(({ entry }) => entry));
		const unresolvable = settings.type === 'batch' ? groups.filter(({ indexes }) => indexes.length > 1) : [];
		outcomes.push(...unresolvable.flatMap((group) => unresolvedOutcomes(group, entries)));
		// Nothing has been sent yet, so that the run can end without having written a part of the items.
		if (stopOnFailure && outcomes.length > 0) return outcomes;
		const chunks = chunkGroups(
			groups.filter((group) => !unresolvable.includes(group)),
			settings.type,
			settings.limits,
		);
		return [...outcomes, ...(await sendChunks({ chunks, entries, settings, session, stopOnFailure }))];
	},
};

/** A JSON Patch is in a Binary by now. */
function patchHint({ request, resource }: BundleEntry): string | undefined {
	if (request?.method !== 'PATCH' || request.ifMatch !== undefined || typeof resource?.data !== 'string')
		return undefined;
	return positionHint(Buffer.from(resource.data, 'base64').toString());
}

/** References by `urn:uuid` are resolved in transactions only (R4 §3.1.0.11.2). */
function unresolvedOutcomes({ indexes }: EntryGroup, entries: readonly ItemEntry[]): BatchOutcome[] {
	const items = indexes.flatMap((index) => entries[index]?.item ?? []);
	const error = inputFailure(
		`Items ${items.slice(0, 10).join(', ')}${items.length > 10 ? ' …' : ''} refer to each other by their full URLs, which a batch does not resolve`,
		'Choose Transaction under Bundle Type.',
	);
	return items.map((item) => ({ item, error }));
}
