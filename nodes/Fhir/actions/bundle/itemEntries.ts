import { afterProfile } from '../../execution/profiles';
import type { BatchOutcome, SessionOf } from '../../execution/work';
import type { Parameters } from '../../form/parameters';
import { assertSameForAll } from '../../form/sameForAll';
import type { Session } from '../../items/session';
import type { BundleKind } from '../../rest/bundle/chunks';
import type { BundleEntry } from '../../rest/model/resource';
import { toJson } from '../../support/exactNumber';
import { inputFailure } from '../../transport/errors/failure';
import { itemEntry } from './itemEntry';
import { bundleConcurrencyOption } from './itemFields';
import { type ItemsSettings, settingsOf } from './settings';

/** How the Bundles of some items are sent: over which connection, and with which settings. */
export interface ItemsKind extends BundleKind, ItemsSettings {
	readonly session: Session;
}

/** An entry, the input item that it was made from, and how it is sent. Entries that can share a Bundle have the same kind. */
export class ItemEntry {
	private written: string | undefined;

	constructor(
		readonly item: number,
		readonly entry: BundleEntry,
		/** Was its full URL made just now, so that no other entry can name it? */
		readonly hasNewUrl: boolean,
		readonly kind: ItemsKind,
	) {}

	/**
	 * The entry as JSON, in which it is measured and sent. It is written when it is asked for first: for most entries, while
	 * those before them are on their way.
	 */
	text(): string {
		return (this.written ??= toJson(this.entry));
	}

	/** The same for the last time: what was sent is not kept. */
	lastText(): string {
		const text = this.text();
		this.written = undefined;
		return text;
	}
}

/**
 * The entries of all input items, and a failed outcome for each item that no entry can be made from. Full URLs are unique
 * for each connection, as R4 requires for a Bundle (bdl-7).
 */
export async function itemEntries(
	all: readonly Parameters[],
	sessionOf: SessionOf,
): Promise<{ entries: ItemEntry[]; outcomes: BatchOutcome[] }> {
	const entries: ItemEntry[] = [];
	const outcomes: BatchOutcome[] = [];
	const owners = new Map<string, number>();
	const kinds = new Map<string, ItemsKind>();
	let last: { session: Session; fields: readonly unknown[]; kind: ItemsKind } | undefined;
	const [first] = all;
	for (const parameters of all) {
		const { item } = parameters;
		try {
			if (first) assertSameForAll(parameters, first, [bundleConcurrencyOption]);
			const found = sessionOf(parameters);
			const session = found instanceof Promise ? await found : found;
			const kind = kindOf(session, parameters);
			const scope = (fullUrl: string) => `${session.key}\n${fullUrl}`;
			// To wait where there is nothing to wait for would cost each item time.
			const making = afterProfile(itemEntry, parameters, session);
			const given = making instanceof Promise ? await making : making;
			parameters.assertServer(session.client.baseUrl);
			parameters.hints.forEach((hint) => session.hint(hint));
			const hasNewUrl = isNew(given, parameters);
			const entry = hasNewUrl ? given : withOwnUrl(given, parameters, (fullUrl) => owners.get(scope(fullUrl)));
			if (!hasNewUrl && entry.fullUrl !== undefined) owners.set(scope(entry.fullUrl), item);
			const made = new ItemEntry(item, entry, hasNewUrl, kind);
			// Nobody has looked yet whether the values of a patch can be written.
			if (entry.request?.method === 'PATCH') made.text();
			entries.push(made);
		} catch (error) {
			outcomes.push({ item, error });
		}
	}
	return { entries, outcomes };

	/** Without expressions in them, the options are the same object for all items, and need not be read for each. */
	function kindOf(session: Session, parameters: Parameters): ItemsKind {
		const fields = [parameters.json('options'), parameters.json('connection'), parameters.text('bundleType')];
		if (last?.session === session && last.fields.every((field, index) => field === fields[index])) return last.kind;
		const settings = settingsOf(parameters);
		const key = JSON.stringify([session.key, settings]);
		const kind = kinds.get(key) ?? { session, ...settings };
		kinds.set(key, kind);
		last = { session, fields, kind };
		return kind;
	}
}

/** `makeEntry` gives a created resource a new URL if it has no ID. */
function isNew({ request, resource }: BundleEntry, parameters: Parameters): boolean {
	return request?.method === 'POST' && resource?.id === undefined && parameters.optionText('fullUrl') === undefined;
}

function withOwnUrl(
	entry: BundleEntry,
	parameters: Parameters,
	ownerOf: (fullUrl: string) => number | undefined,
): BundleEntry {
	const owner = entry.fullUrl === undefined ? undefined : ownerOf(entry.fullUrl);
	if (owner === undefined) return entry;
	if (parameters.optionText('fullUrl') === undefined) return { ...entry, fullUrl: `urn:uuid:${crypto.randomUUID()}` };
	throw inputFailure(
		`"Full URL" is the same as that of item ${owner}`,
		'Give each item a URL of its own, e.g. `urn:uuid:` and a UUID.',
	);
}
