import { ExactNumber } from '../../../support/exactNumber';
import type { Resource } from '../../model/resource';

/** A value of a row. Numbers with digits that JavaScript would drop stay exact. */
export type Cell = string | number | boolean | ExactNumber | null;

/** What a kind of column may say of a resource, beside its value. */
export interface Notes {
	/** There are several values, of which the cell has the first. */
	several(): void;
	/** There is a value, but it is not one of the column's type. */
	unusable(): void;
}

/** How a column is made of what stands at its path. */
export interface Kind {
	/** The FHIR type of its cells. */
	readonly type: 'boolean' | 'date' | 'dateTime' | 'decimal' | 'integer' | 'string';
	/** Does the first path count that has anything? Then columns that say something together never say it of different things. */
	readonly isFirst?: true;
	/** The value of the cell, made of one or more values; null where they say nothing. */
	readonly read: (values: readonly unknown[], resource: Resource, notes: Notes) => Cell;
}

/** A column of a type. Its paths are tried in order: releases of FHIR have different names for one thing. */
export type TypeColumn = readonly [name: string, kind: Kind, ...paths: string[]];

/** The first value that is of a type; notes say where it is not the only one, or another type. */
function firstOf<Value extends Cell>(
	values: readonly unknown[],
	as: (value: unknown) => Value | undefined,
	notes: Notes,
): Value | null {
	let first: Value | undefined;
	for (const value of values) {
		const own = as(value);
		if (own === undefined) notes.unusable();
		else if (first === undefined) first = own;
		else if (own !== first) {
			notes.several();
			break;
		}
	}
	return first ?? null;
}

/** A primitive value as text. */
export function textOf(value: unknown): string | undefined {
	if (typeof value === 'string') return value.trim() === '' ? undefined : value;
	if (value instanceof ExactNumber) return value.text;
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function numberOf(value: unknown): number | ExactNumber | undefined {
	return typeof value === 'number' || value instanceof ExactNumber ? value : undefined;
}

/** The texts in one, each once. */
export function joinedTexts(texts: ReadonlyArray<string | undefined>): string | null {
	if (texts.length === 1) return texts[0] ?? null;
	const distinct = new Set(texts.filter((text) => text !== undefined));
	return distinct.size === 0 ? null : [...distinct].join('; ');
}

/** The first text, such as a status. */
export const text: Kind = { type: 'string', read: (values, _resource, notes) => firstOf(values, textOf, notes) };

/** All texts, with semicolons between them. */
export const texts: Kind = { type: 'string', read: (values) => joinedTexts(values.map(textOf)) };

export const flag: Kind = {
	type: 'boolean',
	read: (values, _resource, notes) =>
		firstOf(values, (value) => (typeof value === 'boolean' ? value : undefined), notes),
};

export const wholeNumber: Kind = {
	type: 'integer',
	read: (values, _resource, notes) =>
		firstOf(values, (value) => (Number.isInteger(value) ? (value as number) : undefined), notes),
};

export const decimal: Kind = {
	type: 'decimal',
	read: (values, _resource, notes) => firstOf(values, numberOf, notes),
};

/** How many there are. */
export const count: Kind = { type: 'integer', read: (values) => values.length };
