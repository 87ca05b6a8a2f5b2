import type { IDataObject } from 'n8n-workflow';

/** What a member of `rest.resource` declares. */
const members = new Set([
	'conditionalCreate',
	'conditionalUpdate',
	'conditionalPatch',
	'conditionalRead',
	'conditionalDelete',
	'updateCreate',
]);

/**
 * Does the CapabilityStatement (R4 §5.1) offer this: an interaction, a conditional interaction, or an operation (`$name`), of a
 * type or of the server as a whole? Undefined where it does not say, e.g. because it lists none at all.
 */
export function isDeclared(
	capabilities: IDataObject | undefined,
	needs: string,
	type: string | undefined,
): boolean | undefined {
	const rest = listIn(capabilities, 'rest')[0];
	if (!rest) return undefined;
	const resources = listIn(rest, 'resource');
	const resource = type === undefined ? undefined : resources.find((candidate) => candidate.type === type);
	if (type !== undefined && !resource) return resources.length > 0 ? false : undefined;
	if (needs.startsWith('$')) {
		const own = [...listIn(rest, 'operation'), ...listIn(resource, 'operation')];
		const all = [...own, ...resources.flatMap((other) => listIn(other, 'operation'))];
		return all.length === 0 ? undefined : (resource ? own : all).some(({ name }) => `$${nameOf(name)}` === needs);
	}
	if (members.has(needs)) {
		const value = resource?.[needs];
		return value === undefined ? undefined : value !== false && value !== 'not-supported';
	}
	const interactions = listIn(resource ?? rest, 'interaction');
	return interactions.length === 0 ? undefined : interactions.some(({ code }) => code === needs);
}

/** Some servers write the name with its dollar sign. */
function nameOf(name: unknown): string {
	return typeof name === 'string' ? name.replace(/^\$/, '') : '';
}

function listIn(value: IDataObject | undefined, member: string): IDataObject[] {
	const list = value?.[member];
	return Array.isArray(list) ? (list as IDataObject[]) : [];
}
