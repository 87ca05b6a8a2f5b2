import type { BatchOutcome } from '../../execution/work';
import { inParallelOf } from '../../form/fields/bundleLimits';
import { prepareBody } from '../../form/fields/fieldMapping';
import { chunkGroups } from '../../rest/bundle/chunks';
import { type EntryGroup, groupEntries } from '../../rest/bundle/entryGroups';
import type { BundleEntry } from '../../rest/model/resource';
import { positionHint } from '../../rest/patch/positions';
import { type Failure, inputFailure } from '../../transport/errors/failure';
import type { BatchOperation } from '../contract';
import { itemEntries, type ItemEntry } from './itemEntries';
import { bundleConcurrencyOption, itemFields, itemOptions } from './itemFields';
import { sendChunks } from './sendChunks';

/** Input items as batches or transactions (R4 §3.1.0.11), each item with its own outcome. */
export const sendItems: BatchOperation = {
	choice: {
		name: 'Send Items',
		value: 'sendItems',
		description: 'Create, update, patch, delete or read many resources in few requests: each input item is an entry',
		action: 'Send items as bundles',
	},
	fields: itemFields,
	prepare: prepareBody,
	options: itemOptions,
	batch: async (parameters, sessionOf, stopOnFailure) => {
		const [first] = parameters;
		if (!first) return [];
		const concurrency = inParallelOf(first, bundleConcurrencyOption.name);
		const { entries, outcomes } = await itemEntries(parameters, sessionOf);
		reportPatchHints(entries);
		const scopes = entries.map(({ kind }) => kind.session.key);
		const groups = groupEntries(
			entries.map(({ entry }) => entry),
			{
				scopeOf: (index) => scopes[index] ?? '',
				hasNewUrl: (index) => entries[index]?.hasNewUrl === true,
				textOf: (index) => entries[index]?.text() ?? '',
			},
		);
		const sendable: EntryGroup[] = [];
		for (const group of groups) {
			const failure = unresolvable(group, entries);
			if (failure === undefined) sendable.push(group);
			else outcomes.push(...group.indexes.flatMap((index) => failedOutcome(entries[index], failure)));
		}
		// Nothing has been sent yet, so that the run can end without having written a part of the items.
		if (stopOnFailure && outcomes.length > 0) return outcomes;
		const noKind = { type: 'batch', limits: { entries: 1, bytes: 0 } } as const;
		const chunks = chunkGroups(sendable, ({ indexes }) => entries[indexes[0] ?? -1]?.kind ?? noKind);
		return [...outcomes, ...(await sendChunks({ chunks, entries, concurrency, stopOnFailure }))];
	},
};

/** Each hint once: the same patch is often made for many items. */
function reportPatchHints(entries: readonly ItemEntry[]): void {
	const reported = new Set<string>();
	for (const { entry, kind } of entries) {
		const hint = patchHint(entry);
		if (hint === undefined || reported.has(hint)) continue;
		reported.add(hint);
		kind.session.hint(hint);
	}
}

/** A JSON Patch is in a Binary by now. */
function patchHint({ request, resource }: BundleEntry): string | undefined {
	if (request?.method !== 'PATCH' || request.ifMatch !== undefined || typeof resource?.data !== 'string')
		return undefined;
	return positionHint(Buffer.from(resource.data, 'base64').toString());
}

function failedOutcome(entry: ItemEntry | undefined, error: Failure): BatchOutcome[] {
	return entry ? [{ item: entry.item, error }] : [];
}

/** References by full URL are resolved within one transaction only (R4 §3.1.0.11.2). */
function unresolvable({ indexes }: EntryGroup, entries: readonly ItemEntry[]): Failure | undefined {
	if (indexes.length < 2) return undefined;
	const together = indexes.flatMap((index) => entries[index] ?? []);
	const [first] = together;
	const sameKind = together.every(({ kind }) => kind === first?.kind);
	if (sameKind && first?.kind.type === 'transaction') return undefined;
	const items = together.map(({ item }) => item);
	const named = `Items ${items.slice(0, 10).join(', ')}${items.length > 10 ? ' …' : ''} refer to each other by their full URLs`;
	if (together.every(({ kind }) => kind.type === 'batch')) {
		return inputFailure(`${named}, which a batch does not resolve`, 'Choose Transaction under Bundle Type.');
	}
	return inputFailure(
		`${named}, but cannot be sent in one Bundle, since their settings differ`,
		'They need the same Bundle Type, credential and Base URL, and the same values of all options.',
	);
}
