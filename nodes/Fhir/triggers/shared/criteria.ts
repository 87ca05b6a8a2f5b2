import type { Query } from '../../rest/request/request';

/** The first criterion whose parameter is one of these names, as it was typed (`_sort`, `_include:iterate`); undefined if none is. */
export function parameterAmong(criteria: Query, names: ReadonlySet<string>): string | undefined {
	return criteria.find(([name]) => names.has(name.split(':', 1)[0] ?? ''))?.[0];
}
