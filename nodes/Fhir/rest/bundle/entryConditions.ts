import type { Bundle, BundleEntry } from '../model/resource';
import { condition } from '../request/conditional';
import { entryPath } from '../request/entryPath';
import { parseQueryString } from '../request/query';

/**
 * Throws an input `Failure` for a conditional write in a Bundle that a user entered whose criteria select nothing, or in
 * which a value is missing (see `condition`).
 */
export function assertConditions({ entry = [] }: Bundle, field: string): void {
	entry.forEach((one, index) => {
		const criteria = criteriaIn(one);
		const name = `${field}: entry ${index}`;
		if (criteria !== undefined) condition(parseQueryString(criteria, name), name);
	});
}

/** The criteria of a conditional write, as in a URL; undefined for any other entry. */
function criteriaIn({ request }: BundleEntry): string | undefined {
	const { method = 'GET', url = '', ifNoneExist } = request ?? {};
	if (method === 'POST') return ifNoneExist;
	const isByCriteria = method === 'PUT' || method === 'PATCH' || method === 'DELETE';
	if (!isByCriteria || !url.includes('?') || entryPath(url).includes('/')) return undefined;
	return url.replace(/^[^?]*\?/, '').replace(/#.*$/s, '');
}
