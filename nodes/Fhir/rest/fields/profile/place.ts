import type { ElementDefinition } from '../../definitions/elements';
import { isExtensionName } from '../elementOf';
import type { Constraint, ProfileNode } from './profileNode';

/** What a profile says of one place in a resource: from the general to the particular, such as a list and one of its slices. */
export type Place = readonly ProfileNode[];

/** What holds at a place: the particular comes before the general. */
export function constraintAt(place: Place): Constraint {
	return Object.assign({}, ...place.map(({ constraint }) => constraint)) as Constraint;
}

/** The place of an element within another. */
export function within(place: Place, { name, choice }: ElementDefinition): Place {
	// What a single value has beside itself has a name of its own in JSON only.
	const plain = name.startsWith('_') ? name.slice(1) : name;
	const names = choice === undefined ? [plain] : [`${choice}[x]`, plain];
	const found = place.flatMap((node) => names.flatMap((one) => node.children.get(one) ?? []));
	return choice === undefined ? found : ofSlice(found, plain);
}

/** The place of an entry of a list. */
export function ofSlice(list: Place, slice: string): Place {
	return [...list, ...sliceNodes(list, slice)];
}

/** The slices of a list that can be told apart by what they fix, such as a system or a code, in the order of the profile. */
export function fixedSlices(list: Place): string[] {
	return slicesOf(list).filter((slice) => sliceNodes(list, slice).some(fixes));
}

/** All slices of a list. */
export function slicesOf(list: Place): string[] {
	return [...new Set(list.flatMap((node) => [...node.slices.keys()]))];
}

function sliceNodes(list: Place, slice: string): ProfileNode[] {
	return list.flatMap((node) => node.slices.get(slice) ?? []);
}

function fixes({ constraint, children, slices }: ProfileNode): boolean {
	const inside = [...children].flatMap(([name, child]) => (isExtensionName(name) ? [] : child));
	return constraint.fixed !== undefined || [...inside, ...slices.values()].some(fixes);
}
