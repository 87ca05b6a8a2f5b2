import { isObject } from '../../../support/json';

/** A step of a path: the name of a member, or of an element with a choice of types, whichever it has. */
type Step = { readonly name: string; readonly isChoice: boolean };

/** A place in a resource, by the names that JSON has, such as `period.start`; `value[x]` stands for whichever type `value` has. */
export type Path = readonly Step[];

/** Reads a path. */
export function pathOf(text: string): Path {
	return text.split('.').map((step) => ({ name: step.replace('[x]', ''), isChoice: step.endsWith('[x]') }));
}

const nothing: readonly unknown[] = [];

/** What stands at a path of a resource: the values of all entries of all lists on the way. */
export function foundAt(resource: Readonly<Record<string, unknown>>, path: Path): readonly unknown[] {
	let values: readonly unknown[] = nothing;
	for (const [index, step] of path.entries()) {
		values = index === 0 ? listed(memberOf(resource, step)) : below(values, step);
		if (values.length === 0) return nothing;
	}
	return values;
}

/** Most elements have one value, and most paths one step. */
function listed(value: unknown): readonly unknown[] {
	if (value === undefined || value === null) return nothing;
	if (!Array.isArray(value)) return [value];
	const list: readonly unknown[] = value;
	return list.every((entry) => entry !== null && !Array.isArray(entry)) ? list : flat(list);
}

function below(values: readonly unknown[], step: Step): readonly unknown[] {
	const [only] = values;
	if (values.length === 1) return isObject(only) ? listed(memberOf(only, step)) : nothing;
	return flat(values.map((value) => (isObject(value) ? memberOf(value, step) : undefined)));
}

function flat(values: readonly unknown[]): unknown[] {
	return values.flatMap((value) => (Array.isArray(value) ? flat(value) : (value ?? [])));
}

function memberOf(value: Readonly<Record<string, unknown>>, { name, isChoice }: Step): unknown {
	if (!isChoice) return value[name];
	for (const member in value) {
		if (member.length <= name.length || !member.startsWith(name)) continue;
		const next = member.charCodeAt(name.length);
		if (next >= upperA && next <= upperZ) return value[member];
	}
	return undefined;
}

const [upperA, upperZ] = [0x41, 0x5a];
