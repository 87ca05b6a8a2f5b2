import { bounded, withoutFullStop } from '../../support/text';
import { type Effect, Failure } from '../../transport/errors/failure';
import type { BundleEntry } from '../model/resource';
import type { ReadIssue } from '../response/outcome';
import { entryLabel } from './entryReport';

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
 * that nothing was written, and which entry was the reason if the server names it; if the response was lost, it says
 * that it is not known whether the entry was carried out.
 */
export function entryFailures(failed: FailedBundle): Failure[] {
	const { type, entries, items, failure } = failed;
	const { effect } = failure;
	const culprits =
		effect === 'rejected' && type === 'transaction' ? culpritsIn(failure, entries) : new Map<number, string>();
	const details = {
		bundle: type,
		items: ranges(items),
		...(culprits.size > 0 && { because: [...culprits.keys()].map((position) => itemLabel(failed, position)) }),
	};
	return entries.map((entry, position) => {
		const [message, advice] = describeEntry(failed, position, entry, culprits);
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

/** If a batch was carried out, single entries may have been rejected nevertheless. */
function effectOf({ type, failure }: FailedBundle): Effect {
	return type === 'batch' && failure.effect === 'applied' ? 'unknown' : failure.effect;
}

function describeEntry(
	failed: FailedBundle,
	position: number,
	{ request }: BundleEntry,
	culprits: ReadonlyMap<number, string>,
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
	return [
		`Nothing in this item's transaction was written: ${failure.message}`,
		`${shared}. If the server does not say which item is the reason, send them as a batch, in which each item is independent.`,
	];
}

/** `item 3 (PUT Patient/1)`. */
function itemLabel({ entries, items }: FailedBundle, position: number): string {
	return `item ${String(items[position])} (${entryLabel(entries[position])})`;
}

/**
 * The entries that the issues name, by position (FHIRPath from 0, XPath from 1) or by an address that only one entry
 * has.
 */
function culpritsIn({ details }: Failure, entries: readonly BundleEntry[]): Map<number, string> {
	const culprits = new Map<number, string>();
	for (const { severity, place, text } of (details.issues ?? []) as readonly ReadIssue[]) {
		if (severity !== 'error' && severity !== 'fatal') continue;
		const position = positionIn(place ?? '') ?? positionIn(text) ?? addressIn(text, entries);
		if (position !== undefined && position < entries.length && !culprits.has(position)) {
			culprits.set(position, withoutFullStop(text));
		}
	}
	return culprits;
}

function positionIn(text: string): number | undefined {
	const path = /\bentry\[(\d+)\]/i.exec(text)?.[1];
	if (path === undefined) return undefined;
	return /\/f:entry\[/.test(text) ? Number(path) - 1 : Number(path);
}

/** Azure names the address: "Transaction failed on 'PUT' for the requested url '/Patient/1'". */
function addressIn(text: string, entries: readonly BundleEntry[]): number | undefined {
	const named = new Set(
		text.match(/[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}/g)?.map((address) => address.replace(/\.$/, '')),
	);
	const found = entries.flatMap(({ request }, position) => (request && named.has(request.url) ? [position] : []));
	return found.length === 1 ? found[0] : undefined;
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
