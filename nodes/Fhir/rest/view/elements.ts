/**
 * What the model of a FHIR release says of elements, by paths as the FHIRPath library has them: that of a datatype is its name
 * (`HumanName`, `code`), that of an element with parts of its own begins with the resource (`Patient.contact`).
 */
export interface Elements {
	/** The element of this name of what has this path; undefined where the model does not know it. */
	readonly childOf: (path: string, name: string) => ElementStep | undefined;
	/** Is a type the other one, or derived from it? */
	readonly isA: (type: string, other: string) => boolean;
}

/** An element: with one type, or with a choice of types, in the order in which the library looks for them. */
export type ElementStep =
	{ readonly path: string; readonly choices?: undefined } | { readonly choices: readonly ElementChoice[] };

/** One type of a choice: where its values are, and what FHIR puts beside them. */
export interface ElementChoice {
	readonly member: string;
	readonly side: string;
	readonly path: string;
}

/** The elements of a release's model, by the tables that the library has of it. */
export function elementsOf(model: ModelTables): Elements {
	const { choiceTypePaths, path2Type, path2TypeWithoutElements, pathsDefinedElsewhere, type2Parent } = model;
	const stepTo = (path: string) =>
		path2Type[path] === undefined ? undefined : (path2TypeWithoutElements[path] ?? path);
	return {
		childOf: (parent, name) => {
			const own = `${parent}.${name}`;
			const path = pathsDefinedElsewhere[own] ?? own;
			const types = choiceTypePaths[path];
			if (!types) {
				const step = name === 'extension' && stepTo(path) !== undefined ? 'Extension' : stepTo(path);
				return step === undefined ? undefined : { path: step };
			}
			const choices = types.flatMap((type) => {
				const step = stepTo(path + type);
				return step === undefined ? [] : [{ member: name + type, side: `_${name}${type}`, path: step }];
			});
			return choices.length === types.length ? { choices } : undefined;
		},
		isA: (type, other) => {
			for (let one: string | undefined = type; one !== undefined; one = type2Parent[one])
				if (one === other) return true;
			return false;
		},
	};
}

export interface ModelTables {
	readonly choiceTypePaths: Table<readonly string[]>;
	readonly path2Type: Table<string>;
	readonly path2TypeWithoutElements: Table<string>;
	readonly pathsDefinedElsewhere: Table<string>;
	readonly type2Parent: Table<string>;
}

type Table<Value> = Readonly<Record<string, Value | undefined>>;
