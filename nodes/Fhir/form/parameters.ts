import type { IDataObject } from 'n8n-workflow';
import type { OfferedField } from '../rest/fields/columns';
import type { NumberRange } from '../rest/request/numberField';
import type { BaseUrl } from '../transport/baseUrl';
import type { MappedValues } from './mappedValues';

/** The form's fields with the values that they have for one input item. A field that is not shown has its empty value. */
export interface Parameters {
	/** The input item, from 0. */
	readonly item: number;
	/** A text, trimmed; empty where it is not filled in. Other values become text; throws an input `Failure` for an object. */
	text(name: string): string;
	/**
	 * The ID of a resource of this type: the ID alone, which is not checked here, or the one in `Patient/1` or in a URL of the
	 * server; empty where it is not filled in. Throws an input `Failure` for the address of something else, and an
	 * `UnresolvedId` where the field has a business number whose resource is not looked up yet.
	 */
	id(name: string, type: string | (() => string)): string;
	/** The same parameters with the ID of the resource whose business number is in this field. */
	withId(name: string, id: string): Parameters;
	/** The same parameters with the fields that a resource mapper offers, where they were not saved with the node. */
	withOffered(name: string, offered: readonly OfferedField[]): Parameters;
	/** Throws an input `Failure` if one of the IDs that were read is on another server than this base URL. */
	assertServer(baseUrl: BaseUrl): void;
	/** What the form calls a field, for errors. */
	titleOf(name: string): string;
	/** A number in this range; undefined where it is empty. Throws an input `Failure` for anything else. */
	number(name: string, range: NumberRange): number | undefined;
	/** A switch; off where it is not shown. */
	flag(name: string): boolean;
	/** The text of a resource locator, in whichever mode it was entered. Throws as `text` does. */
	locator(name: string): string;
	/** The value of a JSON field: an object, or text that is yet to be parsed. */
	json(name: string): unknown;
	/** The rows of a fixed collection with multiple values. */
	rows(name: string, group: string): IDataObject[];
	/** A chosen subset of a multi-select. */
	list(name: string): string[];
	/** What a resource mapper holds for the item. */
	mapped(name: string): MappedValues;
	/** The time zone of the workflow, such as `Europe/Berlin`. */
	readonly timeZone: string;
	/** Hints about what the fields hold, for the session of the item. */
	readonly hints: ReadonlySet<string>;
	hint(text: string): void;
	/** What was typed into a field, or into one within it, with its expressions: for errors. */
	typed(...path: ReadonlyArray<string | number>): unknown;
	/**
	 * A date or time, to be checked: what is picked in the form has no time zone, and gets that of the workflow. `collection` is the
	 * one that the field is in.
	 */
	dateTime(name: string, collection?: string): unknown;
	/**
	 * One option: of the *Options* collection, of *Connection*, or the field of this name, wherever the node's version has it; the
	 * first of these that has it counts. With `collection`, that of this collection alone. Undefined where it was not added.
	 */
	option(name: string, collection?: string): unknown;
	/** One as the ID of a resource of this type, as `id` reads it, with its title for errors; undefined where it is not filled in. */
	optionId(name: string, type: string, title: string): string | undefined;
	/** The same as trimmed text; undefined where it was not added or is empty. Throws as `text` does. */
	optionText(name: string, collection?: string): string | undefined;
	/** The same as a number; undefined where it was not added or is empty. Throws as `number` does. */
	optionNumber(name: string, range: NumberRange, collection?: string): number | undefined;
}
