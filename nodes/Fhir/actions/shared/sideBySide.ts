import { schedule } from '../../execution/schedule';
import type { OutputItem } from '../../items/output';
import type { Session } from '../../items/session';
import { asError } from '../../support/errors';
import { eitherSignal } from '../../support/signals';

/** Gives the items of the file of this number, from 0. */
export type Take = (index: number, signal: AbortSignal | undefined) => Promise<OutputItem[]>;

/** The items of `count` files, in order. The first file that fails ends the others; rejects with its error. */
export async function sideBySide(count: number, parallel: number, take: Take, session: Session): Promise<OutputItem[]> {
	const failing = new AbortController();
	const signal = eitherSignal(session.signal, failing.signal);
	let first: { error: unknown } | undefined;
	const run = async (index: number) => {
		try {
			return await take(index, signal);
		} catch (error) {
			first ??= { error };
			failing.abort();
			throw asError(error);
		}
	};
	const tasks = (index: number) => ({ run: async () => await run(index) });
	const settled = await schedule(count, tasks, { concurrency: parallel, stopOnFailure: true, signal });
	if (first) throw asError(first.error);
	const items: OutputItem[] = [];
	for (const one of settled) {
		if (one.state !== 'done') throw new Error('The execution was cancelled');
		for (const item of one.value) items.push(item);
	}
	return items;
}
