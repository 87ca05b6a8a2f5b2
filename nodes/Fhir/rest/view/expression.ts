import { asError } from '../../support/errors';
import { LruMap } from '../../support/lruMap';
import { counted } from '../../support/text';
import { viewFailure } from './failure';
import type { Focus } from './focus';
import { functionParameters, refusedFunctions, takes } from './functionNames';
import type { Environment, FhirPathLibrary, Node, SyntaxNode } from './library';
import { type PlainExpression, plainExpression } from './plainExpression';
import { Unsure } from './plainValues';
import { ViewProblem } from './problem';

/** A compiled expression. */
export interface Expression {
	/** The expression as it was written. */
	readonly text: string;
	/** The place in the view, for errors. */
	readonly place: string;
	/** Throws what the library throws: its words may hold content of the resource. */
	readonly evaluate: (nodes: readonly Node[], environment: Environment) => readonly Node[];
	/** The same for JSON, without the library, from an element of this path on; undefined where only the library can do it. */
	readonly plain: (path: string) => PlainExpression | undefined;
}

/** A view is mostly about one type. */
const keptPaths = 20;

/** Expressions are short: a longer one is a mistake, or meant to do harm. */
const maxLength = 5_000;

/** Each could reach into JavaScript's own objects. FHIR has no elements of these names. */
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype', '__path__']);

/** The variables that every expression may use, beside the constants of the view. */
const ownVariables = new Set(['resource', 'rootResource', 'context', 'rowIndex', 'ucum', 'sct', 'loinc']);

/** What an expression is compiled with. */
export interface Compiler {
	readonly library: FhirPathLibrary;
	/** The names of the view's constants. */
	readonly constants: ReadonlySet<string>;
}

/**
 * Compiles an expression. Throws an input `Failure` that names its place for one that is not FHIRPath, that uses an unknown
 * function or constant, or that reaches for something else than the resource.
 */
export function compileExpression(text: string, place: string, compiler: Compiler): Expression {
	const { library } = compiler;
	if (text.trim() === '') throw viewFailure(place, 'the expression is empty', 'Enter a FHIRPath, e.g. `name.family`.');
	if (text.length > maxLength) {
		throw viewFailure(place, `the expression is longer than ${maxLength} characters`, 'Split it into several columns.');
	}
	const tree = parsed(text, place, library);
	assertAllowed(tree, place, compiler, definedVariables(tree));
	const evaluate = library.compile(text);
	const byPath = new LruMap<string, { readonly plain: PlainExpression | undefined }>(keptPaths);
	const plain = (path: string) => {
		let known = byPath.get(path);
		if (!known) {
			known = { plain: plainExpression(tree, path, library.elements) };
			byPath.set(path, known);
		}
		return known.plain;
	};
	return { text, place, evaluate, plain };
}

/**
 * The values that an expression finds, as JSON has them. Throws a `ViewProblem` that names the column, if it is one, where the
 * expression cannot be evaluated.
 */
export function valuesOf(
	expression: Expression,
	focus: Focus,
	{ valueOf }: FhirPathLibrary,
	column?: string,
): unknown[] {
	const { place, evaluate } = expression;
	try {
		const found = plainValuesOf(expression, focus)?.values ?? evaluate(focus.nodes(), focus.environment());
		// A value may be missing although there is something about it, such as the reason.
		return found.map(valueOf).filter((value) => value !== null && value !== undefined);
	} catch (error) {
		throw ViewProblem.of(error, { place, ...(column !== undefined && { column }) });
	}
}

/** What an expression finds, as JSON, with the path of its elements, where that can be said without the library. */
export function plainValuesOf(
	{ plain }: Expression,
	{ path, values }: Focus,
): { readonly values: readonly unknown[]; readonly path: string | undefined } | undefined {
	const own = path === undefined ? undefined : plain(path);
	if (!own) return undefined;
	try {
		return { values: own.run(values, values), path: own.path };
	} catch (error) {
		if (error instanceof Unsure) return undefined;
		throw asError(error);
	}
}

