import type { INodeProperties } from 'n8n-workflow';

/** The field, shown only where the field with this name has one of the values, and where it was shown before. */
export function shownWhere(name: string, values: readonly string[], field: INodeProperties): INodeProperties {
	return { ...field, displayOptions: { show: { [name]: [...values], ...field.displayOptions?.show } } };
}
