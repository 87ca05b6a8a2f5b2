import { toJson } from '../../support/exactNumber';
import { inputFailure } from '../../transport/errors/failure';
import type { Json, Resource } from '../model/resource';
import { type Columns, columnsOf, type OfferedField } from './columns';
import type { Field, FieldModel } from './fieldModel';
import { fixedFields, isFixed, notAllowedFailure } from './fixedValues';
import { formValue, type ValueReading } from './formValue';
import { isNumber, withSystems } from './systems';
import { tokenParts } from './tokens';
import { toResource } from './toResource';

/** What the form or the columns of an item hold. */
export interface FormInput {
	/** By the IDs of fields; by the names of columns where `isColumns`. */
	readonly values: Readonly<Record<string, unknown>>;
	readonly isColumns: boolean;
	/** The fields that the form offered. */
	readonly offered: readonly OfferedField[];
}

/** How it is read. */
export interface FormReading {
	/** What the form calls the mapping, for errors. */
	readonly title: string;
	/** The system of identifiers that have none; empty where there is no such. */
	readonly identifierSystem: string;
	/** Is a profile chosen, so that what it fixes is sent? */
	readonly hasProfile: boolean;
	/** Are only some elements of a resource given, so that what a profile fixes is there already? */
	readonly isPartial: boolean;
	/** The zone of times that have none. */
	readonly timeZone: string;
	readonly hint: (text: string) => void;
}

/**
 * A resource from what the form or the columns of an item hold; what is empty is left out. Throws an input `Failure` that names
 * the field for a value that is not clear, for two values of one field, and where nothing is filled in.
 */
export function resourceFromForm(input: FormInput, model: FieldModel, reading: FormReading): Resource {
	const columns = columnsOf(model, input.offered);
	const fields = fieldsOf(input, columns, model, reading);
	if (fields.size === 0) throw nothingFailure(input, model.type, reading.title);
	if (reading.hasProfile) addFixed(fields, input.offered, columns, model, reading);
	assertOneKind(fields, columns);
	const complete = withSystems(fields, model, reading.identifierSystem);
	hintAtIdentifiers(complete, reading);
	return toResource(model.type, complete);
}

function fieldsOf(
	{ values, isColumns }: FormInput,
	columns: Columns,
	model: FieldModel,
	reading: FormReading,
): Map<Field, Json> {
	const { title, hint } = reading;
	const found = new Map<Field, Json>();
	const leftOut: string[] = [];
	for (const [name, typed] of Object.entries(values)) {
		// Rows have numbers of their own, which are not IDs of the server.
		if (isColumns && (name === 'id' || name === 'resourceType')) continue;
		const field = isColumns ? columns.field(name) : model.field(name);
		if (!field && !isColumns) throw unknownFailure(name, model.type, title);
		if (!field) {
			if (!isBlank(typed)) leftOut.push(name);
			continue;
		}
		if (reading.hasProfile && isFixed(typed, columns.offer(field))) continue;
		const value = formValue(field, typed, readingOf(field, columns, reading));
		addValue(found, field, value, model, (one) => {
			throw twiceFailure(columns.titleOf(one), isColumns);
		});
	}
	if (leftOut.length > 0 && found.size > 0) {
		const names = leftOut.slice(0, 10).map((name) => `"${name.slice(0, 60)}"`);
		hint(`Columns that are not fields of ${model.type} were left out: ${names.join(', ')}.`);
	}
	return found;
}

function addFixed(
	fields: Map<Field, Json>,
	offered: readonly OfferedField[],
	columns: Columns,
	model: FieldModel,
	reading: FormReading,
): void {
	for (const { field, fixed } of fixedFields(offered, fields.keys(), model, reading.isPartial)) {
		const value = formValue(field, fixed, readingOf(field, columns, reading));
		addValue(fields, field, value, model, (part, json) => {
			if (toJson(fields.get(part) ?? null) !== toJson(json)) throw notAllowedFailure(columns.titleOf(field), fixed);
		});
	}
}

function readingOf(field: Field, columns: Columns, { timeZone, hint }: FormReading): ValueReading {
	return {
		title: columns.titleOf(field),
		choices: columns.offer(field)?.options,
		timeZone,
		onZoneAssumed: () =>
			hint(`Times without a time zone were taken as times in ${timeZone}, the time zone of the workflow.`),
	};
}

/** Adds a value; `onTwice` is called for a field that has one. */
function addValue(
	found: Map<Field, Json>,
	field: Field,
	value: Json | undefined,
	model: FieldModel,
	onTwice: (field: Field, value: Json) => void,
): void {
	if (value === undefined) return;
	const parts = field.type === 'token' ? tokenParts(field, value, model) : [[field, value] as const];
	for (const [part, json] of parts) {
		if (found.has(part)) onTwice(part, json);
		found.set(part, json);
	}
}

function isBlank(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** `value[x]` and the like may be filled in one way only. */
function assertOneKind(fields: ReadonlyMap<Field, Json>, columns: Columns): void {
	const kinds = new Map<string, { name: string; title: string }>();
	for (const field of fields.keys()) {
		let path = '';
		for (const { name, entry, element } of field.steps) {
			if (element.choice !== undefined) {
				const title = columns.titleOf(field);
				const other = kinds.get(path + element.choice);
				if (other && other.name !== name) {
					throw inputFailure(
						`"${other.title}" and "${title}" are both filled in, but only one of them may be`,
						'Fill in the one that says what kind of value it is, and leave the other empty.',
					);
				}
				kinds.set(path + element.choice, { name, title });
			}
			path += `${name}[${entry ?? ''}].`;
		}
	}
}

/** A number alone does not say whose it is, and another hospital may have the same. */
function hintAtIdentifiers(fields: ReadonlyMap<Field, Json>, { hint }: FormReading): void {
	const ids = new Set([...fields.keys()].map(({ id }) => id));
	if ([...fields.keys()].some((field) => isNumber(field) && !ids.has(field.id.replace(/value$/, 'system')))) {
		hint(
			'Identifiers were sent without a system, so that nobody can tell whose numbers they are. Enter the URL of your numbers in "Identifier System", and add the system of any further identifier as a field.',
		);
	}
}

function unknownFailure(id: string, type: string, title: string) {
	return inputFailure(
		`"${title}" has a field that ${type} does not have: ${id.slice(0, 80)}`,
		'Open the node, remove the field, and choose another one from the list.',
	);
}

function twiceFailure(title: string, isColumns: boolean) {
	return inputFailure(
		`"${title}" is filled in twice`,
		isColumns ? 'Two columns of the item mean this field. Rename or remove one of them.' : 'Remove one of the fields.',
	);
}

function nothingFailure({ isColumns, values }: FormInput, type: string, title: string) {
	if (!isColumns) return inputFailure(`"${title}" has no values`, 'Fill in at least one field.');
	const isWhole = values.resourceType !== undefined;
	return inputFailure(
		`No column of the item is a field of ${type}`,
		isWhole
			? 'The item is a resource already: set "Specify Body" to "Using JSON".'
			: 'Name the columns as the form names the fields, e.g. "Last Name", or choose "Map Each Column Manually".',
	);
}
