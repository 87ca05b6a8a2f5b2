import { asError } from '../../../support/errors';
import { ExactNumber } from '../../../support/exactNumber';
import { maxJsonDepth } from '../../../support/json';
import { bothShapes, type Content, contentOf, type ElementShape } from './content';

/** A member of a resource that cannot be what was meant. */
export interface Misfit {
	/** From the resource on, with positions in lists: `contact[0].nickname`. */
	readonly path: string;
	/** The type of the resource that it is in. */
	readonly type: string;
	/**
	 * `unknown`: no release of FHIR has an element of this name there. `text`: a text, number or boolean where every release
	 * has a list or an object. `number`: JSON has no such number. `unwritable`: it cannot be written as JSON, such as an object
	 * that holds itself. `failed`: what JavaScript makes of an object or of a missing value in a text.
	 */
	readonly problem: 'unknown' | 'text' | 'number' | 'unwritable' | 'failed';
	/** The element whose name differs from it only by upper and lower case. */
	readonly meant?: string;
	readonly value: unknown;
}

/** Misfits of one kind that are kept at most. */
const maxMisfits = 25;

/** Of every element; `fhir_comments` is from STU3's JSON. */
const ofElements = new Set(['id', 'extension', 'modifierExtension', 'fhir_comments']);
const nothing: Content = new Map();

/**
 * The members of a resource that no release of FHIR defines, on all levels, and those that are certain to have a value of
 * the wrong kind. Only names and kinds are compared: everything else is for the server to judge. A resource of a type that
 * FHIR does not define may have any members. A resource in which nothing is found can be written as JSON.
 */
export function misfitsIn(resource: object): Misfit[] {
	const search = new MisfitSearch();
	try {
		search.resource(resource);
	} catch (error) {
		if (!(error instanceof TooDeep)) throw asError(error);
	}
	return search.found;
}

/** Ends a search that would have no end, since an object holds itself. */
class TooDeep extends Error {}

/** Runs for each resource that is written: it allocates nothing as long as it finds nothing. */
class MisfitSearch {
	readonly found: Misfit[] = [];
	private type = '';
	/** Names and positions that lead to the current value. */
	private readonly path: Array<string | number> = [];

	resource(resource: object): void {
		const { resourceType } = resource as { resourceType?: unknown };
		const contents = typeof resourceType === 'string' ? contentsOfResource(resourceType) : undefined;
		if (!contents || typeof resourceType !== 'string') return this.unread(resource);
		const outer = this.type;
		this.type = resourceType;
		this.members(resource, contents);
		this.type = outer;
	}

	private members(object: object, contents: readonly Content[]): void {
		const members = object as Record<string, unknown>;
		this.assertEnd(object);
		// What is written is what this gives.
		if (typeof members.toJSON === 'function') this.unread(object);
		for (const name in members) {
			const value = members[name];
			if (value === undefined) continue;
			this.path.push(name);
			this.member(name, value, contents);
			this.path.pop();
		}
	}

	private member(name: string, value: unknown, contents: readonly Content[]): void {
		// `_birthDate` has the extensions of `birthDate`.
		const isExtended = name.charCodeAt(0) === 0x5f;
		const shape = shapeIn(contents, isExtended ? name.slice(1) : name);
		if (shape === undefined) {
			if (ofElements.has(name)) this.nested(value, extensions(name));
			else {
				this.add('unknown', value, nearest(contents, name));
				this.unread(value);
			}
		} else if (isExtended) this.nested(value, [nothing]);
		else if (isPrimitive(value)) {
			if (shape.list === true || shape.complex === true) this.add('text', value);
			else this.primitive(value, name);
		} else this.value(value, shape);
	}

	private value(value: unknown, shape: ElementShape): void {
		if (typeof value !== 'object' || value === null) return this.unread(value);
		if (!Array.isArray(value)) {
			if (shape.resource) this.resource(value);
			else this.nested(value, shape.contents());
			return;
		}
		for (let index = 0; index < value.length; index++) {
			const part: unknown = value[index];
			this.path.push(index);
			if (!isPrimitive(part)) {
				if (Array.isArray(part)) this.unread(part);
				else this.value(part, shape);
			} else if (shape.complex === true) this.add('text', part);
			else this.primitive(part);
			this.path.pop();
		}
	}

	private primitive(value: unknown, name = ''): void {
		if (typeof value === 'number' && !Number.isFinite(value)) this.add('number', value);
		else if (typeof value === 'string' && isFailed(value, name)) this.add('failed', value);
	}

	/** Objects whose content is not known may have any members; what is not an object has none. */
	private nested(value: unknown, contents: readonly Content[]): void {
		if (contents.length === 0 || typeof value !== 'object' || value === null) return this.unread(value);
		if (!Array.isArray(value)) return this.members(value, contents);
		this.assertEnd(value);
		for (let index = 0; index < value.length; index++) {
			this.path.push(index);
			this.nested(value[index], contents);
			this.path.pop();
		}
	}

	/** What is not read here is written all the same. */
	private unread(value: unknown): void {
		if (typeof value !== 'bigint' && (typeof value !== 'object' || value === null)) return;
		try {
			JSON.stringify(value);
		} catch {
			this.add('unwritable', value);
		}
	}

	private assertEnd(value: object): void {
		if (this.path.length < maxJsonDepth) return;
		this.add('unwritable', value);
		throw new TooDeep();
	}

	private add(problem: Misfit['problem'], value: unknown, meant?: string): void {
		if (this.found.filter((misfit) => misfit.problem === problem).length >= maxMisfits) return;
		const path = this.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
		this.found.push({ path: path.slice(1), type: this.type, problem, value, ...(meant !== undefined && { meant }) });
	}
}

const resourceContents = new Map<string, readonly Content[]>();

/** What a resource of this type may contain, with what every resource may; undefined for a type that is not known. */
export function contentsOfResource(type: string): readonly Content[] | undefined {
	const known = resourceContents.get(type);
	if (known) return known;
	const [own, common] = [contentOf(type), contentOf('Resource')];
	if (!own || !common) return undefined;
	// One place to look in for each element, of which nearly all are the type's own.
	const whole = new Map(common);
	for (const [name, shape] of own) whole.set(name, shapeIn([own, common], name) ?? shape);
	resourceContents.set(type, [whole]);
	return resourceContents.get(type);
}

/** The shape of an element, as far as all contents that have it agree. */
export function shapeIn(contents: readonly Content[], name: string): ElementShape | undefined {
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

/** A person may be called Null, but no resource has that ID. */
function isFailed(text: string, name: string): boolean {
	if (text === 'undefined' || text.includes('[object Object]')) return true;
	return name === 'reference' && /(^|\/)(undefined|null|NaN)$/.test(text);
}

function isPrimitive(value: unknown): boolean {
	return (
		typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value instanceof ExactNumber
	);
}
