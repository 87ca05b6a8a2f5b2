import { bounded, withoutFullStop } from '../../support/text';
import { type Effect, Failure } from '../../transport/errors/failure';
import type { BundleEntry } from '../model/resource';
import type { ReadIssue } from '../response/outcome';
import { entryLabel } from './entryReport';
import { addressedEntry, agrees, namedEntries } from './namedEntries';

/** A batch or transaction that failed as a whole. */
export interface FailedBundle {
	readonly type: 'batch' | 'transaction';
	readonly entries: readonly BundleEntry[];
	/** For each entry, the number of the item that it comes from, ascending. */
	readonly items: readonly number[];
	readonly failure: Failure;
}

const maxMessageLength = 600;

/**
 * The failure of a whole Bundle as one `Failure` for each of its entries. If the server rejected a transaction, it says
 * that nothing was written, and which entry was the reason if the server clearly names it; if the response was lost, it says
 * that it is not known whether the entry was carried out.
 */
export function entryFailures(failed: FailedBundle): Failure[] {
	const { type, entries, items, failure } = failed;
	const reasons = failure.effect === 'rejected' && type === 'transaction' ? reasonsIn(failure, entries) : noReasons;
	const { culprits, unclear } = reasons;
	const details = {
		...sharedDetails(type, items),
		...(culprits.size > 0 && { because: [...culprits.keys()].map((position) => itemLabel(failed, position)) }),
		...(unclear.length > 0 && { entriesNamed: unclear }),
	};
	return entries.map((entry, position) => {
		const [message, advice] = describeEntry(failed, position, entry, reasons);
		return new Failure({
			kind: failure.kind,
			code: failure.code,
			status: failure.status,
			message: bounded(message, maxMessageLength),
			advice: [advice, failure.advice].filter(Boolean).join(' '),
			effect: effectOf(failed),
			details: { ...failure.details, ...details },
			cause: failure,
		});
	});
}

/** What the details of a failure say about the Bundle that its item was sent in. */
export function sharedDetails(bundle: FailedBundle['type'], items: readonly number[]) {
	return { bundle, items: ranges(items) };
}

/** If a batch was carried out, single entries may have been rejected nevertheless. */
function effectOf({ type, failure }: FailedBundle): Effect {
	return type === 'batch' && failure.effect === 'applied' ? 'unknown' : failure.effect;
}

function describeEntry(
	failed: FailedBundle,
	position: number,
	{ request }: BundleEntry,
	{ culprits, unclear }: Reasons,
): [message: string, advice?: string] {
	const { type, items, failure } = failed;
	const shared = `It was sent in one ${type} with ${items.length === 1 ? 'no other item' : `items ${ranges(items)}`}`;
	const effect = effectOf(failed);
	if (effect === 'unknown') {
		const what =
			request?.method === 'GET'
				? 'The response for this item was lost'
				: 'It is not known whether this item was carried out';
		return [
			`${what}: ${failure.message}`,
			type === 'transaction'
				? `${shared}: the server carried out either all of them or none. Check on the server for one of them before you send them again.`
				: `${shared}: any of them may have been carried out. Check on the server before you send them again.`,
		];
	}
	if (effect !== 'rejected') return [failure.message];
	if (type === 'batch') return [failure.message, `${shared}: nothing in it was carried out.`];
	const own = culprits.get(position);
	if (own !== undefined)
		return [
			`The server rejected the transaction because of this item: ${own}`,
			`${shared}: nothing in it was written.`,
		];
	const [first] = culprits;
	if (first) {
		const [culprit, text] = first;
		const more = culprits.size > 1 ? ` and ${String(culprits.size - 1)} more` : '';
		return [
			`Nothing in this item's transaction was written, because the server rejected ${itemLabel(failed, culprit)}${more}: ${text}`,
			`${shared}.`,
		];
	}
	if (unclear.length > 0) {
		const named = unclear.length === 1 ? `entry ${unclear[0]}` : `entries ${ranges(unclear)}`;
		return [
			`Nothing in this item's transaction was written: ${failure.message}`,
			`${shared}. The server names ${named} of the transaction, in its own order and count, which need not be those of the items.`,
		];
	}
	return [
		`Nothing in this item's transaction was written: ${failure.message}`,
		`${shared}. If the server does not say which item is the reason, send them as a batch, in which each item is independent.`,
	];
}

/** `item 3 (PUT Patient/1)`. */
function itemLabel({ entries, items }: FailedBundle, position: number): string {
	return `item ${String(items[position])} (${entryLabel(entries[position])})`;
}

/** Why a transaction was rejected, as far as the server says. */
interface Reasons {
	/** The entries at fault, by their position, each with the server's words. */
	readonly culprits: ReadonlyMap<number, string>;
	/** Numbers of entries that the server names, although nothing else shows that they are those with these positions. */
	readonly unclear: readonly number[];
}

const noReasons: Reasons = { culprits: new Map(), unclear: [] };

/**
 * The entries that the issues name: by an address that only one entry has, or by a position, if type or ID agree with the
 * entry there. Some servers sort the entries before they count them.
 */
function reasonsIn({ details }: Failure, entries: readonly BundleEntry[]): Reasons {
	const culprits = new Map<number, string>();
	const unclear = new Set<number>();
	for (const issue of (details.issues ?? []) as readonly ReadIssue[]) {
		if (issue.severity !== 'error' && issue.severity !== 'fatal') continue;
		const named = namedEntries([issue])[0]?.position;
		const entry = named === undefined ? undefined : entries[named];
		const isSure = named !== undefined && entry !== undefined && agrees(issue, entry);
		const position = isSure ? named : addressedEntry(`${issue.place ?? ''} ${issue.text}`, entries);
		if (position !== undefined && !culprits.has(position)) culprits.set(position, withoutFullStop(issue.text));
		else if (position === undefined && named !== undefined) unclear.add(named);
	}
	return { culprits, unclear: [...unclear].sort((a, b) => a - b) };
}

/** Ascending numbers in short: `0–2, 5`. */
function ranges(numbers: readonly number[]): string {
	const parts: Array<[from: number, to: number]> = [];
	for (const number of numbers) {
		const last = parts.at(-1);
		if (last && last[1] + 1 === number) last[1] = number;
		else parts.push([number, number]);
	}
	return bounded(
		parts.map(([from, to]) => (from === to ? String(from) : `${String(from)}–${String(to)}`)).join(', '),
		200,
	);
}
