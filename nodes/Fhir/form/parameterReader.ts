import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { OfferedField } from '../rest/fields/columns';
import { inputText } from '../rest/request/inputText';
import { numberField, type NumberRange } from '../rest/request/numberField';
import { assertSameServer, typedId } from '../rest/request/typedId';
import { holdsExpression } from '../support/expressions';
import { isObject } from '../support/json';
import { member } from '../support/jsonMembers';
import { isLocator, locatorValue } from '../support/locatorValue';
import { withOffset } from '../support/timeZone';
import type { BaseUrl } from '../transport/baseUrl';
import { type FormSource, type FoundOption, withOffered } from './formSource';
import { itemPath, valueAt } from './itemPath';
import { type MappedValues, mappingReader } from './mappedValues';
import type { Parameters } from './parameters';
import { identifierMode, UnresolvedId } from './unresolvedId';

/** The collections in which an option can be. */
const collections = ['options', 'connection'] as const;

/**
 * Returns a function that reads n8n's parameters for an input item (from 0). A value without an expression is the same for
 * all items and read once for each execution; an expression that is only a path into the item is looked up in the item.
 * `fields` are those of the chosen operation, for the titles in errors; `given` are values of fields that the node does not have.
 */
export function parameterReader(
	context: IExecuteFunctions,
	fields: readonly INodeProperties[],
	given: Readonly<Record<string, string>> = {},
): (item: number) => Parameters {
	const typed = { ...context.getNode().parameters, ...given };
	const items = context.getInputData();
	const titles = new Map(fields.map(({ name, displayName }) => [name, displayName]));
	const fixed = new Map<string, unknown>();
	const paths = new Map(Object.entries(typed).map(([name, value]) => [name, itemPath(locatorValue(value))]));
	const mappings = new Map<string, (item: number) => MappedValues>();

	const isFixedField = (name: string) => !holdsExpression(typed[name]);

	const read = (name: string, item: number, locator: boolean, own: Map<string, unknown>): unknown => {
		if (Object.hasOwn(given, name)) return given[name];
		const key = locator ? `${name}\n` : name;
		if (fixed.has(key)) return fixed.get(key);
		const path = locator || !isLocator(typed[name]) ? paths.get(name) : undefined;
		const found = path && valueAt(items[item]?.json, path);
		if (found !== undefined) return found;
		if (own.has(key)) return own.get(key);
		const whole: unknown = context.getNodeParameter(name, item, null);
		const value = locator ? (isObject(typed[name]) ? member(whole, 'value') : locatorValue(whole)) : whole;
		(isFixedField(name) ? fixed : own).set(key, value);
		return value;
	};

	const mapped = (name: string, item: number): MappedValues => {
		const known = mappings.get(name) ?? mappingReader(context, name);
		mappings.set(name, known);
		return known(item);
	};

	const hasFixedCollections = collections.every(isFixedField);
	const source: FormSource = {
		titleOf: (name) => titles.get(name) ?? name,
		typed,
		mapped,
		timeZone: () => context.getTimezone(),
		isFixed: (option) => hasFixedCollections && isFixedField(option),
		fixedOptions: new Map(),
		isFixedField,
		fixedTexts: new Map(),
	};
	return (item) => {
		const own = new Map<string, unknown>();
		return new ItemParameters(item, (name, locator) => read(name, item, locator, own), source);
	};
}

const noIds: ReadonlyMap<string, string> = new Map();

class ItemParameters implements Parameters {
	/** The servers of the URLs that were entered as IDs. */
	private servers: Array<{ field: string; server: string }> | undefined;

	constructor(
		readonly item: number,
		private readonly read: (name: string, locator: boolean) => unknown,
		private readonly source: FormSource,
		private readonly foundIds: ReadonlyMap<string, string> = noIds,
		/** The same for what is made with `withId`. */
		private readonly allHints = new Set<string>(),
	) {}

	titleOf(name: string): string {
		return this.source.titleOf(name);
	}

	get timeZone(): string {
		return this.source.timeZone();
	}

	mapped(name: string): MappedValues {
		return this.source.mapped(name, this.item);
	}

	hint(text: string): void {
		this.allHints.add(text);
	}

	get hints(): ReadonlySet<string> {
		return this.allHints;
	}

