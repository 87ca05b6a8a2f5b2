import type { Release } from './searchParameters';

/** Where an operation can be called (R4 §3.2.0.1). */
export type OperationLevel = 'system' | 'type' | 'instance';

/** An input parameter of an operation. */
export interface OperationInput {
	readonly name: string;
	/** Its data type; empty where it has parts instead. */
	readonly type: string;
	readonly isRequired: boolean;
	readonly repeats: boolean;
	/** What it is, in one line; may be empty. */
	readonly meaning: string;
}

/** An operation that FHIR defines. */
export interface DefinedOperation {
	/** With its `$`. */
	readonly name: string;
	/** The types that have it; `Resource` stands for all. */
	readonly types: readonly string[];
	readonly levels: readonly OperationLevel[];
	readonly meaning: string;
	readonly inputs: readonly OperationInput[];
}

interface Released extends DefinedOperation {
	readonly releases: number;
}

const bits: Readonly<Record<Release, number>> = { r4: 1, r4b: 2, r5: 4 };
const letters: ReadonlyArray<readonly [letter: string, level: OperationLevel]> = [
	['s', 'system'],
	['t', 'type'],
	['i', 'instance'],
];

let known: readonly Released[] | undefined;

/**
 * The operations that a release of FHIR defines, by name.
 *
 * The data is a text, which is loaded when it is needed first. A line is an operation and its input parameters, with `;` between
 * them. The operation: its name, its types, the first letters of its levels, the sum of its releases (1 R4, 2 R4B, 4 R5), and
 * what it is. A parameter: its name, its data type (`-` if it has parts), 1 or 0 as it is required or not, 1 or `*` as it may
 * be there once or more often, and what it is.
 */
export async function definedOperations(release: Release): Promise<DefinedOperation[]> {
	if (!known) {
		const { operationRecords } = await import('./operationRecords');
		known = operationRecords.trim().split('\n').map(operationOf);
	}
	return known.filter(({ releases }) => (releases & bits[release]) !== 0);
}

function operationOf(line: string): Released {
	const [head = '', ...inputs] = line.split(';');
	const [name = '', types = '', levels = '', releases = '', ...meaning] = head.split(' ');
	return {
		name,
		types: types.split(','),
		levels: letters.flatMap(([letter, level]) => (levels.includes(letter) ? [level] : [])),
		releases: Number(releases),
		meaning: meaning.join(' '),
		inputs: inputs.map(inputOf),
	};
}

function inputOf(record: string): OperationInput {
	const [name = '', type = '', bounds = '', ...meaning] = record.split(' ');
	return {
		name,
		type: type === '-' ? '' : type,
		isRequired: bounds.startsWith('1'),
		repeats: bounds.endsWith('*'),
		meaning: meaning.join(' '),
	};
}
