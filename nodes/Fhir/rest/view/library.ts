import type { Model, OptionVariants } from 'fhirpath';
import { exactNumber, ExactNumber } from '../../support/exactNumber';
import { LruMap } from '../../support/lruMap';
import { textMember } from '../../support/jsonMembers';
import { type Elements, elementsOf } from './elements';
import { viewFunctions } from './functions';

/** The FHIR releases whose elements and choice types FHIRPath can be told. R4B has the model of R4. */
export type FhirRelease = 'stu3' | 'r4' | 'r5';

/** A value within a resource as the library passes it on: with its place and type. Nothing here looks into it. */
export type Node = unknown;

/** What an expression may use by name, such as `%resource`. */
export type Environment = Readonly<Record<string, unknown>>;

/** A part of a parsed expression. */
export interface SyntaxNode {
	readonly type: string;
	readonly text?: string;
	readonly delimitedText?: string;
	readonly children?: readonly SyntaxNode[];
}

/** Runs a compiled expression on nodes. */
export type Evaluate = (nodes: readonly Node[], environment: Environment) => readonly Node[];

/** FHIRPath (http://hl7.org/fhirpath) as a view needs it. */
export interface FhirPathLibrary {
	/** The parts of an expression; throws what the library throws for one that is not FHIRPath. */
	parse(expression: string): SyntaxNode;
	/** Throws as `parse` does. The functions are FHIRPath's own and those of SQL on FHIR. */
	compile(expression: string): Evaluate;
	/** A resource as a node. Numbers that are held exactly stay exact. */
	readonly nodeOf: (resource: object) => Node;
	/** The value of a node as JSON has it; a decimal with digits that JavaScript would drop is an `ExactNumber`. */
	readonly valueOf: (node: Node) => unknown;
	/** What a node stands for in the resource, as it is there. */
	readonly rawOf: (node: Node) => unknown;
	/** The path of the element that a node stands for, as `Elements` has it; undefined where it is not known. */
	readonly pathOf: (node: Node) => string | undefined;
	/** What the model says of elements. */
	readonly elements: Elements;
	/** A number that is to be calculated with exactly. */
	decimal(text: string): unknown;
}

/** Some are made of values, such as the literal of a date. */
const keptExpressions = 100;

const libraries = new Map<FhirRelease, Promise<FhirPathLibrary>>();

/**
 * Loads the library, on first use only: it takes a tenth of a second and 30 MB. This is the only file that knows it, so that
 * another one can be put in its place. `untilInstalled` is awaited before that; default: nothing is waited for.
 */
export async function loadFhirPath(release: FhirRelease, untilInstalled = async () => {}): Promise<FhirPathLibrary> {
	const known = libraries.get(release);
	if (known) return await known;
	const loading = untilInstalled().then(() => load(release));
	libraries.set(release, loading);
	// It may be there the next time.
	loading.catch(() => libraries.delete(release));
	return await loading;
}

async function load(release: FhirRelease): Promise<FhirPathLibrary> {
	const { default: fhirpath } = await import('fhirpath');
	const model = await loadModel(release);
	const valData = (node: Node): unknown => fhirpath.util.valData(node);
	const { FP_Decimal: Decimal } = fhirpath;
	const decimal = (text: string) => Decimal.getDecimal(text);
	// Results stay nodes, so that the next expression knows their types. Nothing is written to the log, or asked for anywhere.
	const options: OptionVariants = { resolveInternalTypes: false, preciseMath: true, traceFn: () => undefined };
	const valueOf = (node: Node) => plainValue(valData(node), Decimal);
	const own = new LruMap<string, (nodes: readonly Node[]) => Node[]>(keptExpressions);
	const compileOwn = (expression: string) => {
		const known = own.get(expression);
		if (known) return known;
		const compiled = fhirpath.compile(expression, model, options) as (nodes: readonly Node[]) => Node[];
		own.set(expression, compiled);
		return compiled;
	};
	const userInvocationTable = viewFunctions({ compile: compileOwn, valueOf });
	const rootOf = fhirpath.compile('$this', model, options);
	return {
		parse: (expression) => fhirpath.parse(expression) as SyntaxNode,
		compile: (expression) => {
			const run = fhirpath.compile(expression, model, { ...options, userInvocationTable });
			return (nodes, environment) => run(nodes, { ...environment }) as Node[];
		},
		nodeOf: (resource) => (rootOf(withDecimals(resource, decimal)) as Node[])[0],
		valueOf,
		rawOf: valData,
		pathOf: (node) => textMember(node, 'path'),
		elements: elementsOf(model),
		decimal,
	};
}

async function loadModel(release: FhirRelease): Promise<Model> {
	if (release === 'r5') return (await import('fhirpath/fhir-context/r5')).default;
	if (release === 'stu3') return (await import('fhirpath/fhir-context/stu3')).default;
	return (await import('fhirpath/fhir-context/r4')).default;
}

/** A copy where there are exact numbers in it: the library has a type of its own for them. */
function withDecimals<Value>(value: Value, decimal: (text: string) => unknown): Value {
	if (value instanceof ExactNumber) return decimal(value.text) as Value;
	if (typeof value !== 'object' || value === null) return value;
	let copy: Record<string, unknown> | undefined;
	for (const [name, member] of Object.entries(value)) {
		const changed: unknown = withDecimals(member, decimal);
		if (changed === member) continue;
		copy ??= (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
		copy[name] = changed;
	}
	return (copy as Value | undefined) ?? value;
}

interface JsonValue {
	toJSON(): unknown;
}

/** Dates, times and quantities of the library know how they are written. */
function plainValue(value: unknown, Decimal: new () => object): unknown {
	if (typeof value === 'bigint') return numberOf(value.toString());
	if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return value;
	if (value instanceof Decimal) return numberOf((value as { toString: () => string }).toString());
	if (typeof (value as Partial<JsonValue>).toJSON === 'function') return (value as JsonValue).toJSON();
	return withPlainDecimals(value, Decimal);
}

/** The library writes some decimals in a way that JSON does not have. */
function numberOf(text: string): number | ExactNumber {
	return exactNumber(text) ?? Number(text);
}

/** An element that is given as a whole may have decimals of the library within. */
function withPlainDecimals(value: object, Decimal: new () => object): unknown {
	if (Array.isArray(value)) return value.map((part) => plainValue(part, Decimal));
	return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plainValue(part, Decimal)]));
}
