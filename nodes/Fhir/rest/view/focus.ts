import type { Environment, FhirPathLibrary, Node } from './library';

/** What expressions start from: a resource, an element of it, or nothing. */
export interface Focus {
	/** As JSON has it, for plain paths. */
	readonly values: readonly unknown[];
	/** The same for the library. It is made when it is needed first: most columns have plain paths. */
	readonly nodes: () => readonly Node[];
	readonly environment: () => Environment;
}

/** The focus on a resource as a whole. */
export function rootFocus(resource: object, constants: Environment, library: FhirPathLibrary): Focus {
	const root = once(() => library.nodeOf(resource));
	return {
		values: [resource],
		nodes: once(() => [root()]),
		environment: once(() => ({ ...constants, resource: root(), rootResource: root(), rowIndex: 0 })),
	};
}

/** The focus on one of the nodes that `forEach` chose, or on none where it chose none. */
export function rowFocus(nodes: readonly Node[], rowIndex: number, outer: Focus, library: FhirPathLibrary): Focus {
	return {
		values: nodes.map(library.rawOf),
		nodes: () => nodes,
		environment: once(() => ({ ...outer.environment(), rowIndex })),
	};
}

function once<Value>(make: () => Value): () => Value {
	let made: { readonly value: Value } | undefined;
	return () => (made ??= { value: make() }).value;
}
