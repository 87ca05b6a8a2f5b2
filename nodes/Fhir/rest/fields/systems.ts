import type { Json } from '../model/resource';
import type { Field, FieldModel } from './fieldModel';

/** The code system of units of measure (UCUM). */
const unitSystem = 'http://unitsofmeasure.org';
const quantities = new Set(['Age', 'Count', 'Distance', 'Duration', 'Quantity']);

/** Identifiers that have one system wherever they are used, by the type of the identifier. */
const nationalSystems: ReadonlyMap<unknown, string> = new Map([
	['NPI', 'http://hl7.org/fhir/sid/us-npi'],
	['SS', 'http://hl7.org/fhir/sid/us-ssn'],
]);

/**
 * The fields with the systems that are still missing, each before its code or value: UCUM for the code of a unit; the only
 * system that FHIR itself has for a code, where the element is bound to codes; and `identifierSystem` for the medical record
 * number, or for the first identifier where there is none.
 */
export function withSystems(
	fields: ReadonlyMap<Field, Json>,
	model: FieldModel,
	identifierSystem: string,
): Map<Field, Json> {
	const given = new Set([...fields.keys()].map(({ id }) => id));
	const own = ownNumber([...fields.keys()].filter((field) => !given.has(systemId(field))));
	const found = new Map<Field, Json>();
	for (const [field, value] of fields) {
		const system = field === own ? identifierSystem : systemFor(field, value);
		const sibling = system === undefined || system === '' ? undefined : model.field(systemId(field));
		if (sibling && system !== undefined && !given.has(sibling.id)) found.set(sibling, system);
		found.set(field, value);
	}
	return found;
}

/** The field beside this one that has its system. */
function systemId({ id }: Field): string {
	return id.replace(/(code|value)$/, 'system');
}

/** Is the field the value of an identifier? */
export function isNumber({ steps }: Field): boolean {
	return steps.at(-1)?.name === 'value' && steps.at(-2)?.element.type === 'Identifier';
}

/** The number that the organization itself has given: not a national one. */
function ownNumber(fields: readonly Field[]): Field | undefined {
	const numbers = fields.filter((field) => isNumber(field) && !nationalSystems.has(field.steps.at(-2)?.entry));
	return numbers.find(({ steps }) => steps.at(-2)?.entry === 'MR') ?? numbers[0];
}

function systemFor(field: Field, value: Json): string | undefined {
	const { steps, bindings } = field;
	const [last, owner] = steps.map(({ element }) => element).reverse();
	if (isNumber(field)) return nationalSystems.get(steps.at(-2)?.entry);
	if (last?.name !== 'code') return undefined;
	if (quantities.has(owner?.type ?? '')) return unitSystem;
	if (owner?.type !== 'Coding') return undefined;
	for (const { systems } of bindings) {
		const possible = [...systems].filter(([, codes]) => codes.some((code) => code === value));
		if (possible.length === 1) return possible[0]?.[0];
	}
	return undefined;
}
