import type { Resource } from '../model/resource';
import type { Environment, FhirPathLibrary, Node } from './library';

/** What expressions start from: a resource, an element of it, or nothing. */
export interface Focus {
	/** As JSON has it, for plain expressions. */
	readonly values: readonly unknown[];
	/** The path of the element, as `Elements` has it; undefined where it is not known. */
	readonly path: string | undefined;
	/** The same for the library. It is made when it is needed first: most columns have plain expressions. */
	readonly nodes: () => readonly Node[];
	readonly environment: () => Environment;
}

/** The focus on a resource as a whole. */
export function rootFocus(resource: Resource, constants: Environment, library: FhirPathLibrary): Focus {
	const root = once(() => library.nodeOf(resource));
	return {
		values: [resource],
		path: resource.resourceType,
		nodes: once(() => [root()]),
		environment: once(() => ({ ...constants, resource: root(), rootResource: root(), rowIndex: 0 })),
	};
}

/** The focus on one of the nodes that `forEach` chose, or on none where it chose none. */
export function rowFocus(nodes: readonly Node[], rowIndex: number, outer: Focus, library: FhirPathLibrary): Focus {
	const [node] = nodes;
	return {
		values: nodes.map(library.rawOf),
		path: node === undefined ? undefined : library.pathOf(node),
		nodes: () => nodes,
		environment: once(() => ({ ...outer.environment(), rowIndex })),
	};
}

/** The same for a value of this path. `node` gives its node, should that be needed. */
export function plainFocus(value: unknown, path: string, rowIndex: number, outer: Focus, node: () => Node): Focus {
	return {
		values: [value],
		path,
		nodes: once(() => [node()]),
		environment: once(() => ({ ...outer.environment(), rowIndex })),
	};
}

function once<Value>(make: () => Value): () => Value {
	let made: { readonly value: Value } | undefined;
	return () => (made ??= { value: make() }).value;
}
