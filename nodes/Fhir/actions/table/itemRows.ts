import { platform } from '../../connection/platform';
import { tableOutputField, viewFields } from '../../form/fields/table';
import { tableSettings, type TableSettings } from '../../form/fields/tableSettings';
import type { Parameters } from '../../form/parameters';
import type { LocalSession } from '../../items/session';
import { openTableOf, type TableOutput } from '../../items/tableFile';
import type { TableHead } from '../../items/tableHead';
import { parseJsonObject } from '../../rest/request/jsonField';
import { isMarkedSimplified, simplifiedHint } from '../../rest/model/simplify';
import { resourcesIn } from '../../rest/view/bundles';
import { exactValues } from '../../rest/ndjson/exactValues';
import { unreadableFile } from '../../rest/ndjson/lines';
import { invalidLine } from '../../rest/ndjson/parseLine';
import { unzipped } from '../../rest/ndjson/unzip';
import type { Table } from '../../rest/view/table';
import type { Row } from '../../rest/view/view';
import { toJson } from '../../support/exactNumber';
import { inputFailure } from '../../transport/errors/failure';

/** Rows of an input item, maybe not all of them, or the error that it failed with. */
export interface ItemStep {
	readonly item: number;
	readonly rows: readonly Row[];
	readonly error?: unknown;
	/** How the rows are given; undefined where the item's fields cannot be read. The same for all items where it is a file. */
	readonly output: TableOutput | undefined;
	readonly head: TableHead;
}

/** Items whose rows are made together, before others have a turn: setting a time limit for each would take longer than its rows. */
const itemsPerTurn = 200;

interface Opened {
	readonly output: TableOutput;
	readonly table: Table;
}

interface Ready {
	readonly item: number;
	readonly opened: Opened;
	readonly values: readonly unknown[];
}

/** The fields that decide what a table is; they are mostly the same for all items. */
const fields = [...viewFields, tableOutputField].map(({ name }) => name).concat('options');

/** The rows of the input items, in their order. An item that fails gives one step with its error. */
export async function* itemRows(
	all: readonly Parameters[],
	session: LocalSession,
): AsyncGenerator<ItemStep, void, undefined> {
	const tables = openedTables();
	for (let start = 0; start < all.length && !session.signal?.aborted; start += itemsPerTurn) {
		let together: Ready[] = [];
		for (const parameters of all.slice(start, start + itemsPerTurn)) {
			const { item } = parameters;
			try {
				const opened = await tables.of(parameters);
				if (parameters.text('tableFrom') === 'file') {
					yield* rowsTogether(together);
					together = [];
					yield* rowsOfFile(parameters, opened, session);
					continue;
				}
				const value = parseJsonObject(parameters.json('tableResource'), 'Resource');
				if (isMarkedSimplified(value)) session.hint(simplifiedHint(`The resource of item ${item}`));
				together.push({ item, opened, values: resourcesIn(value, opened.table.view.resource) });
			} catch (error) {
				yield* rowsTogether(together);
				together = [];
				yield { item, rows: [], error, output: undefined, head: { columns: [] } };
			}
		}
		yield* rowsTogether(together);
		await platform.nextTick();
	}
	tables.remarks().forEach(session.hint);
}

function* rowsTogether(items: readonly Ready[]): Generator<ItemStep, void, undefined> {
	for (let start = 0, end = 0; start < items.length; start = end) {
		const { opened } = items[start] as Ready;
		while (items[end]?.opened === opened) end++;
		const group = items.slice(start, end);
		const owners = group.flatMap(({ item, values }) => values.map(() => item));
		const results = opened.table.resultsOf(
			group.flatMap(({ values }) => values),
			(position) => `item ${owners[position] ?? 0}`,
		);
		let next = 0;
		for (const { item, values } of group) {
			const own = results.slice(next, (next += values.length));
			const error = own.find(({ failure }) => failure)?.failure;
			yield step(item, opened, error ? [] : own.flatMap(({ rows = [] }) => rows), error);
		}
	}
}

async function* rowsOfFile(
	parameters: Parameters,
	opened: Opened,
	session: LocalSession,
): AsyncGenerator<ItemStep, void, undefined> {
	const { item } = parameters;
	let before = 0;
	try {
		yield step(item, opened, []);
		const file = session.files.read(item, parameters.text('tableFile') || 'data');
		const bytes = unzipped(file.open(), session.files.gunzip);
		for await (const resources of exactValues(bytes, invalidLine)) {
			session.signal?.throwIfAborted();
			const rows = opened.table.rowsOf(resources, (position) => `resource ${before + position + 1} of the file`);
			before += resources.length;
			yield step(item, opened, rows);
		}
	} catch (error) {
		yield step(item, opened, [], unreadableFile(error, 'The file'));
	}
}

function step(item: number, { output, table }: Opened, rows: readonly Row[], error?: unknown): ItemStep {
	return { item, rows, error, output, head: table.view };
}

function openedTables() {
	const byKey = new Map<string, Opened>();
	let last: { readonly typed: readonly unknown[]; readonly opened: Opened } | undefined;

	const open = async (settings: TableSettings): Promise<Opened> => {
		const { definition, release, output } = settings;
		const key = toJson([definition, release, output]);
		const known = byKey.get(key);
		if (known) return known;
		const [first] = byKey.values();
		if (first && (first.output.format ?? output.format) !== undefined) {
			throw inputFailure(
				'The view or the output differs from that of the first item, but all items go into one file',
				'Enter a view and options that are the same for all items, or choose the output Items.',
			);
		}
		const opened = { output, table: await openTableOf(definition, release, 'input') };
		byKey.set(key, opened);
		return opened;
	};

	return {
		/** The table of an item; rejects with the input `Failure` of a view that cannot be used. */
		of: async (parameters: Parameters): Promise<Opened> => {
			const typed = fields.map((name) => parameters.json(name));
			if (last && typed.every((value, index) => value === last?.typed[index])) return last.opened;
			const opened = await open(tableSettings(parameters));
			last = { typed, opened };
			return opened;
		},
		/** What there is to say about all tables. */
		remarks: () => [...byKey.values()].flatMap(({ table }) => table.remarks()),
	};
}
