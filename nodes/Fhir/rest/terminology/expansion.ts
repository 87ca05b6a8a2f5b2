import { isObject } from '../../support/json';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import type { FhirRequest } from '../request/request';
import type { Json, Resource } from '../model/resource';

/**
 * A concept of an expansion (R4 §4.9.8 `expansion.contains`): system, code, display and so on, without those
 * below it; `parent` is the code, or else the text, of the one that contains it.
 */
export type Concept = Readonly<Record<string, Json | undefined>>;

/** One page of an expansion. */
export interface ExpansionPage {
	/** As the server sent it. */
	readonly valueSet: Resource;
	/** Flat, each before those that it contains; what earlier pages had is left out. */
	readonly concepts: readonly Concept[];
}

/** How far an expansion is read. */
export interface ExpansionOptions {
	/** Concepts wanted; default: all. */
	readonly limit?: number;
	/** Concepts to ask for in one request; default: where there is a limit that many, else the server's own. */
	readonly count?: number;
	/** Told where the expansion holds less than the value set. */
	readonly onIncomplete?: (sentence: string) => void;
}

/** Page sizes above it are refused or cut by many a server (HAPI's limit). */
const largestCount = 1_000;
/** Against servers that never end. */
const mostPages = 10_000;

/**
 * Expands a value set page by page (R4 ValueSet-expand, `offset` and `count`). `request` makes the request for a page.
 * Servers that do not page give all at once; those that ignore the offset are told by a page without anything
 * new. Throws what `send` throws, and a `Failure` of kind `response` where no expansion comes.
 */
export async function* expansionPages(
	client: FhirClient,
	request: (page: { offset: number; count: number | undefined }) => FhirRequest,
	{ limit = Infinity, count: wished, onIncomplete }: ExpansionOptions = {},
	signal?: AbortSignal,
): AsyncGenerator<ExpansionPage, void, undefined> {
	const seen = new Set<string>();
	let read = 0;
	let given = 0;
	for (let pages = 0; pages < mostPages; pages++) {
		const count = pageSize(limit - given, wished);
		const answer = await client.send(request({ offset: read, count }), signal).catch((error: unknown) => {
			throw expansionFailure(error);
		});
		const valueSet = answer.resource;
		const expansion = valueSet?.resourceType === 'ValueSet' ? objectOf(valueSet.expansion) : undefined;
		if (!valueSet || !expansion) throw noExpansion(answer.status);
		const all = conceptsOf(expansion);
		const fresh = all.filter((concept) => !seen.has(keyOf(concept)));
		const concepts = fresh.slice(0, limit - given);
		all.forEach((concept) => seen.add(keyOf(concept)));
		read += all.length;
		given += concepts.length;
		if (pages === 0 && isCutShort(valueSet, expansion)) {
			onIncomplete?.('The server says that its expansion of the value set is not complete.');
		}
		yield { valueSet, concepts };
		if (given >= limit) return;
		// The same concepts again would reach the total as well.
		const repeats = all.length > 0 && fresh.length === 0;
		if (!repeats && !canContinue(expansion, read, all.length, count)) return;
		if (fresh.length === 0) {
			onIncomplete?.('The server did not give all concepts that it says the value set has.');
			return;
		}
	}
	throw new Failure({
		kind: 'response',
		message: `The expansion has more than ${mostPages} pages; ${given} concepts were read`,
		advice: 'Narrow it with a filter, ask for larger pages, or set a limit.',
	});
}

/** The concepts of an expansion, flat, each before those that it contains. */
export function conceptsOf(expansion: { readonly contains?: unknown }, parent?: Json): Concept[] {
	const contains: unknown[] = Array.isArray(expansion.contains) ? expansion.contains : [];
	return contains.flatMap((value) => {
		const node = objectOf(value);
		if (!node) return [];
		const { contains: below, ...own } = node;
		const concept: Concept = { ...own, ...(parent !== undefined && { parent }) };
		return [concept, ...conceptsOf({ contains: below }, concept.code ?? concept.display)];
	});
}

function pageSize(left: number, wished: number | undefined): number | undefined {
	const size = Math.min(left, wished ?? (left === Infinity ? Infinity : largestCount));
	return size === Infinity ? undefined : size;
}

/** `total` tells it; without one, a page that is exactly full may have a next one. */
function canContinue({ total }: { total?: unknown }, read: number, got: number, count: number | undefined): boolean {
	return typeof total === 'number' ? read < total : count !== undefined && got === count;
}

/** R4 extensions valueset-unclosed and valueset-toocostly, and the parameter that HL7's own servers add. */
function isCutShort(valueSet: Resource, expansion: { [name: string]: Json | undefined }): boolean {
	const extensions = [valueSet.extension, expansion.extension].flatMap((list) => (Array.isArray(list) ? list : []));
	const parameters = Array.isArray(expansion.parameter) ? expansion.parameter : [];
	return (
		extensions.some((extension) => isIncompleteness(objectOf(extension)?.url)) ||
		parameters.some((parameter) => objectOf(parameter)?.name === 'limitedExpansion')
	);
}

function isIncompleteness(url: Json | undefined): boolean {
	return typeof url === 'string' && /\/valueset-(unclosed|toocostly)$/.test(url);
}

/** A value set too large to expand is a matter of what was asked for. */
function expansionFailure(error: unknown): unknown {
	if (!(error instanceof Failure) || error.code !== 'too-costly') return error;
	const { kind, message, status, code, effect, details } = error;
	const advice = 'The value set is too large to be expanded as a whole: enter a Filter, or switch Return All off.';
	return new Failure({ kind, message, status, code, effect, details, advice, cause: error });
}

function noExpansion(status: number): Failure {
	return new Failure({
		kind: 'response',
		status,
		message: 'The server did not answer with an expanded value set',
		advice: 'Server → Get Capabilities lists whether it offers the operation `expand` for value sets.',
	});
}

function keyOf({ system, version, code, display }: Concept): string {
	return JSON.stringify([system, version, code ?? display]);
}

function objectOf(value: unknown): { [name: string]: Json | undefined } | undefined {
	return isObject(value) ? (value as { [name: string]: Json | undefined }) : undefined;
}
