import { fieldText } from '../../support/text';
import { parseQueryString, searchQuery, type SearchParameter } from '../../rest/request/query';
import type { Query } from '../../rest/request/request';
import { resultQuery, type SearchMethod } from '../../rest/search/searchRequest';
import type { Parameters } from '../parameters';

/** What *Search Parameters* or *Query String* say, whichever the field `by` chooses; throws an input `Failure` for what cannot be sent. */
export function criteriaOf(parameters: Parameters, by = 'searchBy'): Query {
	if (parameters.text(by) === 'queryString') {
		const typed = parameters.text('queryString');
		return typed === '' ? [] : parseQueryString(typed, 'Query String');
	}
	return searchQuery(parameters.rows('searchParameters', 'parameter').map(searchParameterOf));
}

/** What the search's *Options* add to the query: includes, order, page size and the like. */
export function resultParametersOf(parameters: Parameters): Query {
	const text = (name: string) => parameters.optionText(name);
	const count = parameters.option('count');
	return resultQuery({
		include: listOf(text('include')),
		revinclude: listOf(text('revInclude')),
		sort: text('sort'),
		count: count === undefined ? undefined : Number(count),
		summary: text('summary'),
		elements: text('elements'),
		total: text('total'),
	});
}

/** How *Options → HTTP Method* wants the search to be sent. */
export function searchMethodOf(parameters: Parameters): SearchMethod {
	const chosen = parameters.option('method');
	return chosen === 'get' ? 'GET' : chosen === 'post' ? 'POST' : 'auto';
}

/** `Prefer: handling=…` (R4 §3.1.1.1), which servers are free to ignore. */
export function handlingHeader(parameters: Parameters): { prefer?: string } {
	const handling = parameters.optionText('handling');
	return handling === undefined ? {} : { prefer: `handling=${handling}` };
}

/** A row of the form: a modifier goes behind the name, a prefix before the value. */
function searchParameterOf(row: { name?: unknown; match?: unknown; value?: unknown }): SearchParameter {
	const match = fieldText(row.match);
	const name = fieldText(row.name);
	const value = fieldText(row.value);
	return match.startsWith(':') ? { name, modifier: match, value } : { name, value: value === '' ? '' : match + value };
}

/** The parts of a comma-separated list. */
export function listOf(text: string | undefined): string[] {
	return (text ?? '')
		.split(',')
		.map((part) => part.trim())
		.filter(Boolean);
}
