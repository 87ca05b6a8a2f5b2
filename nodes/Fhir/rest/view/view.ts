import type { Resource } from '../model/resource';
import { constantsOf } from './constants';
import { columnNames, type ViewDefinition } from './definition';
import { compileExpression, type Compiler, valuesOf } from './expression';
import { rootFocus } from './focus';
import type { FhirPathLibrary } from './library';
import { ViewProblem } from './problem';
import { compileSelects } from './select';

/** A row: the values by the names of the columns; `null` where there is none. */
export type Row = Record<string, unknown>;

/** The code systems that FHIRPath knows by name (R4 §2.9.6.5). */
const systems = { sct: 'http://snomed.info/sct', loinc: 'http://loinc.org' };

/** A view that is ready to be applied. */
export interface View {
	/** The resource type it is about; undefined for all. */
	readonly resource: string | undefined;
	/** The names of the columns, in order. */
	readonly columns: readonly string[];
	/**
	 * Present where rows may have other columns, by their resource's type: all columns that there can be, in order. `columns` are
	 * then those of a table without rows.
	 */
	readonly further?: readonly string[];
	/** Those of these resource types. */
	readonly columnsFor?: (types: readonly string[]) => string[];
	/** What to do about a column that has the first of several values, where that is another thing than usual. */
	readonly severalAdvice?: string;
	/** The columns that resources of none of these types have. */
	readonly lacking?: (types: readonly string[]) => string[];
	/**
	 * The rows of one resource: none where a `where` excludes it. The type is not checked. Columns that had several values of
	 * which only the first is used are handed to `onFirst`, those that are empty because their value is of another type to
	 * `onUnusable`. Throws a `ViewProblem` that names column or place.
	 */
	rowsOf(resource: Resource, onFirst: (column: string) => void, onUnusable?: (column: string) => void): Row[];
}

/**
 * Compiles a view. Throws an input `Failure` for an expression or a constant that cannot be used, with its place.
 */
export function compileView(definition: ViewDefinition, library: FhirPathLibrary): View {
	const constants = constantsOf(definition.constant, library);
	const compiler: Compiler = { library, constants: new Set(Object.keys(constants)) };
	const criteria = definition.where.map((path, index) => compileExpression(path, `where[${index}].path`, compiler));
	const columns = columnNames(definition);
	const named = { ...systems, ...constants };
	const select = compileSelects(definition.select, compiler);

	return {
		resource: definition.resource,
		columns,
		rowsOf: (resource, onFirst) => {
			const focus = rootFocus(resource, named, library);
			for (const criterion of criteria) {
				const [value, second] = valuesOf(criterion, focus, library);
				if (second !== undefined || (value !== undefined && typeof value !== 'boolean')) {
					throw new ViewProblem({ place: criterion.place }, 'the condition is neither true nor false');
				}
				if (value !== true) return [];
			}
			return select(focus, onFirst);
		},
	};
}
