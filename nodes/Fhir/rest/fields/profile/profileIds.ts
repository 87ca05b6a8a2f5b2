import type { ElementDefinition, ElementDefinitions, Elements } from '../../definitions/elements';
import type { Json } from '../../model/resource';
import { elementOf, isExtensionName, isPrimitive } from '../elementOf';
import type { FieldModel } from '../fieldModel';
import { idsOf } from '../formFields';
import { constraintAt, fixedSlices, ofSlice, type Place, slicesOf, within } from './place';

/** Parts of extensions within parts are hardly known. */
const maxDepth = 2;

/** The IDs of fields that a profile has by itself. */
export interface ProfileIds {
	/** Of what it fixes. */
	readonly fixed: string[];
	/** Of its extensions. */
	readonly extensions: string[];
}

/** The fields that a profile has by itself. Its extensions have their URLs as the names of slices. */
export function profileIds(model: FieldModel, root: Place): ProfileIds {
	const found: ProfileIds = { fixed: [], extensions: [] };
	const { elements, definitions } = model.elements ?? {};
	if (elements && definitions) new Walk(definitions, found).inside(elements, root, '');
	return found;
}

class Walk {
	constructor(
		private readonly definitions: ElementDefinitions,
		private readonly found: ProfileIds,
	) {}

	inside(elements: Elements, place: Place, prefix: string): void {
		const names = new Set(place.flatMap(({ children }) => [...children.keys()]));
		for (const name of names) {
			if (isExtensionName(name)) this.extensions(name, place, prefix);
			else for (const element of meantBy(name, elements, place)) this.element(element, place, prefix);
		}
	}

	private element(element: ElementDefinition, place: Place, prefix: string): void {
		const list = within(place, element);
		const slices = element.list ? fixedSlices(list) : [];
		const entries = slices.length > 0 ? slices.map((slice) => ofSlice(list, slice)) : [list];
		for (const [position, entry] of entries.entries()) {
			const { max, fixed } = constraintAt(entry);
			if (max === '0') continue;
			const id = prefix + element.name + (element.list ? `[${position}]` : '');
			if (fixed !== undefined) this.found.fixed.push(...leavesOf(id, fixed));
			const elements = this.definitions.within(element);
			if (elements) this.inside(elements, entry, `${id}.`);
			else if (isPrimitive(element) && !element.list) this.beside(element.name, entry, prefix);
		}
	}

	/** The extensions of a single value. */
	private beside(name: string, place: Place, prefix: string): void {
		const names = place.flatMap(({ children }) => [...children.keys()]).filter(isExtensionName);
		for (const one of new Set(names)) this.extensions(one, place, `${prefix}_${name}.`);
	}

	private extensions(name: string, place: Place, prefix: string, depth = 0): void {
		const element = elementOf(this.definitions.dataType('Extension'), name);
		if (!element || depth > maxDepth) return;
		const list = within(place, element);
		for (const url of slicesOf(list)) {
			const own = ofSlice(list, url);
			const id = `${prefix}${name}[${url}].`;
			if (constraintAt(own).max === '0') continue;
			for (const value of this.definitions.dataType('Extension')?.values() ?? []) {
				const { max, types = [] } = constraintAt(within(own, value));
				const isPossible = value.choice !== undefined && max !== '0' && types.includes(value.type ?? '');
				// Of any value, only usual types would be offered.
				if (isPossible) this.found.extensions.push(...idsOf({ ...value, choice: undefined }, this.definitions, id));
			}
			this.extensions('extension', own, id, depth + 1);
		}
	}
}

/** The elements that a name in a profile means; of a choice, those that it names or leaves alone. */
function meantBy(name: string, elements: Elements, place: Place): ElementDefinition[] {
	const known = elements.get(name);
	if (known) return [known];
	return [...elements.values()].filter((element) => {
		if (element.choice === undefined || `${element.choice}[x]` !== name) return false;
		const nodes = place.flatMap((node) => node.children.get(name) ?? []);
		const { types } = constraintAt(nodes);
		const isOnly = types?.length === 1 && types[0] === element.type;
		return isOnly || nodes.some(({ slices }) => slices.has(element.name));
	});
}

/** The IDs of the single values in a fixed one. */
function leavesOf(id: string, fixed: Json): string[] {
	if (Array.isArray(fixed)) return fixed.flatMap((one, index) => leavesOf(`${id}[${index}]`, one));
	if (typeof fixed !== 'object' || fixed === null) return [id];
	return Object.entries(fixed).flatMap(([name, one]) => (one === undefined ? [] : leavesOf(`${id}.${name}`, one)));
}
