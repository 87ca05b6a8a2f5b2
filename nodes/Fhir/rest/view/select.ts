import { maxJsonDepth } from '../../support/json';
import { cellOf } from './cells';
import type { ColumnDefinition, SelectDefinition } from './definition';
import { compileExpression, type Compiler, type Expression } from './expression';
import type { Environment, Node } from './library';
import { ViewProblem } from './problem';

type Part = Record<string, unknown>;

/** Makes the rows of nodes: of one, or of none, where every column is empty. */
export type RowMaker = (nodes: readonly Node[], environment: Environment, onFirst: (column: string) => void) => Part[];

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
	return (nodes, environment, onFirst) => {
		const found = each(nodes, environment);
		if (found.length === 0) {
			return select.forEachOrNull === undefined ? [] : rows([], { ...environment, rowIndex: 0 }, onFirst);
		}
		const result: Part[] = [];
		found.forEach((node, rowIndex) => append(result, rows([node], { ...environment, rowIndex }, onFirst), place));
		return result;
	};
}

/** The nodes that `forEach`, `forEachOrNull` or `repeat` chooses. */
function iteration(
	{ forEach, forEachOrNull, repeat, place, eachPlace }: SelectDefinition,
	compiler: Compiler,
): ((nodes: readonly Node[], environment: Environment) => readonly Node[]) | undefined {
	const path = forEach ?? forEachOrNull;
	if (path !== undefined) {
		const name = forEach === undefined ? 'forEachOrNull' : 'forEach';
		const expression = compileExpression(path, eachPlace ?? `${place}.${name}`, compiler);
		return (nodes, environment) => evaluated(expression, nodes, environment);
	}
	if (!repeat) return undefined;
	const expressions = repeat.map((one, index) => compileExpression(one, `${place}.repeat[${index}]`, compiler));
	return (nodes, environment) => {
		const found: Node[] = [];
		const descend = (from: readonly Node[], depth: number) => {
			if (depth > maxDepth) throw tooMany(place);
			for (const expression of expressions) {
				for (const node of evaluated(expression, from, environment)) {
					if (found.push(node) > maxRows) throw tooMany(place);
					descend([node], depth + 1);
				}
			}
		};
		descend(nodes, 1);
		return found;
	};
}

function columnRow(columns: readonly ColumnDefinition[], compiler: Compiler): RowMaker {
	const cells = columns.map((column) => ({
		column,
		expression: compileExpression(column.path, column.place, compiler),
	}));
	const { valueOf } = compiler.library;
	return (nodes, environment, onFirst) => {
		const row: Part = {};
		for (const { column, expression } of cells) {
			const found = evaluated(expression, nodes, environment, column.name);
			row[column.name] = cellOf(found.map(valueOf), column, onFirst);
		}
		return [row];
	};
}

function union(parts: readonly RowMaker[]): RowMaker {
	return (nodes, environment, onFirst) => parts.flatMap((rows) => rows(nodes, environment, onFirst));
}

function product(makers: readonly RowMaker[]): RowMaker {
	const [only, second] = makers;
	if (only && !second) return only;
	return (nodes, environment, onFirst) => {
		let result: Part[] = [{}];
		for (const rows of makers) {
			const next: Part[] = [];
			const added = rows(nodes, environment, onFirst);
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

function evaluated(
	expression: Expression,
	nodes: readonly Node[],
	environment: Environment,
	column?: string,
): readonly Node[] {
	try {
		return expression.evaluate(nodes, environment);
	} catch (error) {
		throw ViewProblem.of(error, { place: expression.place, ...(column !== undefined && { column }) });
	}
}
