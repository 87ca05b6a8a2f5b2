import type { Row, View } from '../rest/view/view';
import type { LocalSession } from './session';

/** What is known of a table's columns before its rows. */
export type TableHead = Pick<View, 'columns' | 'further'>;

/** Rows that are kept until the columns of a file are settled. */
const maxHeldRows = 10_000;

/** Gathers the columns of rows, where they differ by the type of the resource. */
export class SeenColumns {
	private readonly names = new Set<string>();

	constructor(private readonly head: TableHead) {}

	add(rows: readonly Row[]): void {
		if (!this.head.further) return;
		for (const row of rows) for (const name in row) this.names.add(name);
	}

	/** All columns so far, in order; those of an empty table where there were no rows. */
	all(): readonly string[] {
		const { columns, further } = this.head;
		return further && this.names.size > 0 ? further.filter((name) => this.names.has(name)) : columns;
	}
}

/** A file's columns, and the rows that go into it. */
export interface Settled {
	readonly columns: readonly string[];
	readonly rows: AsyncIterable<readonly Row[]>;
	/** Ends the source of the rows, wherever it is. */
	readonly end: () => Promise<void>;
}

/**
 * Finds out which columns a file has before its first line is written. Where rows have the columns of their resource's type,
 * those of the first rows count, and a hint names what later ones have beside them. Rejects with what `rows` fails with.
 */
export async function settledColumns(
	head: TableHead,
	rows: AsyncIterable<readonly Row[]>,
	session: LocalSession,
): Promise<Settled> {
	if (!head.further) return { columns: head.columns, rows, end: async () => await Promise.resolve() };
	const source = rows[Symbol.asyncIterator]();
	const held: Array<readonly Row[]> = [];
	const seen = new SeenColumns(head);
	let [count, isDone] = [0, false];
	while (count < maxHeldRows && !isDone) {
		const next = await source.next();
		isDone = next.done === true;
		if (next.done) break;
		held.push(next.value);
		seen.add(next.value);
		count += next.value.length;
	}
	const columns = seen.all();
	const left = new Set<string>();
	async function* all(): AsyncGenerator<readonly Row[], void, undefined> {
		yield* held;
		while (!isDone) {
			const next = await source.next();
			if (next.done) break;
			for (const row of next.value) for (const name in row) if (!columns.includes(name)) left.add(name);
			yield next.value;
		}
		if (left.size > 0) session.hint(lacks([...left]));
	}
	const end = async () => {
		await source.return?.();
	};
	return { columns, rows: all(), end };
}

function lacks(names: readonly string[]): string {
	return `The file has the columns of its first ${maxHeldRows} rows. Later rows, of other resource types, also have ${names.map((name) => `"${name}"`).join(', ')}: choose these in "Fields" to have them in the file.`;
}
