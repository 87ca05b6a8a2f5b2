import { isObject } from '../../support/json';
import { sqlName } from './constants';
import { viewFailure } from './failure';

/** How many of the values that a column's path finds are used: the only one (several are an error), the first, or all as a list. */
export type ColumnValues = 'one' | 'first' | 'all';

/** A column (`ViewDefinition.select.column`). */
export interface ColumnDefinition {
	readonly name: string;
	readonly path: string;
	/** The FHIR type of the values; undefined where any will do. */
	readonly type: string | undefined;
	readonly values: ColumnValues;
	/** Its place in the view, for errors. */
	readonly place: string;
}

/** A part of the view with columns (`ViewDefinition.select`): for the node it is applied to, or for each of those it chooses. */
export interface SelectDefinition {
	readonly place: string;
	/** What errors call the path of `forEach`, where that is not its place. */
	readonly eachPlace?: string;
	readonly columns: readonly ColumnDefinition[];
	readonly selects: readonly SelectDefinition[];
	readonly unionAll: readonly SelectDefinition[];
	readonly forEach: string | undefined;
	readonly forEachOrNull: string | undefined;
	readonly repeat: readonly string[] | undefined;
}

/** A view whose parts are as SQL on FHIR wants them; its expressions have not been looked at. */
export interface ViewDefinition {
	/** The type of the resources it is about; undefined for all. */
	readonly resource: string | undefined;
	readonly select: readonly SelectDefinition[];
	readonly where: readonly string[];
	readonly constant: readonly unknown[];
}

const viewMembers = new Set(
	'resourceType id meta implicitRules language text contained extension modifierExtension url identifier version versionAlgorithmString versionAlgorithmCoding name title status experimental date publisher contact description useContext jurisdiction purpose copyright copyrightLabel approvalDate lastReviewDate effectivePeriod topic author editor reviewer endorser relatedArtifact profile fhirVersion resource constant select where'.split(
		' ',
	),
);
const selectMembers = new Set('id extension column select forEach forEachOrNull repeat unionAll'.split(' '));
const columnMembers = new Set('id extension path name description collection type tag'.split(' '));

/**
 * Reads a ViewDefinition (SQL on FHIR v2). Throws an input `Failure` that names the place of the first part that is
 * missing, has an unknown name, or is of another kind than it should be.
 */
export function parseDefinition(view: Readonly<Record<string, unknown>>): ViewDefinition {
	if (view.resourceType !== undefined && view.resourceType !== 'ViewDefinition') {
		throw viewFailure('resourceType', 'it is not a ViewDefinition', 'Enter a view, with `resource` and `select`.');
	}
	assertMembers(view, viewMembers, 'ViewDefinition');
	const { resource } = view;
	if (typeof resource !== 'string' || !/^[A-Z][A-Za-z]*$/.test(resource)) {
		throw viewFailure(
			'resource',
			'the view does not say which resource type it is about',
			'Add e.g. `"resource": "Patient"`.',
		);
	}
	const select = listAt(view, 'select', '');
	if (select.length === 0) {
		throw viewFailure(
			'select',
			'the view has no columns',
			'Add e.g. `"select": [{ "column": [{ "name": "id", "path": "id" }] }]`.',
		);
	}
	const definition: ViewDefinition = {
		resource,
		select: select.map((part, index) => selectOf(part, `select[${index}]`)),
		where: listAt(view, 'where', '').map(criterionOf),
		constant: listAt(view, 'constant', ''),
	};
	columnsOf(definition);
	return definition;
}

/** The names of all columns in order. Throws as `columnsOf` does. */
export function columnNames(definition: Pick<ViewDefinition, 'select'>): string[] {
	return columnsOf(definition).map(({ name }) => name);
}

/** All columns in the order of the table. Throws an input `Failure` where two have one name, or the parts of a union differ. */
export function columnsOf({ select }: Pick<ViewDefinition, 'select'>): ColumnDefinition[] {
	const columns = select.flatMap(columnsOfSelect);
	const seen = new Set<string>();
	for (const { name, place } of columns) {
		if (seen.has(name))
			throw viewFailure(place, `there are two columns \`${name}\``, 'Give each column a name of its own.');
		seen.add(name);
	}
	if (columns.length === 0)
		throw viewFailure('select', 'the view has no columns', 'Add a `column` with a name and a path.');
	return columns;
}

