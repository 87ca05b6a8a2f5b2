import type { Json } from '../model/resource';
import type { Field, FieldModel } from './fieldModel';

/** The code system of units of measure (UCUM). */
const unitSystem = 'http://unitsofmeasure.org';
const quantities = new Set(['Age', 'Count', 'Distance', 'Duration', 'Quantity']);

/**
 * The fields with the systems that are still missing, each before its code or value: UCUM for the code of a unit; the only system that FHIR
 * itself has for a code, where the element is bound to codes; and `identifierSystem` for an identifier.
 */
export function withSystems(
	fields: ReadonlyMap<Field, Json>,
	model: FieldModel,
	identifierSystem: string,
): Map<Field, Json> {
	const found = new Map<Field, Json>();
	const given = new Set([...fields.keys()].map(({ id }) => id));
	for (const [field, value] of fields) {
		const system = systemFor(field, value, identifierSystem);
		const sibling = system === undefined ? undefined : model.field(field.id.replace(/(code|value)$/, 'system'));
		if (sibling && system !== undefined && !given.has(sibling.id)) found.set(sibling, system);
		found.set(field, value);
	}
	return found;
}

function systemFor({ steps, bindings }: Field, value: Json, identifierSystem: string): string | undefined {
	const [last, owner] = steps.map(({ element }) => element).reverse();
	if (last?.name === 'value' && owner?.type === 'Identifier') return identifierSystem || undefined;
	if (last?.name !== 'code') return undefined;
	if (quantities.has(owner?.type ?? '')) return unitSystem;
	if (owner?.type !== 'Coding') return undefined;
	for (const { systems } of bindings) {
		const possible = [...systems].filter(([, codes]) => codes.some((code) => code === value));
		if (possible.length === 1) return possible[0]?.[0];
	}
	return undefined;
}