function parsed(text: string, place: string, library: FhirPathLibrary): SyntaxNode {
	try {
		return library.parse(text);
	} catch (error) {
		const column = /column: (\d{1,5})/.exec(error instanceof Error ? error.message : '')?.[1];
		const where = column === undefined ? '' : ` at character ${Number(column) + 1}`;
		throw viewFailure(
			place,
			`the expression is not valid FHIRPath${where}`,
			"A path is made of element names with dots between them, e.g. `name.where(use = 'official').family`. Put text in single quotes.",
		);
	}
}

function assertAllowed(node: SyntaxNode, place: string, compiler: Compiler, defined: ReadonlySet<string>): void {
	const { type, text = '', children = [] } = node;
	if (type === 'Identifier' || type === 'MemberInvocation') assertName(unquoted(text), place);
	if (type === 'Functn') assertFunction(node, place);
	if (type === 'ExternalConstantTerm') {
		assertVariable(unquoted(node.delimitedText ?? text), place, compiler.constants, defined);
	}
	for (const child of children) assertAllowed(child, place, compiler, defined);
}

function assertName(name: string, place: string): void {
	if (!forbiddenNames.has(name)) return;
	throw viewFailure(place, `the name \`${name}\` is not allowed`, 'FHIR has no element of this name.');
}

function assertFunction(node: SyntaxNode, place: string): void {
	const [identifier, parameters] = node.children ?? [];
	const name = unquoted(identifier?.text ?? node.text ?? '');
	const reason = refusedFunctions.get(name);
	if (reason !== undefined) {
		throw viewFailure(
			place,
			`the function \`${name}()\` cannot be used in a table: ${reason}`,
			'Use what is in the resource itself; for references, `getReferenceKey()` gives a key to join with another table.',
		);
	}
	const numbers = functionParameters.get(name);
	if (numbers === undefined) {
		throw viewFailure(
			place,
			`there is no function \`${name}()\``,
			'Check its spelling: capital letters count in FHIRPath.',
		);
	}
	const count = parameters?.children?.length ?? 0;
	if (takes(numbers, count)) return;
	throw viewFailure(
		place,
		`the function \`${name}()\` has ${counted(count, 'parameter')}`,
		`It takes ${numbers.replace('+', ' or more').replace(',', ' or ')}.`,
	);
}

function assertVariable(
	name: string,
	place: string,
	constants: ReadonlySet<string>,
	defined: ReadonlySet<string>,
): void {
	if (constants.has(name) || defined.has(name) || ownVariables.has(name)) return;
	throw viewFailure(
		place,
		`there is no constant \`%${name}\``,
		'Define it under `constant`, or use `%resource` or `%rowIndex`.',
	);
}

/** The names that an expression defines itself, by `defineVariable('name')`. */
function definedVariables(node: SyntaxNode, found = new Set<string>()): ReadonlySet<string> {
	if (node.type === 'Functn' && node.text === 'defineVariable') {
		const literal = firstLiteral(node);
		if (literal !== undefined) found.add(unquoted(literal));
	}
	node.children?.forEach((child) => definedVariables(child, found));
	return found;
}

function firstLiteral(node: SyntaxNode): string | undefined {
	if (node.type === 'StringLiteral') return node.text;
	for (const child of node.children ?? []) {
		const literal = firstLiteral(child);
		if (literal !== undefined) return literal;
	}
	return undefined;
}

/** A name without its quotes, and its escapes as the characters that they stand for. */
function unquoted(name: string): string {
	const inner = /^[`'"]/.test(name) ? name.slice(1, -1) : name;
	return inner.replace(
		/\\(?:u([0-9a-fA-F]{4})|(.))/g,
		(_all, code: string | undefined, character: string | undefined) =>
			code === undefined ? (character ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
	);
}