	text(name: string): string {
		const { fixedTexts, isFixedField } = this.source;
		const known = fixedTexts.get(name);
		if (known !== undefined) return known;
		const text = inputText(this.read(name, false), this.titleOf(name), this.typed(name)).trim();
		if (isFixedField(name)) fixedTexts.set(name, text);
		return text;
	}

	locator(name: string): string {
		const typed = this.typed(name);
		return inputText(this.read(name, true), this.titleOf(name), locatorValue(typed)).trim();
	}

	id(name: string, type: string | (() => string)): string {
		const found = this.foundIds.get(name);
		if (found !== undefined) return found;
		const typed = this.locator(name);
		const field = this.titleOf(name);
		if (this.typed(name, 'mode') !== identifierMode) return this.idIn(typed, type, field);
		throw new UnresolvedId({ name, field, type: typeof type === 'string' ? type : type(), identifier: typed });
	}

	withId(name: string, id: string): Parameters {
		const { item, read, source, foundIds, allHints } = this;
		return new ItemParameters(item, read, source, new Map([...foundIds, [name, id]]), allHints);
	}

	withOffered(name: string, offered: readonly OfferedField[]): Parameters {
		const { item, read, source, foundIds, allHints } = this;
		return new ItemParameters(item, read, withOffered(source, name, offered), foundIds, allHints);
	}

	optionId(name: string, type: string, title: string): string | undefined {
		const typed = this.optionText(name);
		return typed === undefined ? undefined : this.idIn(typed, type, title);
	}

	private idIn(typed: string, type: string | (() => string), field: string): string {
		if (!typed.includes('/')) return typed;
		const { id, server } = typedId(typed, typeof type === 'string' ? type : type(), field);
		if (server !== undefined) (this.servers ??= []).push({ field, server });
		return id;
	}

	assertServer(baseUrl: BaseUrl): void {
		for (const { field, server } of this.servers ?? []) assertSameServer(server, baseUrl.href, field);
	}

	number(name: string, range: NumberRange): number | undefined {
		return numberField(this.read(name, false), this.titleOf(name), range);
	}

	flag(name: string): boolean {
		const value = this.read(name, false);
		return value === true || value === 'true';
	}

	json(name: string): unknown {
		return this.read(name, false);
	}

	rows(name: string, group: string): IDataObject[] {
		const value = this.read(name, false) as IDataObject | undefined;
		const rows = value?.[group];
		return Array.isArray(rows) ? (rows as IDataObject[]) : rows ? [rows as IDataObject] : [];
	}

	list(name: string): string[] {
		const value = this.read(name, false);
		return Array.isArray(value) ? value.map((one) => inputText(one, this.titleOf(name))) : [];
	}

	typed(...path: ReadonlyArray<string | number>): unknown {
		return path.reduce<unknown>(
			(value, step) => (typeof value === 'object' && value !== null ? (value as IDataObject)[step] : undefined),
			this.source.typed,
		);
	}

	dateTime(name: string, collection?: string): unknown {
		const value = collection === undefined ? this.json(name) : this.option(name, collection);
		const typed = collection === undefined ? this.typed(name) : this.typed(collection, name);
		// What an expression gives has its zone in its data, or nobody knows it.
		return typeof value === 'string' && !holdsExpression(typed) ? withOffset(value.trim(), this.timeZone) : value;
	}

	option(name: string, collection?: string): unknown {
		return this.found(name, collection).value;
	}

	optionText(name: string, collection?: string): string | undefined {
		const { value, typed } = this.found(name, collection);
		return inputText(value, this.titleOf(name), typed).trim() || undefined;
	}

	optionNumber(name: string, range: NumberRange, collection?: string): number | undefined {
		return numberField(this.option(name, collection), this.titleOf(name), range);
	}

	private found(name: string, collection?: string): FoundOption {
		const { fixedOptions, isFixed } = this.source;
		const known = collection === undefined ? fixedOptions.get(name) : undefined;
		if (known) return known;
		const found = this.look(name, collection);
		if (collection === undefined && isFixed(name)) fixedOptions.set(name, found);
		return found;
	}

	private look(name: string, collection: string | undefined): FoundOption {
		for (const place of collection === undefined ? collections : [collection]) {
			const value = (this.read(place, false) as IDataObject | undefined)?.[name];
			if (value !== undefined || collection !== undefined) return { value, typed: this.typed(place, name) };
		}
		return { value: this.read(name, false) ?? undefined, typed: locatorValue(this.typed(name)) };
	}
}
