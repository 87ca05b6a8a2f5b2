import { maxJsonDepth } from '../../support/json';
import { cellOf } from './cells';
import type { ColumnDefinition, SelectDefinition } from './definition';
import { compileExpression, type Compiler, type Expression, plainValuesOf, valuesOf } from './expression';
import { type Focus, plainFocus, rowFocus } from './focus';
import type { FhirPathLibrary, Node } from './library';
import { ViewProblem } from './problem';

type Part = Record<string, unknown>;

/** Makes the rows of a focus; where that is on nothing, every column is empty. */
export type RowMaker = (focus: Focus, onFirst: (column: string) => void) => Part[];

/** Rows of one resource at most: what multiplies beyond that is a mistake in the view. */
const maxRows = 100_000;
/** What repeats deeper than JSON may be nested runs in a circle. */
const maxDepth = maxJsonDepth;

/**
 * Selects side by side: each row of one is combined with each row of the others, as a join of SQL does. Throws an input
 * `Failure` for an expression that cannot be used.
 */
export function compileSelects(selects: readonly SelectDefinition[], compiler: Compiler): RowMaker {
	return product(selects.map((select) => compileSelect(select, compiler)));
}

function compileSelect(select: SelectDefinition, compiler: Compiler): RowMaker {
	const { columns, selects, unionAll, place } = select;
	const inner: RowMaker[] = [];
	if (columns.length > 0) inner.push(columnRow(columns, compiler));
	for (const one of selects) inner.push(compileSelect(one, compiler));
	if (unionAll.length > 0) inner.push(union(unionAll.map((one) => compileSelect(one, compiler))));
	const rows = product(inner);
	const each = iteration(select, compiler);
	if (!each) return rows;
	const { library } = compiler;
	return (focus, onFirst) => {
		const found = each(focus);
		if (found.length === 0) {
			return select.forEachOrNull === undefined ? [] : rows(rowFocus([], 0, focus, library), onFirst);
		}
		const result: Part[] = [];
		for (const one of found) append(result, rows(one, onFirst), place);
		return result;
	};
}

/** What `forEach`, `forEachOrNull` or `repeat` chooses. */
function iteration(
	{ forEach, forEachOrNull, repeat, place, eachPlace }: SelectDefinition,
	compiler: Compiler,
): ((focus: Focus) => Focus[]) | undefined {
	const path = forEach ?? forEachOrNull;
	if (path !== undefined) {
		const name = forEach === undefined ? 'forEachOrNull' : 'forEach';
		const expression = compileExpression(path, eachPlace ?? `${place}.${name}`, compiler);
		return (focus) => focusesOn(expression, focus, compiler.library);
	}
	if (!repeat) return undefined;
	const expressions = repeat.map((one, index) => compileExpression(one, `${place}.repeat[${index}]`, compiler));
	return (focus) => {
		const found: Node[] = [];
		const descend = (from: readonly Node[], depth: number) => {
			if (depth > maxDepth) throw tooMany(place);
			for (const expression of expressions) {
				for (const node of chosen(expression, from, focus)) {
					if (found.push(node) > maxRows) throw tooMany(place);
					descend([node], depth + 1);
				}
			}
		};
		descend(focus.nodes(), 1);
		return found.map((node, index) => rowFocus([node], index, focus, compiler.library));
	};
}

function columnRow(columns: readonly ColumnDefinition[], compiler: Compiler): RowMaker {
	const cells = columns.map((column) => ({
		column,
		expression: compileExpression(column.path, column.place, compiler),
	}));
	return (focus, onFirst) => {
		const row: Part = {};
		for (const { column, expression } of cells) {
			const values = valuesOf(expression, focus, compiler.library, column.name);
			row[column.name] = cellOf(values, column, onFirst);
		}
		return [row];
	};
}

function union(parts: readonly RowMaker[]): RowMaker {
	return (focus, onFirst) => parts.flatMap((rows) => rows(focus, onFirst));
}

function product(makers: readonly RowMaker[]): RowMaker {
	const [only, second] = makers;
	if (only && !second) return only;
	return (focus, onFirst) => {
		let result: Part[] = [{}];
		for (const rows of makers) {
			const next: Part[] = [];
			const added = rows(focus, onFirst);
			for (const left of result) {
				append(
					next,
					added.map((right) => ({ ...left, ...right })),
					'select',
				);
			}
			result = next;
		}
		return result;
	};
}

function append(rows: Part[], more: readonly Part[], place: string): void {
	if (rows.length + more.length > maxRows) throw tooMany(place);
	for (const row of more) rows.push(row);
}

function tooMany(place: string): ViewProblem {
	return new ViewProblem({ place }, `one resource gives more than ${maxRows} rows`);
}

/** The elements that an expression finds, each as the focus of a row. */
function focusesOn(expression: Expression, focus: Focus, library: FhirPathLibrary): Focus[] {
	const plain = plainValuesOf(expression, focus);
	const path = plain?.path;
	if (!plain || path === undefined) {
		return chosen(expression, focus.nodes(), focus).map((node, index) => rowFocus([node], index, focus, library));
	}
	let nodes: readonly Node[] | undefined;
	const nodeAt = (index: number) => (nodes ??= chosen(expression, focus.nodes(), focus))[index];
	return plain.values.map((value, index) => plainFocus(value, path, index, focus, () => nodeAt(index)));
}

function chosen(expression: Expression, nodes: readonly Node[], { environment }: Focus): readonly Node[] {
	try {
		return expression.evaluate(nodes, environment());
	} catch (error) {
		throw ViewProblem.of(error, { place: expression.place });
	}
}
