import { ExactNumber } from '../../support/exactNumber';
import type { ColumnDefinition } from './definition';
import { ViewProblem } from './problem';

/**
 * What a column holds of the values that its path found. Throws a `ViewProblem` for several values where there may be one,
 * and for a value of another type than the column's.
 */
export function cellOf(
	values: readonly unknown[],
	column: ColumnDefinition,
	onFirst: (column: string) => void,
): unknown {
	if (column.values === 'all') return values.map((value) => typed(value, column));
	if (values.length > 1) {
		if (column.values === 'one') throw problem(column, 'it has several values');
		onFirst(column.name);
	}
	const [first] = values;
	return first === undefined || first === null ? null : typed(first, column);
}

type Check = (value: unknown) => boolean;
const isNumber: Check = (value) => typeof value === 'number' || value instanceof ExactNumber;
const isInteger: Check = (value) =>
	Number.isInteger(value) || (value instanceof ExactNumber && /^-?\d+$/.test(value.text));

/**
 * The types that FHIR writes as JSON's own; of the others, a name in lower case is a text, one in upper case an element with
 * parts.
 */
const checks: Readonly<Record<string, Check>> = {
	boolean: (value) => typeof value === 'boolean',
	integer: isInteger,
	integer64: (value) => isInteger(value) || (typeof value === 'string' && /^-?\d{1,19}$/.test(value)),
	unsignedInt: isInteger,
	positiveInt: isInteger,
	decimal: isNumber,
};

function typed(value: unknown, column: ColumnDefinition): unknown {
	const { type } = column;
	if (type === undefined) return value;
	// A type may also be written as an address.
	const name = type.slice(type.lastIndexOf('/') + 1);
	const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
	if (!check && /^[a-z]/.test(name)) {
		if (typeof value === 'string') return value;
		if (typeof value === 'boolean' || isNumber(value)) return value instanceof ExactNumber ? value.text : String(value);
	} else if (!check || check(value)) return value;
	throw problem(column, `its value is not of the type \`${name}\``);
}

function problem({ place, name }: ColumnDefinition, message: string): ViewProblem {
	return new ViewProblem({ place, column: name }, message);
}
