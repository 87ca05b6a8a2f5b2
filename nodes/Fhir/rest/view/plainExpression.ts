import type { ElementChoice, Elements } from './elements';
import { joined, referenceKeys, resourceKeys } from './functions';
import type { SyntaxNode } from './library';
import { childValues, chosenValues, Unsure } from './plainValues';

/** Values as JSON has them; `null` stands for one that has only extensions. */
type Values = readonly unknown[];

/** Walks from the values where it stands; `self` is what `$this` means. Throws `Unsure` for what the library has to decide. */
export type PlainRun = (values: Values, self: Values) => Values;

/** An expression that is walked without the library. */
export interface PlainExpression {
	readonly run: PlainRun;
	/** Path of what it finds, as `Elements` has them; undefined where it may be one of several. */
	readonly path: string | undefined;
}

interface Plain extends PlainExpression {
	/** The element that it ends with, if that has a choice of types. */
	readonly choice?: { readonly from: PlainRun; readonly types: readonly ElementChoice[] };
}

interface Scope {
	readonly elements: Elements;
	/** Paths of what it starts from, and of what `$this` means. */
	readonly from: string | undefined;
	readonly self: string | undefined;
}

/**
 * An expression that is made of names of elements and of the functions that views use most, as a function that walks the JSON:
 * many times as fast as the library does. `path` is that of what it starts from. Undefined for an expression with anything
 * else, and for elements that the model does not know: those are left to the library.
 */
export function plainExpression(tree: SyntaxNode, path: string, elements: Elements): PlainExpression | undefined {
	return compile(tree, { elements, from: path, self: path });
}

function compile(node: SyntaxNode, scope: Scope): Plain | undefined {
	const [first, second] = node.children ?? [];
	switch (node.type) {
		case 'EntireExpression':
		case 'TermExpression':
		case 'InvocationTerm':
		case 'ParenthesizedTerm':
			return first && !second ? compile(first, scope) : undefined;
		case 'MemberInvocation':
			return member({ run: (values) => values, path: scope.from }, nameOf(node), scope);
		case 'InvocationExpression': {
			const receiver = first && compile(first, scope);
			if (!receiver || !second) return undefined;
			if (second.type === 'MemberInvocation') return member(receiver, nameOf(second), scope);
			return second.type === 'FunctionInvocation' ? call(receiver, second, scope) : undefined;
		}
		case 'FunctionInvocation':
			return call({ run: (values) => values, path: scope.from }, node, scope);
		case 'IndexerExpression': {
			const receiver = first && compile(first, scope);
			const index = second && literalOf(second, 'NumberLiteral');
			if (!receiver || index === undefined || !/^\d{1,9}$/.test(index)) return undefined;
			return { run: sliced(receiver.run, Number(index)), path: receiver.path };
		}
		case 'LiteralTerm': {
			const value = first?.type === 'BooleanLiteral' ? first.text === 'true' : undefined;
			return value === undefined ? undefined : { run: () => [value], path: 'System.Boolean' };
		}
		default:
			return undefined;
	}
}

function member({ run, path }: Plain, name: string | undefined, { elements }: Scope): Plain | undefined {
	// What is below a primitive value is not within its JSON.
	if (name === undefined || path === undefined || isPrimitive(path)) return undefined;
	const step = elements.childOf(path, name);
	if (!step) return undefined;
	const { choices } = step;
	if (!choices) {
		const side = `_${name}`;
		return { run: (values, self) => childValues(run(values, self), name, side), path: step.path };
	}
	const first = (values: Values, self: Values) => chosenValues(run(values, self), choices, () => true);
	return { run: first, path: undefined, choice: { from: run, types: choices } };
}

type Call = (receiver: Plain, parameters: readonly SyntaxNode[], scope: Scope) => Plain | undefined;

