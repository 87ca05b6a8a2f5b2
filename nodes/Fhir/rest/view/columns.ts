import { inputFailure } from '../../transport/errors/failure';
import type { Resource } from '../model/resource';
import { sqlName } from './constants';
import { type ColumnDefinition, type ColumnValues, columnsOf, type ViewDefinition } from './definition';

/** A column as the form has it. */
export interface FormColumn {
	readonly name: string;
	readonly path: string;
	/** Empty: any. */
	readonly type: string;
	readonly values: ColumnValues;
}

/** What the form says of a table that is made of a list of columns. */
export interface FormColumns {
	readonly columns: readonly FormColumn[];
	/** A path to the elements that get a row each; empty: one row for each resource. */
	readonly forEach: string;
	/** The type of the resources that get rows; empty: all types. */
	readonly resource: string;
	/** What the form calls that, for errors. */
	readonly resourceTitle: string;
}

/** A list of columns as a view. Throws an input `Failure` for a missing or unusable name or path. */
export function viewOfColumns({ columns, forEach, resource, resourceTitle }: FormColumns): ViewDefinition {
	if (columns.length === 0) {
		throw inputFailure('"Columns" is empty', 'Add a column, e.g. with the name `id` and the FHIRPath `id`.');
	}
	if (resource !== '' && !/^[A-Z][A-Za-z]*$/.test(resource)) {
		throw inputFailure(`"${resourceTitle}" is not a resource type`, 'Enter it as FHIR spells it, e.g. `Patient`.');
	}
	const definition: ViewDefinition = {
		resource: resource === '' ? undefined : resource,
		where: [],
		constant: [],
		select: [
			{
				place: 'Columns',
				eachPlace: '"One Row for Each"',
				columns: columns.map(columnOf),
				selects: [],
				unionAll: [],
				// A resource without such elements still has a row: a table in which resources are missing is a surprise.
				forEachOrNull: forEach === '' ? undefined : forEach,
				forEach: undefined,
				repeat: undefined,
			},
		],
	};
	columnsOf(definition);
	return definition;
}

/** The view of a list of columns as a ViewDefinition that a server understands; undefined where it is about all types. */
export function columnsResource({ resource, select }: ViewDefinition): Resource | undefined {
	if (resource === undefined) return undefined;
	const parts = select.map(({ forEachOrNull, columns }) => ({
		...(forEachOrNull !== undefined && { forEachOrNull }),
		column: columns.map(({ name, path, type, values }) => ({
			name,
			path: values === 'first' ? `(${path}).first()` : path,
			...(type !== undefined && { type }),
			...(values === 'all' && { collection: true }),
		})),
	}));
	return { resourceType: 'ViewDefinition', name: 'columns', status: 'active', resource, select: parts };
}

function columnOf({ name, path, type, values }: FormColumn, index: number): ColumnDefinition {
	const place = `Column ${index + 1}`;
	if (!sqlName.test(name)) {
		throw inputFailure(
			name === '' ? `${place} has no name` : `The name of column ${index + 1} cannot be used`,
			'Begin with a letter, and use letters, digits and `_` only, e.g. `birth_date`: spreadsheets and databases accept that.',
		);
	}
	if (path === '') throw inputFailure(`Column "${name}" has no FHIRPath`, 'Enter a path, e.g. `name.family`.');
	return { name, path, type: type === '' ? undefined : type, values, place: `Column "${name}"` };
}
