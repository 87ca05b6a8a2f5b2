import { Failure } from '../../transport/errors/failure';
import type { Fate } from '../../transport/errors/failure';
import { labelOf } from './entryReport';
import type { ReadIssue } from '../response/outcome';
import type { BundleEntry } from '../model/resource';
import { bounded, withoutStop } from '../../support/text';

/** A batch or transaction that failed as a whole. */
export interface FailedBundle {
	readonly type: 'batch' | 'transaction';
	readonly entries: readonly BundleEntry[];
	/** What the sender calls each entry, ascending: the numbers of its items. */
	readonly items: readonly number[];
	readonly failure: Failure;
}

const longestMessage = 600;

/**
 * What the failure of a whole Bundle means for each of its entries: for those of a refused transaction that nothing
 * was written, and which entry is to blame where the server says so; for those of a Bundle whose answer was lost,
 * that nobody knows what became of them.
 */
export function entryFailures(failed: FailedBundle): Failure[] {
	const { type, entries, items, failure } = failed;
	const { fate } = failure;
	const blamed =
		fate === 'refused' && type === 'transaction' ? blamedEntries(failure, entries) : new Map<number, string>();
	const details = {
		bundle: type,
		items: ranges(items),
		...(blamed.size > 0 && { because: [...blamed.keys()].map((position) => nameOf(failed, position)) }),
	};
	return entries.map((entry, position) => {
		const [message, advice] = wordsFor(failed, position, entry, blamed);
		return new Failure({
			kind: failure.kind,
			code: failure.code,
			status: failure.status,
			message: bounded(message, longestMessage),
			advice: [advice, failure.advice].filter(Boolean).join(' '),
			fate: fateOf(failed),
			details: { ...failure.details, ...details },
			cause: failure,
		});
	});
}

/** A batch that was carried out says nothing of its entries: each may have been refused. */
function fateOf({ type, failure }: FailedBundle): Fate {
	return type === 'batch' && failure.fate === 'done' ? 'unknown' : failure.fate;
}

function wordsFor(
	failed: FailedBundle,
	position: number,
	{ request }: BundleEntry,
	blamed: ReadonlyMap<number, string>,
): [message: string, advice?: string] {
	const { type, items, failure } = failed;
	const shared = `It was sent in one ${type} with ${items.length === 1 ? 'no other item' : `items ${ranges(items)}`}`;
	const fate = fateOf(failed);
	if (fate === 'unknown') {
		const what =
			request?.method === 'GET'
				? 'The answer for this item was lost'
				: 'Nobody knows whether this item was carried out';
		return [
			`${what}: ${failure.message}`,
			type === 'transaction'
				? `${shared}: the server has carried out all of them or none. Look for one of them before you send them again.`
				: `${shared}: any of them may have been carried out. Look on the server before you send them again.`,
		];
	}
	if (fate !== 'refused') return [failure.message];
	if (type === 'batch') return [failure.message, `${shared}: nothing of it was carried out.`];
	const own = blamed.get(position);
	if (own !== undefined)
		return [`The server refused the transaction because of this item: ${own}`, `${shared}: nothing of it was written.`];
	const [first] = blamed;
	if (first) {
		const [culprit, text] = first;
		const more = blamed.size > 1 ? ` and ${String(blamed.size - 1)} more` : '';
		return [
			`Nothing of this item's transaction was written, because the server refused ${nameOf(failed, culprit)}${more}: ${text}`,
			`${shared}.`,
		];
	}
	return [
		`Nothing of this item's transaction was written: ${failure.message}`,
		`${shared}. If the server does not say which item it objects to, send them as a batch, where each stands for itself.`,
	];
}

/** `item 3 (PUT Patient/1)`. */
function nameOf({ entries, items }: FailedBundle, position: number): string {
	return `item ${String(items[position])} (${labelOf(entries[position])})`;
}

/** Entries that the issues name: by position (FHIRPath from 0, XPath from 1), else by the address of one entry alone. */
function blamedEntries({ details }: Failure, entries: readonly BundleEntry[]): Map<number, string> {
	const blamed = new Map<number, string>();
	for (const { severity, place, text } of (details.issues ?? []) as readonly ReadIssue[]) {
		if (severity !== 'error' && severity !== 'fatal') continue;
		const position = positionIn(place ?? '') ?? positionIn(text) ?? addressIn(text, entries);
		if (position !== undefined && position < entries.length && !blamed.has(position)) {
			blamed.set(position, withoutStop(text));
		}
	}
	return blamed;
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

/** `0–2, 5`: ascending numbers in few words. */
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
