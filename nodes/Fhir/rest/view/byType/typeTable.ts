import { inputFailure } from '../../../transport/errors/failure';
import type { Resource } from '../../model/resource';
import { columnNames, type ViewDefinition } from '../definition';
import type { Row, View } from '../view';
import { foundAt, type Path, pathOf } from './found';
import type { Cell, Kind, Notes } from './kind';
import { allColumnNames, typeColumnNames, typeColumns } from './typeColumns';

/** A table in which each resource has the columns of its type. */
export interface TypeTable {
	/** The type that alone has rows; undefined for all. */
	readonly only: string | undefined;
	/** The type that the resources are of, as far as that is known before. */
	readonly expected: string | undefined;
	/** Names of the columns, in this order, whatever a resource's type; empty for all of its type. */
	readonly fields: readonly string[];
	/** Further columns, by paths, about all types. */
	readonly more: ViewDefinition | undefined;
}

/** Either kind of table. */
export type TableDefinition = ViewDefinition | TypeTable;

export function isTypeTable(definition: TableDefinition): definition is TypeTable {
	return 'fields' in definition;
}

/** The columns of either kind, as far as they are known before there are rows. */
export function tableColumns(definition: TableDefinition): string[] {
	return isTypeTable(definition) ? expectedColumns(definition) : columnNames(definition);
}

/**
 * Throws an input `Failure` for a type that cannot be one, a field that no type has, and for a further column with the name of
 * a column that is there.
 */
export function assertTypeTable({ only, fields, more }: TypeTable, typeTitle: string): void {
	if (only !== undefined && !/^[A-Z][A-Za-z]*$/.test(only)) {
		throw inputFailure(`"${typeTitle}" is not a resource type`, 'Enter it as FHIR spells it, e.g. `Patient`.');
	}
	const unknown = fields.find((name) => !allColumnNames.includes(name));
	if (unknown !== undefined) {
		throw inputFailure(
			`There is no column "${unknown}" to choose in "Fields"`,
			'Choose from the list, or add the column to "Additional Columns" with its path.',
		);
	}
	const own = new Set(fields.length > 0 ? fields : allColumnNames);
	const twice = more && columnNames(more).find((name) => own.has(name));
	if (twice === undefined) return;
	throw inputFailure(
		`The table has a column "${twice}" already`,
		'Give the one in "Additional Columns" another name, or leave it out of "Fields".',
	);
}

/** The columns that are known before there are rows. */
export function expectedColumns({ only, expected, fields, more }: TypeTable): string[] {
	const own = fields.length > 0 ? fields : typeColumnNames(only ?? expected ?? '');
	return [...own, ...(more ? columnNames(more) : [])];
}

/** The view that such a table has. `more` is that of its further columns. */
export function viewOfTypes(table: TypeTable, more: View | undefined): View {
	const { only, fields } = table;
	const types = new Map<string, Compiled>();
	const columnsOf = (type: string) => {
		let columns = types.get(type);
		if (!columns) {
			// What comes from elsewhere may be anything: no more of it is kept than there are types.
			if (types.size >= maxTypes) types.clear();
			types.set(type, (columns = compiled(type, fields)));
		}
		return columns;
	};
	const isOpen = only === undefined && fields.length === 0;
	const further = [...allColumnNames, ...(more?.columns ?? [])];
	const columnsFor = (seen: readonly string[]) => {
		const names = new Set([...seen.flatMap(typeColumnNames), ...(more?.columns ?? [])]);
		return further.filter((name) => names.has(name));
	};
	const lacking = (seen: readonly string[]) =>
		fields.filter((name) => !seen.some((type) => typeColumnNames(type).includes(name)));
	return {
		resource: only,
		columns: expectedColumns(table),
		...(isOpen && { further, columnsFor }),
		severalAdvice: 'For the others use "Additional Columns" with the values "All as List".',
		...(fields.length > 0 && { lacking }),
		rowsOf: (resource, onFirst, onUnusable) => {
			const row = rowOf(columnsOf(resource.resourceType), resource, new RowNotes(onFirst, onUnusable));
			const [others] = more?.rowsOf(resource, onFirst, onUnusable) ?? [];
			return [others ? Object.assign(row, others) : row];
		},
	};
}

/** FHIR has some 160 types. */
const maxTypes = 300;

/** The columns of a type, with each path once: several columns are made of one element. */
interface Compiled {
	readonly paths: readonly Path[];
	readonly columns: readonly Column[];
}

interface Column {
	readonly name: string;
	/** Undefined where the type has no such column. */
	readonly kind: Kind | undefined;
	/** Which of the paths are its own. */
	readonly at: readonly number[];
}

function compiled(type: string, fields: readonly string[]): Compiled {
	const places = new Map<string, number>();
	const placeOf = (path: string) => {
		const place = places.get(path) ?? places.size;
		places.set(path, place);
		return place;
	};
	const own = typeColumns(type).filter(([name]) => fields.length === 0 || fields.includes(name));
	const columns = own.map(([name, kind, ...paths]): Column => ({ name, kind, at: paths.map(placeOf) }));
	const chosen = fields.map((name) => columns.find((one) => one.name === name) ?? { name, kind: undefined, at: [] });
	return { paths: [...places.keys()].map(pathOf), columns: fields.length === 0 ? columns : chosen };
}

/** Hands on what the cells of a row have to say. */
class RowNotes implements Notes {
	private name = '';
	private isUnusable = false;

	constructor(
		private readonly onFirst: (column: string) => void,
		private readonly onUnusable: ((column: string) => void) | undefined,
	) {}

	begin(name: string): void {
		this.name = name;
		this.isUnusable = false;
	}

	several(): void {
		this.onFirst(this.name);
	}

	unusable(): void {
		this.isUnusable = true;
	}

	/** A value that cannot be used counts where another path has none either. */
	endEmpty(): void {
		if (this.isUnusable) this.onUnusable?.(this.name);
	}
}

function rowOf({ paths, columns }: Compiled, resource: Resource, notes: RowNotes): Row {
	const found: Array<readonly unknown[] | undefined> = [];
	const valuesAt = (place: number) => (found[place] ??= foundAt(resource, paths[place] ?? []));
	const row: Row = {};
	for (const { name, kind, at } of columns) {
		notes.begin(name);
		row[name] = kind ? cellOf(resource, kind, at, valuesAt, notes) : null;
	}
	return row;
}

function cellOf(
	resource: Resource,
	kind: Kind,
	at: readonly number[],
	valuesAt: (place: number) => readonly unknown[],
	notes: RowNotes,
): Cell {
	for (const place of at) {
		const values = valuesAt(place);
		if (values.length === 0) continue;
		const cell = kind.read(values, resource, notes);
		if (cell !== null) return cell;
		if (kind.isFirst) break;
	}
	notes.endEmpty();
	return null;
}
