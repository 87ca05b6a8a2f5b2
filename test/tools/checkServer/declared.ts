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
	// Some servers have several: one for the login, one for the rest.
	const rests = listIn(capabilities, 'rest');
	const resources = rests.flatMap((rest) => listIn(rest, 'resource'));
	const resource = type === undefined ? undefined : resources.find((candidate) => candidate.type === type);
	if (type !== undefined && !resource) return resources.length > 0 ? false : undefined;
	if (needs.startsWith('$')) {
		const own = [...rests.flatMap((rest) => listIn(rest, 'operation')), ...listIn(resource, 'operation')];
		const all = [...own, ...resources.flatMap((other) => listIn(other, 'operation'))];
		return all.length === 0 ? undefined : (resource ? own : all).some(({ name }) => `$${nameOf(name)}` === needs);
	}
	if (members.has(needs)) {
		const value = resource?.[needs];
		return value === undefined ? undefined : value !== false && value !== 'not-supported';
	}
	const interactions = (resource ? [resource] : rests).flatMap((holder) => listIn(holder, 'interaction'));
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