function columnsOfSelect({ columns, selects, unionAll, place }: SelectDefinition): ColumnDefinition[] {
	const [first = [], ...others] = unionAll.map(columnsOfSelect);
	const names = first.map(({ name }) => name).join(', ');
	for (const other of others) {
		if (other.map(({ name }) => name).join(', ') === names) continue;
		throw viewFailure(
			`${place}.unionAll`,
			'its parts have different columns',
			'Rows of both go into one table: give all parts the same columns in the same order.',
		);
	}
	return [...columns, ...selects.flatMap(columnsOfSelect), ...first];
}

function selectOf(part: unknown, place: string): SelectDefinition {
	const select = objectAt(part, place);
	assertMembers(select, selectMembers, place);
	const [forEach, forEachOrNull] = [textAt(select, 'forEach', place), textAt(select, 'forEachOrNull', place)];
	const paths = select.repeat === undefined ? undefined : listAt(select, 'repeat', place);
	if (paths?.some((path) => typeof path !== 'string') || paths?.length === 0) {
		throw viewFailure(`${place}.repeat`, 'it is not a list of paths', 'Write e.g. `"repeat": ["item"]`.');
	}
	if ([forEach, forEachOrNull, paths].filter((choice) => choice !== undefined).length > 1) {
		throw viewFailure(
			place,
			'it has more than one of `forEach`, `forEachOrNull` and `repeat`',
			'Put one into a `select` within the other.',
		);
	}
	const parts = (name: 'select' | 'unionAll') =>
		listAt(select, name, place).map((inner, index) => selectOf(inner, `${place}.${name}[${index}]`));
	return {
		place,
		columns: listAt(select, 'column', place).map((column, index) => columnOf(column, `${place}.column[${index}]`)),
		selects: parts('select'),
		unionAll: parts('unionAll'),
		forEach,
		forEachOrNull,
		repeat: paths as string[] | undefined,
	};
}

function columnOf(part: unknown, place: string): ColumnDefinition {
	const column = objectAt(part, place);
	assertMembers(column, columnMembers, place);
	const { name, path, collection } = column;
	if (typeof name !== 'string' || !sqlName.test(name)) {
		throw viewFailure(
			`${place}.name`,
			'it is missing or not a name',
			'Begin with a letter, and use letters, digits and `_` only, e.g. `birth_date`.',
		);
	}
	if (typeof path !== 'string') {
		throw viewFailure(
			`${place}.path`,
			`column \`${name}\` has no path`,
			'Enter a FHIRPath, e.g. `name.family.first()`.',
		);
	}
	if (collection !== undefined && typeof collection !== 'boolean') {
		throw viewFailure(
			`${place}.collection`,
			'it is not true or false',
			'Write `"collection": true` for a list of all values.',
		);
	}
	return { name, path, type: textAt(column, 'type', place), values: collection === true ? 'all' : 'one', place };
}

function criterionOf(part: unknown, index: number): string {
	const place = `where[${index}]`;
	const path = textAt(objectAt(part, place), 'path', place);
	if (path === undefined)
		throw viewFailure(
			`${place}.path`,
			'it is missing',
			'Enter a FHIRPath that is true or false, e.g. `active = true`.',
		);
	return path;
}

/** A name that does not belong there is most likely misspelled, and would change the table if it were passed over. */
function assertMembers(part: Readonly<Record<string, unknown>>, known: ReadonlySet<string>, place: string): void {
	const unknown = Object.keys(part).find((name) => !known.has(name.replace(/^_/, '')));
	if (unknown === undefined) return;
	const similar = [...known].find((name) => name.toLowerCase() === unknown.toLowerCase());
	throw viewFailure(
		place,
		`it has a member \`${unknown}\`, which SQL on FHIR does not define there`,
		similar === undefined ? 'Correct the name, or remove it.' : `\`${similar}\` is likely meant.`,
	);
}

function objectAt(part: unknown, place: string): Readonly<Record<string, unknown>> {
	if (isObject(part)) return part;
	throw viewFailure(place, 'it is not an object', 'Put it in braces.');
}

function listAt(part: Readonly<Record<string, unknown>>, name: string, place: string): readonly unknown[] {
	const list = part[name];
	if (list === undefined || list === null) return [];
	if (Array.isArray(list)) return list;
	throw viewFailure(
		place === '' ? name : `${place}.${name}`,
		'it is not a list',
		'Put it in square brackets, also if there is only one.',
	);
}

function textAt(part: Readonly<Record<string, unknown>>, name: string, place: string): string | undefined {
	const text = part[name];
	if (text === undefined || text === null || typeof text === 'string') return text ?? undefined;
	throw viewFailure(`${place}.${name}`, 'it is not a text', 'Put it in double quotes.');
}
