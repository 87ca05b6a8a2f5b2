import type { Json, Resource } from '../../../../nodes/Fhir/rest/model/resource';
import { viewOfTypes } from '../../../../nodes/Fhir/rest/view/byType/typeTable';
import type { Row } from '../../../../nodes/Fhir/rest/view/view';

const view = viewOfTypes({ only: undefined, expected: undefined, fields: [], more: undefined }, undefined);

/** The row of a resource by its type, and the columns that say something about it. */
export function made(resource: Resource): { row: Row; several: string[]; unusable: string[] } {
	const [several, unusable]: [string[], string[]] = [[], []];
	const [row] = view.rowsOf(
		resource,
		(column) => several.push(column),
		(column) => unusable.push(column),
	);
	return { row: row ?? {}, several, unusable };
}

/** The row of a resource with these elements. */
export const rowOf = (resourceType: string, elements: { [name: string]: Json }) =>
	made({ resourceType, ...elements }).row;
