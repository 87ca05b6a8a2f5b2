import type { ElementChoice } from './elements';

/** Thrown where the JSON is not what the model says, or the library's own rules decide. */
export class Unsure extends Error {}

/**
 * The members of this name of all values, in one list. `side` is the name of what FHIR puts beside a primitive value (R4
 * §2.6.2.1.3): a value that has nothing else is a `null` in its place. Throws `Unsure` for a value that can have no members.
 */
export function childValues(values: readonly unknown[], name: string, side: string): unknown[] {
	const found: unknown[] = [];
	for (const value of values) addChild(found, value, name, side);
	return found;
}

/**
 * The same for an element with a choice of types: of each value the members of the first type that it has, if `isChosen`.
 */
export function chosenValues(
	values: readonly unknown[],
	types: readonly ElementChoice[],
	isChosen: (type: ElementChoice) => boolean,
): unknown[] {
	const found: unknown[] = [];
	for (const value of values) {
		if (value === null) continue;
		const own = asObject(value);
		const type = types.find(({ member, side }) => own[member] !== undefined || own[side] !== undefined);
		if (type && isChosen(type)) addChild(found, value, type.member, type.side);
	}
	return found;
}

function addChild(found: unknown[], value: unknown, name: string, side: string): void {
	if (value === null) return;
	const object = asObject(value);
	const own = object[name];
	const beside = object[side];
	if (Array.isArray(own)) {
		for (const part of own as readonly unknown[]) found.push(part ?? null);
		const length = Array.isArray(beside) ? beside.length : 0;
		for (let index = own.length; index < length; index++) found.push(null);
	} else if (own !== undefined && own !== null) {
		found.push(own);
	} else if (Array.isArray(beside)) {
		for (let count = beside.length; count > 0; count--) found.push(null);
	} else if (beside !== undefined && beside !== null) {
		found.push(null);
	}
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
	if (typeof value !== 'object' || Array.isArray(value)) throw new Unsure();
	return value as Readonly<Record<string, unknown>>;
}
