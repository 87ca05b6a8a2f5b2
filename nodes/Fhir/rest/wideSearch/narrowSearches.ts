import { isR5OrLater, searchableTypes } from '../conformance/offers';
import type { Resource } from '../model/resource';
import type { Query } from '../request/request';
import { compartmentParameters } from './compartments';

/** A compartment, or one type in it. */
export interface CompartmentScope {
	/** The type of the resource that owns the compartment, e.g. `Patient`. */
	readonly compartment: string;
	readonly id: string;
	/** Only resources of this type. */
	readonly type?: string;
}

/** A search of one type, as one of several that together stand for a wider search. */
export interface NarrowSearch {
	readonly type: string;
	readonly query: Query;
	/** Was the type chosen by the user? Otherwise it is one of all types. */
	readonly named: boolean;
}

/**
 * The searches that stand for a search across types: one for each type in `_type`, or for each type that the statement says
 * can be searched. Empty if neither names a type.
 */
export function searchesByType(query: Query, statement: Resource | undefined): NarrowSearch[] {
	const types = typesIn(query);
	if (types.length > 0) return types.map((type) => ({ type, query: queryOf(type, query), named: true }));
	if (!statement) return [];
	return searchableTypes(statement).map(({ type }) => ({ type, query: queryOf(type, query), named: false }));
}

/**
 * The searches that stand for a search in a compartment: one for each parameter that places resources in it. FHIR has no
 * "or" between parameters. Parameters that the statement does not list for their type are left out. Empty if the type is not
 * in the compartment, or nothing is known about the compartment.
 */
export function searchesByParameter(
	{ compartment, id, type: only }: CompartmentScope,
	query: Query,
	statement: Resource | undefined,
): NarrowSearch[] {
	const parametersByType = compartmentParameters(compartment, statement && isR5OrLater(statement) ? '5' : '4');
	const offered = new Map(statement && searchableTypes(statement).map(({ type, parameters }) => [type, parameters]));
	const named = only === undefined ? typesIn(query) : [only];
	const types = named.length > 0 ? named : [...parametersByType.keys()];
	return types.flatMap((type) => {
		const listed = offered.get(type);
		if (named.length === 0 && offered.size > 0 && !listed) return [];
		const known = (name: string) => name === '_id' || !listed?.length || listed.includes(name);
		return (parametersByType.get(type) ?? []).filter(known).map((name) => ({
			type,
			query: [[name, name === '_id' ? id : `${compartment}/${id}`] as const, ...queryOf(type, query)],
			named: named.length > 0,
		}));
	});
}

/** The types that `_type` names; it may be there several times. */
function typesIn(query: Query): string[] {
	const lists = query.flatMap(([name, value]) => (name === '_type' ? value.split(',') : []));
	return [...new Set(lists.map((type) => type.trim()).filter(Boolean))];
}

/** The criteria for one type: without `_type`, and without includes that begin at another type (`Observation:subject`). */
function queryOf(type: string, query: Query): Query {
	return query.filter(
		([name, value]) =>
			name !== '_type' && (!/^_include(:|$)/.test(name) || value === '*' || value.startsWith(`${type}:`)),
	);
}
