import type { ConnectionSource } from '../connection/sources';

/** The resource types that the search in the open form is about; empty where it is about all, or where they are not known yet. */
export function searchTypes(source: ConnectionSource): string[] {
	if (source.parameter('operation') === 'acrossTypes') {
		return textOf(source.parameter('resourceTypes'))
			.split(',')
			.map((type) => type.trim())
			.filter(Boolean);
	}
	if (source.parameter('operation') === 'compartment' && source.parameter('searchIn') === 'all') return [];
	const locator = source.parameter('resourceType');
	const isObject = typeof locator === 'object' && locator !== null && 'value' in locator;
	const type = textOf(isObject ? locator.value : locator).trim();
	return type === '' ? [] : [type];
}

/** Empty for an expression that the editor could not work out. */
function textOf(value: unknown): string {
	return typeof value === 'string' && !value.startsWith('=') ? value : '';
}
