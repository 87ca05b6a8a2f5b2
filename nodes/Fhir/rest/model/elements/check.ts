import { bothShapes, type Content, contentOf, type ElementShape } from './content';

/** A member of a resource that cannot be what was meant. */
export interface Misfit {
	/** From the resource on, with positions in lists: `contact[0].nickname`. */
	readonly path: string;
	/** The type of the resource that it is in. */
	readonly type: string;
	/**
	 * `unknown`: no release of FHIR has an element of this name there. `text`: a text, number or boolean where every release
	 * has a list or an object. `number`: JSON has no such number.
	 */
	readonly problem: 'unknown' | 'text' | 'number';
	/** The element whose name differs from it only by upper and lower case. */
	readonly meant?: string;
	readonly value: unknown;
}

/** Misfits that are looked for at most. */
const maxMisfits = 20;

/** Of every element; `fhir_comments` is from STU3's JSON. */
const ofElements = new Set(['id', 'extension', 'modifierExtension', 'fhir_comments']);
const nothing: Content = new Map();

/**
 * The members of a resource that no release of FHIR defines, on all levels, and those that are certain to have a value of
 * the wrong kind. Only names and kinds are compared: everything else is for the server to judge. A resource of a type that
 * FHIR does not define may have any members.
 */
export function misfitsIn(resource: object): Misfit[] {
	const search = new MisfitSearch();
	search.resource(resource, '');
	return search.found;
}

class MisfitSearch {
	readonly found: Misfit[] = [];
	private type = '';

	resource(resource: object, path: string): void {
		const { resourceType } = resource as { resourceType?: unknown };
		const own = typeof resourceType === 'string' ? contentOf(resourceType) : undefined;
		const common = contentOf('Resource');
		if (!own || !common || typeof resourceType !== 'string') return;
		const outer = this.type;
		this.type = resourceType;
		this.members(resource, [own, common], path === '' ? '' : `${path}.`);
		this.type = outer;
	}

	private members(object: object, contents: readonly Content[], prefix: string): void {
		for (const [name, value] of Object.entries(object) as Array<[string, unknown]>) {
			if (value === undefined || this.found.length >= maxMisfits) continue;
			if (typeof value === 'number' && !Number.isFinite(value)) this.add(prefix + name, 'number', value);
			// `_birthDate` has the extensions of `birthDate`.
			const shape = shapeIn(contents, name.startsWith('_') ? name.slice(1) : name);
			if (shape === undefined) {
				if (ofElements.has(name)) this.nested(value, extensions(name), prefix + name);
				else this.add(prefix + name, 'unknown', value, nearest(contents, name));
			} else if (name.startsWith('_')) this.nested(value, [nothing], prefix + name);
			else if (isPrimitive(value) && (shape.list || shape.complex)) this.add(prefix + name, 'text', value);
			else this.value(value, shape, prefix + name);
		}
	}

	private value(value: unknown, shape: ElementShape, path: string): void {
		if (typeof value !== 'object' || value === null) return;
		if (!Array.isArray(value)) {
			if (shape.resource) this.resource(value, path);
			else this.nested(value, shape.contents(), path);
			return;
		}
		value.forEach((part: unknown, index) => {
			const place = `${path}[${index}]`;
			if (isPrimitive(part) && shape.complex) this.add(place, 'text', part);
			else if (typeof part === 'object' && part !== null && !Array.isArray(part)) this.value(part, shape, place);
		});
	}

	/** Objects whose content is not known may have any members; what is not an object has none. */
	private nested(value: unknown, contents: readonly Content[], path: string): void {
		if (contents.length === 0 || typeof value !== 'object' || value === null) return;
		if (!Array.isArray(value)) this.members(value, contents, `${path}.`);
		else value.forEach((part: unknown, index) => this.nested(part, contents, `${path}[${index}]`));
	}

	private add(path: string, problem: Misfit['problem'], value: unknown, meant?: string): void {
		if (this.found.length >= maxMisfits) return;
		this.found.push({ path, type: this.type, problem, value, ...(meant !== undefined && { meant }) });
	}
}

/** The shape of an element, as far as all contents that have it agree. */
function shapeIn(contents: readonly Content[], name: string): ElementShape | undefined {
	let found: ElementShape | undefined;
	for (const content of contents) {
		const shape = content.get(name);
		if (shape) found = found ? bothShapes(found, shape) : shape;
	}
	return found;
}

function extensions(name: string): readonly Content[] {
	const content = name === 'id' || name === 'fhir_comments' ? undefined : contentOf('Extension');
	return content ? [content] : [];
}

function nearest(contents: readonly Content[], name: string): string | undefined {
	const wanted = name.toLowerCase();
	return contents.flatMap((content) => [...content.keys()]).find((known) => known.toLowerCase() === wanted);
}

function isPrimitive(value: unknown): boolean {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
