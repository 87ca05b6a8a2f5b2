import type { Stored } from './store';

/** Calls `found` with each `reference` string anywhere in a resource. */
function eachReference(value: unknown, found: (reference: string) => void): void {
	if (typeof value !== 'object' || value === null) return;
	if (Array.isArray(value)) {
		for (const element of value) eachReference(element, found);
		return;
	}
	for (const key in value) {
		const child: unknown = Reflect.get(value, key);
		if (key === 'reference' && typeof child === 'string') found(child);
		else if (typeof child === 'object') eachReference(child, found);
	}
}

function eachIdentifier(resource: Stored, found: (value: string) => void): void {
	if (!('identifier' in resource)) return;
	for (const identifier of [resource.identifier].flat()) {
		if (identifier?.value) found(`${resource.resourceType}|${identifier.value.toLowerCase()}`);
	}
}

/** Who refers to what, and who carries which identifier: narrows a search before FHIRPath looks at it. */
export class ResourceIndex {
	private readonly byReference = new Map<string, Set<Stored>>();
	private readonly byIdentifier = new Map<string, Set<Stored>>();

	add(resource: Stored): void {
		const put = (map: Map<string, Set<Stored>>) => (key: string) => {
			const held = map.get(key);
			if (held) held.add(resource);
			else map.set(key, new Set([resource]));
		};
		eachReference(resource, put(this.byReference));
		eachIdentifier(resource, put(this.byIdentifier));
	}

	remove(resource: Stored): void {
		const take = (map: Map<string, Set<Stored>>) => (key: string) => {
			const held = map.get(key);
			held?.delete(resource);
			if (held?.size === 0) map.delete(key);
		};
		eachReference(resource, take(this.byReference));
		eachIdentifier(resource, take(this.byIdentifier));
	}

	/** The living resources that hold this very reference, whatever their type. */
	referringTo(reference: string): Iterable<Stored> {
		return this.byReference.get(reference) ?? [];
	}

	/** The living resources of a type with an identifier of this value, in any letter case. */
	identifiedBy(type: string, value: string): Iterable<Stored> {
		return this.byIdentifier.get(`${type}|${value.toLowerCase()}`) ?? [];
	}
}
