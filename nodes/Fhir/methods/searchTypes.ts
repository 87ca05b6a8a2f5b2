import type { ConnectionSource } from '../connection/sources';
import { enteredText } from '../support/locatorValue';

/** The resource types that the search in the open form is about; empty where it is about all, or where they are not known yet. */
export function searchTypes(source: ConnectionSource): string[] {
	if (source.parameter('operation') === 'acrossTypes') {
		return enteredText(source.parameter('resourceTypes'))
			.split(',')
			.map((type) => type.trim())
			.filter(Boolean);
	}
	if (source.parameter('operation') === 'compartment' && source.parameter('searchIn') === 'all') return [];
	const type = enteredText(source.parameter('resourceType')).trim();
	return type === '' ? [] : [type];
}
