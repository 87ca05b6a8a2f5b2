import type { IExecuteFunctions } from 'n8n-workflow';
import type { OfferedField } from '../rest/fields/columns';
import { holdsExpression } from '../support/expressions';
import { isObject } from '../support/json';
import { itemPath, valueAt } from './itemPath';

/** What a resource mapper of n8n holds for an input item. */
export interface MappedValues {
	/** By the IDs of the fields; the item's own columns where they are mapped automatically. */
	readonly values: Readonly<Record<string, unknown>>;
	readonly isColumns: boolean;
	/** The fields that the form offered when it was open last. */
	readonly offered: readonly OfferedField[];
}

/**
 * Returns a function that reads a resource mapper for an input item (from 0). Each field is read for itself: n8n would convert
 * the values of all together, a year to the first of January, and work out the expressions of a schema that has none.
 */
export function mappingReader(context: IExecuteFunctions, name: string): (item: number) => MappedValues {
	const items = context.getInputData();
	const typed: unknown = context.getNode().parameters[name];
	const { mappingMode, value, schema } = isObject(typed) ? typed : {};
	const offered = (Array.isArray(schema) ? schema : []).filter(isObject).map(offeredField);
	if (mappingMode === 'autoMapInputData')
		return (item) => ({ values: items[item]?.json ?? {}, isColumns: true, offered });
	const readers = Object.entries(isObject(value) ? value : {}).map(
		([id, one]) => [id, fieldReader(context, `${name}.value["${id}"]`, one)] as const,
	);
	return (item) => ({
		values: Object.fromEntries(readers.map(([id, read]) => [id, read(item)])),
		isColumns: false,
		offered,
	});
}

/** As for other fields: an expression that is only a path is looked up in the item. */
function fieldReader(context: IExecuteFunctions, name: string, typed: unknown): (item: number) => unknown {
	if (!holdsExpression(typed)) return () => typed;
	const path = itemPath(typed);
	const items = context.getInputData();
	return (item) => (path && valueAt(items[item]?.json, path)) ?? context.getNodeParameter(name, item, null);
}

/** A field of the schema that n8n saves with the node. */
function offeredField(field: Readonly<Record<string, unknown>>): OfferedField {
	const { id, displayName, options, readOnly, defaultValue, required, removed } = field;
	const choices = Array.isArray(options) ? options.filter(isObject) : [];
	return {
		id: String(id),
		title: String(displayName),
		...(choices.length > 0 && { options: choices.map(({ name, value }) => ({ name: String(name), value })) }),
		...(readOnly === true && typeof defaultValue === 'string' && { fixed: defaultValue }),
		required: required === true,
		removed: removed === true,
	};
}
