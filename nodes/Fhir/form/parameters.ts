import type {
	IDataObject,
	IExecuteFunctions,
	INodeParameters,
	INodeProperties,
	NodeParameterValueType,
} from 'n8n-workflow';
import { fieldText } from '../support/text';
import { inputFailure } from '../transport/errors/failure';
import { itemPath, valueAt } from './itemPath';

/** The form's fields as one input item sees them. A field that is not shown gives its empty value. */
export interface Parameters {
	/** The input item, from 0. */
	readonly item: number;
	/** A text, trimmed; empty where it is not filled in. Numbers that an expression gives become text. */
	text(name: string): string;
	/** A number; throws an input `Failure` where it is none. */
	number(name: string): number;
	flag(name: string): boolean;
	/** The text of a resource locator, whichever way it was picked. */
	locator(name: string): string;
	/** What a JSON field holds: an object, or text yet to be parsed. */
	json(name: string): unknown;
	/** The rows of a fixed collection with multiple values. */
	rows(name: string, group: string): IDataObject[];
	/** A chosen subset of a multi-select. */
	list(name: string): string[];
	/** One option of the *Options* collection (or of another collection); undefined where it was not added. */
	option(name: string, collection?: string): unknown;
	/** The same as trimmed text; undefined where it was not added or is empty. */
	optionText(name: string, collection?: string): string | undefined;
}

/**
 * Reads n8n's parameters for each input item. What holds no expression is the same for all items and read once an execution;
 * what is only a path into the item is looked up there. `fields` are those of the chosen operation: errors call a field by
 * its title there.
 */
export function parameterReader(
	context: IExecuteFunctions,
	fields: readonly INodeProperties[],
): (item: number) => Parameters {
	const typed = context.getNode().parameters;
	const items = context.getInputData();
	const titles = new Map(fields.map(({ name, displayName }) => [name, displayName]));
	const fixed = new Map<string, unknown>();
	const paths = new Map(Object.entries(typed).map(([name, value]) => [name, itemPath(value)]));

	const read = (name: string, item: number, locator: boolean, own: Map<string, unknown>): unknown => {
		const key = locator ? `${name}\n` : name;
		if (fixed.has(key)) return fixed.get(key);
		const path = paths.get(name);
		const found = path && valueAt(items[item]?.json, path);
		if (found !== undefined) return found;
		if (own.has(key)) return own.get(key);
		const value = context.getNodeParameter(name, item, null, locator ? { extractValue: true } : undefined);
		(holdsExpression(typed[name]) ? own : fixed).set(key, value);
		return value;
	};

	const titleOf = (name: string) => titles.get(name) ?? name;
	return (item) => {
		const own = new Map<string, unknown>();
		return new ItemParameters(item, (name, locator) => read(name, item, locator, own), titleOf);
	};
}

class ItemParameters implements Parameters {
	constructor(
		readonly item: number,
		private readonly read: (name: string, locator: boolean) => unknown,
		private readonly titleOf: (name: string) => string,
	) {}

	text(name: string): string {
		return asText(this.read(name, false), this.titleOf(name));
	}

	locator(name: string): string {
		return asText(this.read(name, true), this.titleOf(name));
	}

	number(name: string): number {
		const value = this.read(name, false);
		const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		if (typeof number !== 'number' || !Number.isFinite(number)) {
			throw inputFailure(`"${this.titleOf(name)}" is not a number`, 'Enter a number, or an expression that gives one.');
		}
		return number;
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
		return Array.isArray(value) ? value.map(String) : [];
	}

	option(name: string, collection = 'options'): unknown {
		const value = this.read(collection, false) as IDataObject | undefined;
		return value?.[name];
	}

	optionText(name: string, collection?: string): string | undefined {
		return asText(this.option(name, collection), this.titleOf(name)) || undefined;
	}
}

function asText(value: unknown, title: string): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'object') {
		throw inputFailure(
			`"${title}" is an object, not a text`,
			'Point the expression at one value, e.g. `{{ $json.id }}` and not `{{ $json }}`.',
		);
	}
	return fieldText(value).trim();
}

function holdsExpression(value: NodeParameterValueType | INodeParameters | undefined): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	if (typeof value !== 'object' || value === null) return false;
	return Object.values(value).some((part) => holdsExpression(part as NodeParameterValueType));
}
