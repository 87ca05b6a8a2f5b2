import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { capabilityStatement, servedTypes } from '../conformance/capabilities';
import { offersCompartment, offersSystemSearch } from '../conformance/offers';
import type { Resource } from '../model/resource';
import { isResourceType } from '../model/resourceTypes';
import { type CompartmentScope, type NarrowSearch, searchesByParameter, searchesByType } from './narrowSearches';
import type { PagingOptions, SearchPage } from '../search/paging';
import { searchRequest, type SearchSettings } from '../search/searchRequest';
import { togetherAsOne } from './togetherAsOne';

/** A search of more than one type: across types (without a scope), or in a compartment. */
export interface WideSearch {
	readonly settings: SearchSettings;
	readonly scope?: CompartmentScope;
}

/** For each client, what its server has turned out not to offer. */
const notOffered = new WeakMap<FhirClient, Set<string>>();

/**
 * Runs a search across types or in a compartment (R4 §3.1.1.2) and yields its pages. Many servers do not offer these
 * searches: there it sends a search for each type, or for each parameter that defines the compartment, and yields their
 * pages one after another, each resource once, up to the same limit. A hint says so. Throws what `FhirClient.search` throws.
 */
export async function* wideSearch(
	client: FhirClient,
	search: WideSearch,
	options: PagingOptions,
	signal?: AbortSignal,
): AsyncGenerator<SearchPage, void, undefined> {
	const { settings, scope } = search;
	const kind = scope?.compartment ?? 'across types';
	let refusal: Failure | undefined;
	if (!notOffered.get(client)?.has(kind)) {
		const pages = client.search(searchRequest(settings), options, signal);
		try {
			const first = await pages.next();
			if (!first.done) yield first.value;
			yield* pages;
			return;
		} catch (error) {
			if (!couldBeMissing(error)) throw asError(error);
			refusal = error;
		}
	}
	const statement = await capabilityStatement(client, signal).catch(() => undefined);
	if (refusal && !isMissing(refusal, scope, statement)) throw refusal;
	const searches = scope
		? searchesByParameter(scope, settings.query, statement)
		: searchesByType(settings.query, statement);
	// The refusal of a type that nobody knows suggests the one that was meant.
	const mayBeMistyped = searches.some(({ type, named }) => named && !isResourceType(type) && !serves(statement, type));
	if (refusal && (searches.length === 0 || mayBeMistyped)) throw refusal;
	notOffered.set(client, (notOffered.get(client) ?? new Set()).add(kind));
	client.hint(describeSearches(searches, search));
	yield* togetherAsOne(client, searches, settings, options, signal);
}

/** Statuses by which servers refuse a search that they do not know. A page that was yielded already cannot fail so. */
function couldBeMissing(error: unknown): error is Failure {
	return (
		error instanceof Failure && error.details.read === undefined && [400, 404, 405, 501].includes(error.status ?? 0)
	);
}

/** HAPI says 400 where others say 404, 405 or 501; 400 and 404 can also mean the criteria or the compartment's owner. */
function isMissing({ status, code }: Failure, scope: CompartmentScope | undefined, statement?: Resource): boolean {
	if (status === 405 || status === 501 || code === 'not-supported') return true;
	if (!statement) return false;
	return scope ? !offersCompartment(statement, scope.compartment) : !offersSystemSearch(statement);
}

function serves(statement: Resource | undefined, type: string): boolean {
	return statement !== undefined && servedTypes(statement).includes(type);
}

function describeSearches(searches: readonly NarrowSearch[], { scope, settings }: WideSearch): string {
	const count = searches.length === 1 ? '1 search' : `${searches.length} searches`;
	const what = scope ? `searches in the ${scope.compartment} compartment` : 'searches across types';
	const how = scope ? 'one for each parameter that defines the compartment' : 'one for each type';
	const sorted = settings.query.some(([name]) => name === '_sort')
		? ' Results are sorted within each search only.'
		: '';
	const counted = settings.query.some(([name]) => name === '_total' || name === '_summary')
		? ' Totals count the results of one search.'
		: '';
	return `The server does not offer ${what}: the node sent ${count} instead, ${how}.${sorted}${counted}`;
}
