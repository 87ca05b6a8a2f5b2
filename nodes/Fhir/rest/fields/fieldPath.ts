/** One step of a field's path: the name of an element and, in a list, which entry is meant. */
export interface FieldStep {
	readonly name: string;
	/** A position from 0, or a key such as `phone:work`, `MR` or a URL (see `keyedEntries.ts`); undefined where none is given. */
	readonly entry: number | string | undefined;
}

const stepPattern = /(_?[a-z][A-Za-z0-9]{0,63})(?:\[(?:(\d{1,5})|([^\s"\\[\]]{1,400}))\])?(?:\.|$)/y;

/**
 * The steps of a field's ID. An ID is the path of a value as it stands in a resource in JSON, with a point between names:
 * `name[0].family`, `valueQuantity.value`. In a list, brackets hold the position from 0, or the key of an entry:
 * `telecom[phone:work].value`; of an extension, its URL. `[0]` may be left out. Undefined for anything else.
 */
export function fieldSteps(id: string): FieldStep[] | undefined {
	if (id.endsWith('.')) return undefined;
	const steps: FieldStep[] = [];
	stepPattern.lastIndex = 0;
	while (stepPattern.lastIndex < id.length || steps.length === 0) {
		const [, name, position, key] = stepPattern.exec(id) ?? [];
		if (name === undefined) return undefined;
		steps.push({ name, entry: position === undefined ? key : Number(position) });
	}
	return steps;
}

/** The ID with these steps. */
export function fieldId(steps: readonly FieldStep[]): string {
	return steps.map(({ name, entry }) => (entry === undefined ? name : `${name}[${entry}]`)).join('.');
}

/** How the ID of a field ends that holds a code with its system. */
const tokenEnd = '.system|code';

/** Is it the ID of a code with its system, `code.coding[0].system|code`? Its value is `http://loinc.org|718-7`, or more. */
export function isTokenId(id: string): boolean {
	return id.endsWith(tokenEnd);
}

/** The ID of the code alone, of the ID of a code with its system. */
export function codeId(id: string): string {
	return siblingId(id, 'code');
}

/** The ID of a code with its system, of the ID of the code alone. */
export function tokenId(id: string): string {
	return siblingId(id, 'system|code');
}

/** The ID of the field with this name beside another one, in the same element. */
export function siblingId(id: string, name: string): string {
	return id.slice(0, id.lastIndexOf('.') + 1) + name;
}
