import type { IDataObject } from 'n8n-workflow';
import { maxPagesOf } from '../../form/fields/paging';
import { countOf } from '../../form/fields/search';
import { criteriaOf, searchHeaders, searchMethodOf } from '../../form/fields/searchCriteria';
import type { Parameters } from '../../form/parameters';
import type { ChangeKind } from '../../rest/changes/change';
import type { Feed } from '../../rest/changes/feed';
import type { MethodQuestion } from '../../rest/changes/chooseMethod';
import type { Start } from '../../rest/changes/readChanges';
import { instantText } from '../../rest/request/instant';
import { resourcePath } from '../../rest/request/path';
import type { Query } from '../../rest/request/request';
import { locatorValue } from '../../support/locatorValue';
import { inputFailure } from '../../transport/errors/failure';
import { parameterAmong } from '../shared/criteria';
import { pollingDefaults } from './fields';

/** What the form of the trigger says, beside the connection. */
export interface PollSettings {
	readonly feeds: readonly Feed[];
	readonly question: MethodQuestion;
	readonly start: Start;
	/** Milliseconds. */
	readonly overlap: number;
	readonly maxItems: number;
	readonly simplify: boolean;
	/** Stands for what is watched, as it was typed: a date that an expression works out anew changes nothing. */
	readonly watched: unknown;
}

const kinds: readonly ChangeKind[] = ['created', 'updated', 'deleted'];

/** A day without a result: more would not be an overlap any more. */
const maxOverlapMinutes = 7 * 24 * 60;

/** Reads the form of the trigger; throws an input `Failure` that names the field at fault. */
export function pollSettings(parameters: Parameters): PollSettings {
	const isSearch = parameters.text('watch') === 'search';
	const types = typesOf(parameters, isSearch);
	const criteria = isSearch ? searchCriteria(parameters) : [];
	const chosen = new Set(kinds.filter((kind) => parameters.list('events').includes(kind)));
	if (chosen.size === 0) throw inputFailure('"Events" is empty', 'Choose at least one event.');
	const feed: Omit<Feed, 'type'> = {
		kinds: chosen,
		criteria,
		count: countOf(parameters),
		httpMethod: searchMethodOf(parameters),
		// HAPI responds to the same search from its cache for a minute.
		headers: { ...searchHeaders(parameters), 'cache-control': 'no-cache' },
		maxPages: maxPagesOf(parameters) ?? 10_000,
	};
	const { overlapMinutes, maxItems } = pollingDefaults;
	const overlap = { min: 0, max: maxOverlapMinutes, fractions: true, example: overlapMinutes };
	const asked = parameters.optionText('changeMethod');
	return {
		feeds: types.map((type) => ({ ...feed, type })),
		question: {
			types,
			kinds: chosen,
			hasCriteria: criteria.length > 0,
			asked: asked === 'search' || asked === 'history' ? asked : 'auto',
		},
		start: startOf(parameters),
		overlap: (parameters.optionNumber('overlap', overlap) ?? overlapMinutes) * 60_000,
		maxItems: parameters.optionNumber('maxItems', { min: 1, example: maxItems }) ?? maxItems,
		simplify: parameters.flag('simplify'),
		watched: [
			isSearch && [parameters.typed('searchBy'), typedCriteria(parameters), parameters.typed('queryString')],
			parameters.typed('start'),
			parameters.text('start') === 'since' && parameters.typed('startDate'),
		],
	};
}

function typesOf(parameters: Parameters, isSearch: boolean): string[] {
	const typed = isSearch ? [parameters.locator('resourceType')] : parameters.list('resourceTypes');
	if (typed.length === 0)
		throw inputFailure('"Resource Types" is empty', 'Choose at least one type, e.g. `Observation`.');
	return [...new Set(typed.map((type) => resourcePath(type)))];
}

/**
 * *Search Parameters* as they were typed. Rows without a choice in *Parameter* or *Resource* stand for the same as those that were
 * saved before there was one: an update of the node must not begin anew.
 */
function typedCriteria(parameters: Parameters): unknown {
	const typed = parameters.typed('searchParameters');
	const rows = parameters.typed('searchParameters', 'parameter');
	if (!Array.isArray(rows)) return typed;
	const withoutEmpty = ({ parameter, reference, ...row }: IDataObject) => ({
		...(parameter !== '' && { parameter }),
		...row,
		...(!isEmptyChoice(reference) && { reference }),
	});
	return { ...(typed as IDataObject), parameter: (rows as IDataObject[]).map(withoutEmpty) };
}

/** A resource locator that n8n has added to a row, and in which nothing is chosen. */
function isEmptyChoice(value: unknown): boolean {
	return value === undefined || locatorValue(value) === '';
}

/** What the trigger sets itself, and what would take the order or the whole resources from it. */
const ownParameters = new Set([
	'_sort',
	'_count',
	'_summary',
	'_elements',
	'_include',
	'_revinclude',
	'_total',
	'_contained',
	'_offset',
]);

function searchCriteria(parameters: Parameters): Query {
	const criteria = criteriaOf(parameters);
	const own = parameterAmong(criteria, ownParameters);
	if (own === undefined) return criteria;
	throw inputFailure(
		`The search of the trigger cannot have the parameter \`${own}\``,
		'Remove it: the trigger sorts and pages by itself, and returns each resource whole. Count per Page is an option.',
	);
}

function startOf(parameters: Parameters): Start {
	const kind = parameters.text('start');
	if (kind === 'all') return { kind };
	if (kind !== 'since') return { kind: 'now' };
	return { kind, time: Date.parse(instantText(parameters.dateTime('startDate'), 'Start Date')) };
}
