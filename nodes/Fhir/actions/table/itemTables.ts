import type { BatchOutcome, BatchRunnable } from '../../execution/work';
import type { OutputItem } from '../../items/output';
import type { LocalSession } from '../../items/session';
import { rowItem, tableFile, type TableOutput } from '../../items/tableFile';
import type { TableHead } from '../../items/tableHead';
import type { Row } from '../../rest/view/view';
import { asError } from '../../support/errors';
import { itemRows, type ItemStep } from './itemRows';

/**
 * Makes a table of all input items: rows as items, each paired with its input item, or one file. An item that no rows can be
 * made of is a failed outcome; with `stopOnFailure` nothing is made after it.
 */
export const itemTables: BatchRunnable['batch'] = async (all, sessionOf, stopOnFailure) => {
	const [first] = all;
	if (!first) return [];
	const session: LocalSession = await sessionOf(first);
	const steps = itemRows(all, session);
	const failed: BatchOutcome[] = [];
	for (;;) {
		const step = await steps.next();
		if (step.done) return failed;
		const { item, error, output, head } = step.value;
		if (error !== undefined || !output) {
			failed.push({ item, error });
			if (stopOnFailure) return failed;
			continue;
		}
		const others = followed(step.value, steps);
		const outcomes =
			output.format === undefined
				? await rowsAsItems(others, session, stopOnFailure)
				: await rowsAsFile(others, output, head, session, stopOnFailure);
		return [...failed, ...outcomes];
	}
};

async function* followed(first: ItemStep, others: AsyncIterable<ItemStep>): AsyncGenerator<ItemStep, void, undefined> {
	yield first;
	yield* others;
}

async function rowsAsItems(
	steps: AsyncIterable<ItemStep>,
	session: LocalSession,
	stopOnFailure: boolean,
): Promise<BatchOutcome[]> {
	const items = new Map<number, OutputItem[]>();
	const failed: BatchOutcome[] = [];
	for await (const { item, rows, error } of steps) {
		if (error !== undefined) {
			items.delete(item);
			failed.push({ item, error });
			if (stopOnFailure) break;
			continue;
		}
		const own = items.get(item) ?? [];
		for (const row of rows) own.push(rowItem(row, session));
		items.set(item, own);
	}
	return [...failed, ...[...items].map(([item, own]) => ({ item, items: own }))];
}

async function rowsAsFile(
	steps: AsyncIterable<ItemStep>,
	output: TableOutput,
	head: TableHead,
	session: LocalSession,
	stopOnFailure: boolean,
): Promise<BatchOutcome[]> {
	const done = new Set<number>();
	const failed: BatchOutcome[] = [];
	async function* rowsOf(): AsyncGenerator<readonly Row[], void, undefined> {
		for await (const { item, rows, error } of steps) {
			if (error === undefined) {
				done.add(item);
				yield rows;
				continue;
			}
			failed.push({ item, error });
			if (stopOnFailure) throw asError(error);
			if (done.delete(item)) session.hint(`The file has the rows of an item up to the place where it failed.`);
		}
	}
	let file: OutputItem;
	try {
		file = await tableFile(head, rowsOf(), output, session);
	} catch (error) {
		if (failed.length > 0 && stopOnFailure) return failed;
		throw asError(error);
	}
	// The file is that of all items: it is paired with the first of them.
	return [...failed, ...[...done].map((item, index) => ({ item, items: index === 0 ? [file] : [] }))];
}
