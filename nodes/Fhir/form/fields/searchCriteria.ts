import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { SearchOutput } from '../../items/pagedItems';
import { parseQueryString, type SearchParameter, searchQuery } from '../../rest/request/query';
import { inputText } from '../../rest/request/inputText';
import type { Query } from '../../rest/request/request';
import { resultQuery, type SearchMethod } from '../../rest/search/searchRequest';
import { isObject } from '../../support/json';
import { member } from '../../support/jsonMembers';
import { locatorValue } from '../../support/locatorValue';
import type { HttpHeaders } from '../../transport/http';
import type { Parameters } from '../parameters';
import { includeListOption, revIncludeListOption, sortListOption } from './offered';
import { countOf } from './search';
import { mayBeChosen } from './searchParameters';

/**
 * The criteria in *Search Parameters* or *Query String*, whichever the field with the name `by` chooses. Throws an input
 * `Failure` for criteria that cannot be sent.
 */
export function criteriaOf(parameters: Parameters, by = 'searchBy'): Query {
	if (parameters.text(by) === 'queryString') {
		const typed = parameters.text('queryString');
		return typed === '' ? [] : parseQueryString(typed, 'Query String');
	}
	const rows = parameters.rows('searchParameters', 'parameter');
	const typed = (index: number) => parameters.typed('searchParameters', 'parameter', index);
	const isCondition = (row: IDataObject, index: number) => by !== 'searchBy' || !isBlank(row) || !isBlank(typed(index));
	return searchQuery(
		rows.flatMap((row, index) =>
			isCondition(row, index) ? [searchParameterOf(row, member(typed(index), 'value'))] : [],
		),
	);
}

/** Is nothing in a row, neither text nor an expression, as in the one with which the form of a search begins? */
function isBlank(row: unknown): boolean {
	return Object.values(row ?? {}).every((value) => (locatorValue(value) ?? '') === '');
}

/** The query of a search's *Options*: includes, order, page size and the like. */
export function resultParametersOf(parameters: Parameters): Query {
	const text = (name: string) => parameters.optionText(name);
	return resultQuery({
		include: [...chosenOf(parameters, includeListOption), ...listOf(text('include'))],
		revinclude: [...chosenOf(parameters, revIncludeListOption), ...listOf(text('revInclude'))],
		sort: [...chosenOf(parameters, sortListOption), text('sort') ?? ''].filter(Boolean).join(',') || undefined,
		count: countOf(parameters),
		summary: text('summary'),
		elements: text('elements'),
		total: text('total'),
	});
}

/** The method that *Options → HTTP Method* chooses. */
export function searchMethodOf(parameters: Parameters): SearchMethod {
	const chosen = parameters.option('method');
	return chosen === 'get' ? 'GET' : chosen === 'post' ? 'POST' : 'auto';
}

/** What *Output* asks for: resources where it is not set. */
export function searchOutputOf(parameters: Parameters): SearchOutput {
	const chosen = parameters.optionText('output');
	if (onlyCounts(parameters)) return chosen === 'raw' || chosen === 'bundles' ? 'bundles' : 'total';
	return chosen === 'bundles' || chosen === 'simplified' ? chosen : 'resources';
}

/** Is only the number of results wanted? In version 1, *Output* decides what becomes of it. */
export function onlyCounts(parameters: Parameters): boolean {
	const isNewForm = parameters.text('output') !== '' && parameters.option('output', 'options') === undefined;
	return isNewForm && parameters.optionText('summary') === 'count';
}

/** `Prefer: handling=…` (R4 §3.1.1.1), which servers are free to ignore. */
function handlingHeader(parameters: Parameters): HttpHeaders {
	const handling = parameters.optionText('handling');
	return handling === undefined ? {} : { prefer: `handling=${handling}` };
}

/** The headers of a search: how unknown parameters are handled, and whether the server may respond from its cache. */
export function searchHeaders(parameters: Parameters): HttpHeaders {
	return { ...handlingHeader(parameters), ...freshHeader(parameters) };
}

/** `Cache-Control: no-cache` (RFC 9111 §5.2.1.4) where *Options → Fresh Results* asks for it. */
export function freshHeader(parameters: Parameters): HttpHeaders {
	return parameters.option('fresh') === true ? { 'cache-control': 'no-cache' } : {};
}

/**
 * A row of the form: a modifier is put after the name, a prefix before the value. The name is the chosen one, or the typed one
 * where none is chosen. `typed` is its value as it was typed.
 */
function searchParameterOf(row: IDataObject, typed: unknown): SearchParameter {
	const match = inputText(row.match, 'Search Parameters: Match');
	const chosen = inputText(row.parameter, 'Search Parameters: Parameter');
	const name = chosen === '' ? inputText(row.name, 'Search Parameters: Name') : chosen;
	const isChosen = (typed === '' || typed === undefined) && mayBeChosen(name) && isObject(row.reference);
	const value = isChosen
		? inputText(locatorValue(row.reference), `Search Parameters: Resource of ${name}`)
		: inputText(row.value, `Search Parameters: Value of ${name}`, typed);
	return match.startsWith(':') ? { name, modifier: match, value } : { name, value: value === '' ? '' : match + value };
}

/** What is chosen in an option with several choices; empty where it was not added. */
function chosenOf(parameters: Parameters, { name, displayName }: INodeProperties): string[] {
	const chosen = parameters.option(name);
	return Array.isArray(chosen)
		? chosen.map((one) => inputText(one, displayName).trim()).filter(Boolean)
		: listOf(inputText(chosen, displayName));
}

/** The parts of a comma-separated list, trimmed, without empty ones. */
export function listOf(text: string | undefined): string[] {
	return (text ?? '')
		.split(',')
		.map((part) => part.trim())
		.filter(Boolean);
}
