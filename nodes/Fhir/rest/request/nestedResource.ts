import { isObject, tryParseJson } from '../../support/json';
import { isResource } from '../model/resource';

/**
 * The member of an object that holds the resource which was probably meant: as an object (`{ "json": { "resourceType": … } }`,
 * the entry of a Bundle), as a list of them, or as JSON text, as an HTTP response may have it; undefined where there is none.
 */
export function nestedResource(object: Readonly<Record<string, unknown>>): string | undefined {
	const found = Object.entries(object).find(([, value]) => holdsResource(value));
	if (found === undefined) return undefined;
	const [name, value] = found;
	return Array.isArray(value) ? `${name}[0]` : name;
}

function holdsResource(value: unknown): boolean {
	if (Array.isArray(value)) return isResource(value[0]);
	if (typeof value === 'string') return /^\s*\{/.test(value) && isResource(tryParseJson(value));
	return isObject(value) && isResource(value);
}
