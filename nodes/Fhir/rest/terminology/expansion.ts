import { asError } from '../../support/errors';
import { isObject } from '../../support/json';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import type { Json, Resource } from '../model/resource';
import type { FhirRequest } from '../request/request';
import { withServerWords } from '../response/errorInSuccess';
import type { FhirResponse } from '../response/response';
import { mayRefusePageSize } from '../search/pageSize';

/**
 * A concept of an expansion (R4 §4.9.8 `expansion.contains`): system, code, display and so on, without the concepts
 * that it contains. `parent` is the code (or if it has none, the display) of the concept that contains it.
 */
export type Concept = Readonly<Record<string, Json | undefined>>;

/** One page of an expansion. */
export interface ExpansionPage {
	/** The ValueSet as the server returned it. */
	readonly valueSet: Resource;
	/** The concepts of this page as a flat list (see `conceptsOf`), without those of earlier pages. */
	readonly concepts: readonly Concept[];
}

/** How much of an expansion is read. */
export interface ExpansionOptions {
	/** The maximum number of concepts. Default: all. */
	readonly limit?: number;
	/** The page size. Default: the limit (1,000 at most), or without a limit the server's own page size. */
	readonly count?: number;
	/** Called with a sentence if the server gave fewer concepts than the value set has. */
	readonly onIncomplete?: (sentence: string) => void;
	/** Called if the limit left concepts out. */
	readonly onLimit?: (limit: number) => void;
}

/** Many servers reject or reduce larger pages (HAPI's limit). */
const maxPageSize = 1_000;
/** Some servers never stop. */
const maxPages = 10_000;

/**
 * Expands a value set page by page (R4 ValueSet-expand, `offset` and `count`). `request` creates the request for a
 * page. Servers without paging return everything at once; a page without new concepts shows that a server ignores the
 * offset. Throws what `FhirClient.send` throws, and a `Failure` of kind `response` if the server does not return an
 * expansion, or too many pages.
 */
export async function* expansionPages(
	client: FhirClient,
	request: (page: { offset: number; count: number | undefined }) => FhirRequest,
	{ limit = Infinity, count: requestedCount, onIncomplete, onLimit }: ExpansionOptions = {},
	signal?: AbortSignal,
): AsyncGenerator<ExpansionPage, void, undefined> {
	const seen = new Set<string>();
	let read = 0;
	let refusesSize = false;
	let yielded = 0;
	for (let pages = 0; pages < maxPages; pages++) {
		const size: number | undefined = refusesSize ? undefined : pageSize(limit - yielded, requestedCount);
		const canOmit = size !== undefined && requestedCount === undefined;
		const { response, count } = await requestPage(client, request, { offset: read, count: size }, canOmit, signal);
		refusesSize ||= count !== size;
		const valueSet = response.resource;
		const expansion = valueSet?.resourceType === 'ValueSet' ? objectOf(valueSet.expansion) : undefined;
		if (!valueSet || !expansion) throw noExpansion(response);
		const all = conceptsOf(expansion);
		const newConcepts = all.filter((concept) => !seen.has(keyOf(concept)));
		const concepts = newConcepts.slice(0, limit - yielded);
		all.forEach((concept) => seen.add(keyOf(concept)));
		read += all.length;
		yielded += concepts.length;
		if (pages === 0 && isCutShort(valueSet, expansion)) {
			onIncomplete?.('The server says that its expansion of the value set is incomplete.');
		}
		yield { valueSet, concepts };
		if (yielded >= limit) {
			if (newConcepts.length > concepts.length || canContinue(expansion, read, all.length, undefined)) {
				onLimit?.(limit);
			}
			return;
		}
		// If a page repeats concepts, `read` may reach the total although some are missing.
		const repeats = all.length > 0 && newConcepts.length === 0;
		if (!repeats && !canContinue(expansion, read, all.length, count)) return;
		if (newConcepts.length === 0) {
			onIncomplete?.('The server did not return all concepts of the value set.');
			return;
		}
	}
	throw new Failure({
		kind: 'response',
		message: `The expansion has more than ${maxPages} pages; ${yielded} concepts were read`,
		advice: 'Narrow it with a filter, request larger pages, or set a limit.',
	});
}

/**
 * Requests one page. A server that refuses a page size which the user did not choose (`canOmit`) is asked once more without
 * one. Returns the response with the page size that it was asked for.
 */
async function requestPage(
	client: FhirClient,
	request: (page: { offset: number; count: number | undefined }) => FhirRequest,
	page: { offset: number; count: number | undefined },
	canOmit: boolean,
	signal: AbortSignal | undefined,
): Promise<{ response: FhirResponse; count: number | undefined }> {
	try {
		return { response: await client.send(request(page), signal), count: page.count };
	} catch (error) {
		if (!canOmit || !mayRefusePageSize(error, request(page)) || isTooCostly(error))
			throw asError(expansionFailure(error));
	}
	const whole = { offset: page.offset, count: undefined };
	const response = await client.send(request(whole), signal).catch((error: unknown) => {
		throw expansionFailure(error);
	});
	client.hint(
		`The server refused to expand the value set in pages of ${page.count} (count), so that it was asked once more without a page size.`,
	);
	return { response, count: undefined };
}

/**
 * The concepts of an expansion as a flat list, each before the concepts that it contains. `parent` is for those at the
 * top.
 */
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

function pageSize(left: number, requestedCount: number | undefined): number | undefined {
	const size = Math.min(left, requestedCount ?? (left === Infinity ? Infinity : maxPageSize));
	return size === Infinity ? undefined : size;
}

/** There are more pages if `total` says so; without a total, if the page is full. */
function canContinue({ total }: { total?: unknown }, read: number, got: number, count: number | undefined): boolean {
	return typeof total === 'number' ? read < total : count !== undefined && got === count;
}

/** The R4 extensions valueset-unclosed and valueset-toocostly, and the parameter that HL7's own servers add. */
function isCutShort(valueSet: Resource, expansion: { [name: string]: Json | undefined }): boolean {
	const extensions = [valueSet.extension, expansion.extension].flatMap((list) => (Array.isArray(list) ? list : []));
	const parameters = Array.isArray(expansion.parameter) ? expansion.parameter : [];
	return (
		extensions.some((extension) => isIncompleteExtension(objectOf(extension)?.url)) ||
		parameters.some((parameter) => objectOf(parameter)?.name === 'limitedExpansion')
	);
}

function isIncompleteExtension(url: Json | undefined): boolean {
	return typeof url === 'string' && /\/valueset-(unclosed|toocostly)$/.test(url);
}

/** Adds advice if the value set is too large to expand. */
function expansionFailure(error: unknown): unknown {
	if (!isTooCostly(error)) return error;
	const { kind, message, status, code, effect, details } = error;
	const advice = 'The value set is too large to be expanded as a whole: enter a Filter, or switch off Return All.';
	return new Failure({ kind, message, status, code, effect, details, advice, cause: error });
}

function isTooCostly(error: unknown): error is Failure {
	return error instanceof Failure && error.code === 'too-costly';
}

function noExpansion(response: FhirResponse): Failure {
	return new Failure({
		kind: 'response',
		status: response.status,
		message: withServerWords('The server did not return an expanded value set', response),
		advice: 'Server → Get Capabilities shows whether it offers the operation `expand` for value sets.',
	});
}

function keyOf({ system, version, code, display, parent }: Concept): string {
	return JSON.stringify([system, version, code ?? display, parent]);
}

function objectOf(value: unknown): { [name: string]: Json | undefined } | undefined {
	return isObject(value) ? (value as { [name: string]: Json | undefined }) : undefined;
}
