import type { UserInvocationTable } from 'fhirpath';
import { isObject } from '../../support/json';

/**
 * The functions that SQL on FHIR adds to FHIRPath, for joins between tables: `getResourceKey()` of a resource equals
 * `getReferenceKey()` of a reference to it. Both are the ID. A relative or absolute reference gives the ID at its end, also
 * where it names a version; what names no resource (a fragment, a URN, a logical reference) gives nothing.
 */
const keyFunctions: UserInvocationTable = {
	getResourceKey: { fn: resourceKeys, arity: { 0: [] } },
	getReferenceKey: { fn: referenceKeys, arity: { 0: [], 1: ['TypeSpecifier'] } },
};

/** What the library offers to the functions here: an expression with its own functions alone, and values of nodes. */
export interface Base {
	readonly compile: (expression: string) => (nodes: readonly unknown[]) => readonly unknown[];
	readonly valueOf: (node: unknown) => unknown;
}

/**
 * The functions of SQL on FHIR, and those of FHIRPath that the library has in another way than SQL on FHIR: `join()` of
 * nothing is an empty text, and the boundaries of a time without time zone are those of all zones.
 */
export function viewFunctions(base: Base): UserInvocationTable {
	return {
		...keyFunctions,
		join: { fn: joined, arity: { 0: [], 1: ['String'] } },
		lowBoundary: boundary('lowBoundary', '+14:00', base),
		highBoundary: boundary('highBoundary', '-12:00', base),
	};
}

/** The texts and numbers in one text. */
export function joined(values: readonly unknown[], separator: unknown = ''): string {
	const texts = values.filter((value) => typeof value === 'string' || typeof value === 'number');
	return texts.join(typeof separator === 'string' ? separator : '');
}

const timeWithoutZone = /^\d{4}-\d\d-\d\dT[\d:.]{2,12}$/;

/** The earliest moment of a day is in the zone that is first to reach it, the latest in the last one (FHIRPath, lowBoundary). */
function boundary(name: string, zone: string, { compile, valueOf }: Base): UserInvocationTable[string] {
	const fn = (nodes: readonly unknown[], precision?: number) =>
		compile(`${name}(${precision ?? ''})`)(nodes).flatMap((node) => {
			const value = valueOf(node);
			return typeof value === 'string' && timeWithoutZone.test(value) ? compile(`@${value}${zone}`)([]) : [node];
		});
	return { fn, arity: { 0: [], 1: ['Integer'] }, internalStructures: true };
}

/** The IDs of resources. */
export function resourceKeys(resources: readonly unknown[]): string[] {
	return resources.flatMap((resource) => (isObject(resource) && typeof resource.id === 'string' ? [resource.id] : []));
}

/** The IDs at the end of references. `type`: only references to this type give a key. */
export function referenceKeys(references: readonly unknown[], type?: { readonly name?: string }): string[] {
	return references.flatMap((reference) => {
		const target =
			isObject(reference) && typeof reference.reference === 'string' ? targetOf(reference.reference) : undefined;
		return target && (type?.name === undefined || type.name === target.type) ? [target.id] : [];
	});
}

/** The last two steps of a RESTful reference (R4 §2.3.0.1), before a version. */
function targetOf(reference: string): { type: string; id: string } | undefined {
	const [path = ''] = reference.split(/[?#]/);
	const steps = path.split('/');
	const history = steps.at(-2) === '_history' ? steps.slice(0, -2) : steps;
	const [type = '', id = ''] = history.slice(-2);
	return history.length > 1 && /^[A-Z][A-Za-z]*$/.test(type) && id !== '' ? { type, id } : undefined;
}
