import type { ElementDefinition, ElementDefinitions, Elements } from '../definitions/elements';
import type { Json, Resource } from '../model/resource';
import { ExactNumber } from '../../support/exactNumber';
import { elementOf, isPrimitive } from './elementOf';
import type { FieldModel } from './fieldModel';
import { type Entry, impliedBy, keyOf } from './keyedEntries';

/** A resource taken apart. */
export interface TakenApart {
	/** The values by the IDs of their fields, in the order of the resource. */
	readonly fields: ReadonlyMap<string, Json>;
	/** The paths, without positions, of what no field covers: contained resources, IDs of elements, extensions in a list of texts. */
	readonly uncovered: ReadonlySet<string>;
}

/** Takes a resource apart into its fields; undefined for a type that is not known. `toResource` puts them together again. */
export function toFields(resource: Resource, model: FieldModel): TakenApart | undefined {
	const found = model.elements;
	if (!found) return undefined;
	const parting = new Parting(found.definitions);
	const { resourceType: _, ...members } = resource;
	parting.members(members, found.elements, '', '', {});
	return parting;
}

class Parting implements TakenApart {
	readonly fields = new Map<string, Json>();
	readonly uncovered = new Set<string>();

	constructor(private readonly definitions: ElementDefinitions) {}

	/** `implied` is what the key of the entry says already. */
	members(object: Entry, elements: Elements, prefix: string, path: string, implied: Entry): void {
		for (const [name, value] of Object.entries(object)) {
			if (value === undefined) continue;
			const element = elementOf(elements, name);
			if (!element || (Array.isArray(value) && !element.list)) this.uncovered.add(path + name);
			else this.element(value, element, prefix + name, path + name, implied[name]);
		}
	}

	private element(value: Json, element: ElementDefinition, id: string, path: string, implied: Json | undefined): void {
		if (!Array.isArray(value)) {
			if (element.list) this.uncovered.add(path);
			else this.value(value, element, id, path, implied);
			return;
		}
		const used = new Set<string>();
		let position = 0;
		for (const [index, entry] of value.entries()) {
			if (entry === null) {
				this.uncovered.add(path);
				continue;
			}
			const key = isEntry(entry) ? keyOf(element.type, entry) : undefined;
			if (key === undefined || used.has(key) || !this.keyed(entry, element, key, id, path)) {
				const ofList = Array.isArray(implied) ? implied[index] : undefined;
				this.value(entry, element, `${id}[${position}]`, path, ofList);
			}
			if (key !== undefined) used.add(key);
			position++;
		}
	}

	/** Takes apart an entry that has a key; false if it has nothing but what the key says. */
	private keyed(entry: Json, element: ElementDefinition, key: string, id: string, path: string): boolean {
		const before = this.fields.size;
		this.value(entry, element, `${id}[${key}]`, path, impliedBy(element.type, key));
		return this.fields.size > before;
	}

	private value(value: Json, element: ElementDefinition, id: string, path: string, implied: Json | undefined): void {
		if (!isEntry(value)) {
			if (!isPrimitive(element) || Array.isArray(value) || value === null) this.uncovered.add(path);
			else if (value !== implied) this.fields.set(id, value);
			return;
		}
		const content = this.definitions.within(element);
		if (content) this.members(value, content, `${id}.`, `${path}.`, isEntry(implied) ? implied : {});
		else this.uncovered.add(path);
	}
}

function isEntry(value: Json | undefined): value is Entry {
	return (
		typeof value === 'object' && value !== null && !Array.isArray(value) && !((value as unknown) instanceof ExactNumber)
	);
}