/** The functions, by name. Their numbers of parameters have been checked (`functionNames.ts`). */
const calls: ReadonlyMap<string, Call> = new Map<string, Call>(
	Object.entries<Call>({
		first: (receiver) => ({ run: sliced(receiver.run, 0), path: receiver.path }),
		exists: ({ run }, [criteria]) =>
			criteria ? undefined : { run: (values, self) => [run(values, self).length > 0], path: 'System.Boolean' },
		count: ({ run }) => ({ run: (values, self) => [run(values, self).length], path: 'System.Integer' }),
		getResourceKey: ({ run }) => ({ run: (values, self) => resourceKeys(run(values, self)), path: 'System.String' }),
		getReferenceKey: ({ run }, [parameter]) => {
			const type = parameter && simpleName(parameter);
			if (parameter && type === undefined) return undefined;
			const of = type === undefined ? undefined : { name: type };
			return { run: (values, self) => referenceKeys(run(values, self), of), path: 'System.String' };
		},
		join: ({ run, path }, [parameter]) => {
			const separator = parameter ? literalOf(parameter, 'StringLiteral') : '';
			if (separator === undefined || !isText(path)) return undefined;
			return { run: (values, self) => [joined(textsOnly(run(values, self)), separator)], path: 'System.String' };
		},
		toString: ({ run, path }: Plain) => {
			if (path !== 'boolean' && path !== 'integer' && path !== 'dateTime') return undefined;
			return { run: (values: Values, self: Values) => run(values, self).map(textOfOne), path: 'System.String' };
		},
		ofType: ({ choice }, [parameter], { elements }) => {
			const type = parameter && simpleName(parameter);
			const chosen = choice?.types.find(({ path }) => path === type);
			if (!choice || !chosen) return undefined;
			const isChosen = ({ path }: ElementChoice) => {
				if (path === chosen.path) return true;
				// A type that is derived from it counts, and is rare.
				if (elements.isA(path, chosen.path)) throw new Unsure();
				return false;
			};
			const run = (values: Values, self: Values) => chosenValues(choice.from(values, self), choice.types, isChosen);
			return { run, path: chosen.path };
		},
		where: ({ run, path }, [parameter], { elements }) => {
			const criterion = parameter && condition(parameter, { elements, from: path, self: path });
			if (!criterion) return undefined;
			return { run: (values, self) => run(values, self).filter((value) => criterion([value], [value])), path };
		},
		select: ({ run, path }, [parameter], { elements }) => {
			const projection = parameter && compile(parameter, { elements, from: path, self: path });
			if (!projection) return undefined;
			const each = (value: unknown) => projection.run([value], [value]);
			return { run: (values, self) => run(values, self).flatMap(each), path: projection.path };
		},
		combine: ({ run, path }, [parameter], { elements, self: own }) => {
			const other = parameter && compile(parameter, { elements, from: own, self: own });
			if (!other) return undefined;
			const both = (values: Values, self: Values) => [...run(values, self), ...other.run(self, self)];
			return { run: both, path: path === other.path ? path : undefined };
		},
		iif: ({ run, path }, [test, then, otherwise], { elements }) => {
			const scope = { elements, from: path, self: path };
			const criterion = test && condition(test, scope);
			const yes = then && compile(then, scope);
			const no = otherwise ? compile(otherwise, scope) : { run: () => [], path: yes?.path };
			if (!criterion || !yes || !no) return undefined;
			const chosen = (values: Values, self: Values) => {
				const found = run(values, self);
				return (criterion(found, found) ? yes : no).run(found, found);
			};
			return { run: chosen, path: yes.path === no.path ? yes.path : undefined };
		},
	}),
);

function call(receiver: Plain, node: SyntaxNode, scope: Scope): Plain | undefined {
	const [functn] = node.children ?? [];
	const name = functn?.children?.[0]?.text ?? '';
	const parameters = functn?.children?.[1]?.children ?? [];
	return calls.get(name)?.(receiver, parameters, scope);
}

/** A condition that is plainly true or false: that something exists, or that one text is equal to a literal. */
function condition(node: SyntaxNode, scope: Scope): ((values: Values, self: Values) => boolean) | undefined {
	const inner = unwrapped(node);
	if (inner.type === 'EqualityExpression' && inner.text === '=') {
		const [left, right] = inner.children ?? [];
		const found = left && compile(left, scope);
		const literal = right && literalOf(right, 'StringLiteral');
		if (!found || literal === undefined || !isText(found.path)) return undefined;
		return (values, self) => {
			const [value, more] = found.run(values, self);
			return more === undefined && value === literal;
		};
	}
	const tested = compile(inner, scope);
	if (!tested || tested.path !== 'System.Boolean') return undefined;
	return (values, self) => tested.run(values, self)[0] === true;
}

/** Without what only stands around it. */
function unwrapped(node: SyntaxNode): SyntaxNode {
	const [only, second] = node.children ?? [];
	const isWrapper = ['EntireExpression', 'TermExpression', 'ParenthesizedTerm'].includes(node.type);
	return isWrapper && only && !second ? unwrapped(only) : node;
}

/** The text of a literal of this type; undefined for anything else, and for a text with escapes. */
function literalOf(node: SyntaxNode, type: 'StringLiteral' | 'NumberLiteral'): string | undefined {
	const term = unwrapped(node);
	const literal = term.type === 'LiteralTerm' ? term.children?.[0] : undefined;
	const text = literal?.type === type ? literal.text : undefined;
	if (type === 'NumberLiteral' || text === undefined) return text;
	return text.includes('\\') ? undefined : text.slice(1, -1);
}

/** A name that stands alone, such as that of a type; undefined for anything else. */
function simpleName(node: SyntaxNode): string | undefined {
	const term = unwrapped(node);
	const invocation = term.type === 'InvocationTerm' ? term.children?.[0] : undefined;
	return invocation?.type === 'MemberInvocation' ? nameOf(invocation) : undefined;
}

/** The name of an element; undefined where it is in quotes. */
function nameOf({ text = '' }: SyntaxNode): string | undefined {
	return /^[A-Za-z][A-Za-z0-9]*$/.test(text) ? text : undefined;
}

/** FHIR's primitive types, and those that the functions give, which have no members. */
function isPrimitive(path: string): boolean {
	return path.startsWith('System.') || (path[0] ?? '') >= 'a';
}

const texts = new Set(['canonical', 'code', 'id', 'markdown', 'oid', 'string', 'uri', 'url', 'uuid', 'System.String']);

function isText(path: string | undefined): boolean {
	return path !== undefined && texts.has(path);
}

function textsOnly(values: Values): Values {
	if (values.every((value) => typeof value === 'string' || value === null)) return values;
	throw new Unsure();
}

function textOfOne(value: unknown, index: number): string {
	const isPlain = typeof value === 'boolean' || typeof value === 'string' || Number.isSafeInteger(value);
	if (index === 0 && isPlain) return String(value);
	throw new Unsure();
}

function sliced(run: PlainRun, index: number): PlainRun {
	return (values, self) => run(values, self).slice(index, index + 1);
}
