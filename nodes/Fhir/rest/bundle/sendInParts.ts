import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import type { BundleEntry } from '../model/resource';
import type { ReadIssue } from '../response/outcome';
import type { EntryResult } from './entryResults';
import type { Exchange, Exchanged } from './exchange';
import { namedEntries } from './namedEntries';
import { refusedResult, undecidedResult } from './refusedEntry';

/** Requests for one batch at most: enough to find every bad one among 200 entries, whichever they are. */
const maxRequests = 400;
/** Entries refused alone, while nothing at all was accepted: then the reason is not in single entries. */
const maxRefusedAlone = 10;

/** By these, a server refuses a batch before it carries out any entry: it cannot be parsed, is too large, or is invalid. */
const refusals = new Set([400, 413, 422]);

/** Entries that are sent together: positions from (inclusive) to (exclusive). */
interface Part {
	readonly from: number;
	readonly to: number;
	/** Does the part consist of the entry that the server named as the reason? */
	readonly isNamed?: boolean;
}

/**
 * Sends a batch. Where the server refuses it as a whole, so that nothing was carried out, it is sent again in parts, one
 * after another and in order, until only the entries at fault are left, each of which was refused alone. A part is cut around
 * the entries that the server names (`Bundle.entry[72]`), else into halves. If the server accepts an entry that it named,
 * its numbers count for nothing more. It stops after `maxRequests`, and where nothing at all is accepted: the entries that were
 * not decided fail, as not carried out. Throws the failure of the first request where it is not such a refusal, or where the
 * batch has only one entry.
 */
export async function sendInParts(
	entries: readonly BundleEntry[],
	exchange: Exchange,
	hint: (message: string) => void,
): Promise<Exchanged> {
	const first = await tried({ from: 0, to: entries.length });
	if (!(first instanceof Failure)) return first;
	if (!isRefusal(first) || entries.length < 2) throw first;
	const whole: Failure = first;

	const results: EntryResult[] = [];
	const accepted: Exchanged[] = [];
	const waiting = cut({ from: 0, to: entries.length }, whole, true);
	let requests = 1;
	let refusedAlone = 0;
	let trustsNumbers = true;
	let stopped: string | undefined;

	for (let part = waiting.shift(); part; part = waiting.shift()) {
		if (stopped === undefined && requests >= maxRequests) stopped = `after ${maxRequests} requests`;
		if (stopped !== undefined) {
			place(part, () => undecidedResult(whole, stopped ?? ''));
			continue;
		}
		requests++;
		const ended = await tried(part);
		if (!(ended instanceof Failure)) {
			accepted.push(ended);
			place(part, (position) => ended.results[position]);
			if (part.isNamed) trustsNumbers = false;
		} else if (isRefusal(ended) && part.to - part.from > 1) waiting.unshift(...cut(part, ended, trustsNumbers));
		else if (isRefusal(ended)) {
			refusedAlone++;
			place(part, () => refusedResult(entries[part.from] ?? {}, ended));
			if (accepted.length === 0 && refusedAlone >= maxRefusedAlone) await probe();
		} else {
			place(part, () => ({ status: ended.status ?? 0, responseEntry: {}, failure: unsure(ended) }));
			if (endsAll(ended)) stopped = 'after another failure';
		}
	}
	tell();
	const last = accepted[0]?.bundle ?? { resourceType: 'Bundle', type: 'batch-response' };
	return { bundle: last, results, wait: Math.max(0, ...accepted.map(({ wait }) => wait)) };

	async function tried({ from, to }: Part): Promise<Exchanged | Failure> {
		try {
			return await exchange(from === 0 && to === entries.length ? entries : entries.slice(from, to));
		} catch (error) {
			if (error instanceof Failure) return error;
			throw asError(error);
		}
	}

	/** So far the server accepted nothing: the last entry, alone, shows whether it accepts anything. */
	async function probe(): Promise<void> {
		const part = waiting.pop();
		if (!part) return;
		const from = part.to - 1;
		if (part.from < from) waiting.push({ from: part.from, to: from });
		requests++;
		const ended = await tried({ from, to: part.to });
		if (!(ended instanceof Failure)) {
			accepted.push(ended);
			results[from] = ended.results[0] ?? undecidedResult(whole, '');
			return;
		}
		results[from] = isRefusal(ended) ? refusedResult(entries[from] ?? {}, ended) : undecidedResult(ended, '');
		stopped = `since each of the first ${refusedAlone} was refused alone as well`;
	}

	function place({ from, to }: Part, resultAt: (position: number) => EntryResult | undefined): void {
		for (let index = from; index < to; index++) {
			results[index] = resultAt(index - from) ?? { status: 0, responseEntry: {} };
		}
	}

	function tell(): void {
		const taken = accepted.reduce((sum, { results: some }) => sum + some.length, 0);
		const all = entries.length;
		const untried = stopped === undefined ? '' : ` The others were not tried alone, ${stopped}.`;
		hint(
			`The server refused a batch of ${all} entries as a whole. It was sent again in parts, in ${requests - 1} requests: the server took ${taken} of the entries and refused ${refusedAlone} alone.${untried}`,
		);
	}
}

/** Did the server refuse the whole batch, so that nothing in it was carried out? */
function isRefusal({ kind, status = 0, effect }: Failure): boolean {
	return kind === 'http' && effect === 'rejected' && refusals.has(status);
}

/** Would any other request fail too? An error status may be about the entries of one part. */
function endsAll({ kind, status }: Failure): boolean {
	return kind !== 'http' || status === 401 || status === 403 || status === 429;
}

/** A part whose results cannot be read was carried out, but single entries may have failed in it. */
function unsure(failure: Failure): Failure {
	return failure.effect === 'applied' ? failure.with({ effect: 'unknown' }) : failure;
}

/** The parts of a refused part, in order: around the entries that the server names, or its halves. */
function cut({ from, to }: Part, { status, details }: Failure, trustsNumbers: boolean): Part[] {
	const size = to - from;
	const issues = (details.issues ?? []) as readonly ReadIssue[];
	const positions = trustsNumbers && status !== 413 ? namedEntries(issues).map(({ position }) => position) : [];
	const named = [...new Set(positions)].filter((position) => position < size).sort((a, b) => a - b);
	if (named.length === 0) {
		const middle = from + Math.ceil(size / 2);
		return [
			{ from, to: middle },
			{ from: middle, to },
		];
	}
	const parts: Part[] = [];
	let next = from;
	for (const position of named) {
		const at = from + position;
		if (next < at) parts.push({ from: next, to: at });
		parts.push({ from: at, to: at + 1, isNamed: true });
		next = at + 1;
	}
	return next < to ? [...parts, { from: next, to }] : parts;
}
