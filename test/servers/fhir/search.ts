import {
	evalFhirPathTyped,
	type FhirPathAtom,
	type Filter,
	LRUCache,
	matchesSearchRequest,
	Operator,
	parseSearchRequest,
	type SearchRequest,
	type SortRule,
	toTypedValue,
} from '@medplum/core';
import type { SearchParameter } from '@medplum/fhirtypes';
import { isKnownType, searchParameterOf } from './definitions';
import type { Store, Stored } from './store';

const parsed = new LRUCache<FhirPathAtom>(1000);

function valuesAt(resource: Stored, parameter: SearchParameter): unknown[] {
	const expression = parameter.expression ?? '';
	return evalFhirPathTyped(expression, [toTypedValue(resource)], undefined, parsed).map(({ value }) => value);
}

/** The filter of a compartment search: its value is the reference that a resource has to hold somewhere. */
export const COMPARTMENT = '_compartment';

/** A chain such as `subject:Patient.name`: the parameter followed, where it may lead, and what is asked there. */
interface Chain {
	parameter: SearchParameter;
	targetType?: string;
	rest: string;
}

function chainOf(type: string, code: string): Chain | undefined {
	const dot = code.indexOf('.');
	if (dot < 0 || code.startsWith('_has:')) return undefined;
	const [head = '', targetType] = code.slice(0, dot).split(':');
	const parameter = searchParameterOf(type, head);
	if (parameter?.type !== 'reference' || (targetType !== undefined && !isKnownType(targetType))) return undefined;
	return { parameter, targetType, rest: code.slice(dot + 1) };
}

/** A reverse chain `_has:[type]:[parameter]:[rest]`. */
function reverseChainOf(code: string): { type: string; parameter: string; rest: string } | undefined {
	const [head, type = '', parameter = '', ...rest] = code.split(':');
	if (head !== '_has' || rest.length === 0 || searchParameterOf(type, parameter)?.type !== 'reference')
		return undefined;
	return { type, parameter, rest: rest.join(':') };
}

/** Does the server understand this filter of this type? */
export function isUnderstood(type: string, { code }: Filter): boolean {
	if (code === COMPARTMENT) return true;
	return (chainOf(type, code) ?? reverseChainOf(code) ?? searchParameterOf(type, code)) !== undefined;
}

function filtersFor(type: string, key: string, value: string): Filter[] {
	return parseSearchRequest(type, { [key]: value }).filters ?? [];
}

function follows(store: Store, resource: Stored, chain: Chain, value: string): boolean {
	return valuesAt(resource, chain.parameter).some((reference) => {
		if (typeof reference !== 'object' || reference === null || !('reference' in reference)) return false;
		const [type = '', id = ''] = String(reference.reference).split('/');
		if (chain.targetType !== undefined && chain.targetType !== type) return false;
		const target = store.get(type, id);
		return (
			target !== undefined && filtersFor(type, chain.rest, value).every((filter) => matches(store, target, filter))
		);
	});
}

function matches(store: Store, resource: Stored, filter: Filter): boolean {
	const type = resource.resourceType;
	// The index has narrowed the search to the compartment already.
	if (filter.code === COMPARTMENT) return true;
	const chain = chainOf(type, filter.code);
	if (chain) return follows(store, resource, chain, filter.value);
	const reverse = reverseChainOf(filter.code);
	if (reverse) {
		const back: SearchRequest = {
			resourceType: type,
			filters: [{ code: reverse.parameter, operator: Operator.EQUALS, value: `${type}/${resource.id}` }],
		};
		const asked = filtersFor(reverse.type, reverse.rest, filter.value);
		return [...store.index.referringTo(`${type}/${resource.id}`)].some(
			(other) =>
				other.resourceType === reverse.type &&
				matchesSearchRequest(other, { ...back, resourceType: other.resourceType }) &&
				asked.every((one) => matches(store, other, one)),
		);
	}
	return matchesSearchRequest(resource, { resourceType: type, filters: [filter] });
}

function referring(store: Store, type: string, reference: string): Stored[] {
	return [...store.index.referringTo(reference)].filter((found) => found.resourceType === type);
}

/** The few resources that can match a filter, where an index knows them. */
function candidates(store: Store, type: string, { code, operator, value }: Filter): Stored[] | undefined {
	if (operator !== Operator.EQUALS || value === '') return undefined;
	const values = value.split(',');
	if (code === '_id') return values.flatMap((id) => store.get(type, id) ?? []);
	if (code === 'identifier' && searchParameterOf(type, code)?.type === 'token') {
		const codes = values.map((one) => one.slice(one.indexOf('|') + 1));
		if (codes.includes('')) return undefined;
		return codes.flatMap((one) => [...store.index.identifiedBy(type, one)]);
	}
	const parameter = searchParameterOf(type, code);
	if (parameter?.type !== 'reference' || parameter.target === undefined) return undefined;
	const [only, ...others] = parameter.target;
	const references = values.map((one) => (one.includes('/') || others.length > 0 ? one : `${only}/${one}`));
	// A canonical is a plain string, not a `reference` element: the index does not hold it.
	if (references.some((one) => one.includes('://'))) return undefined;
	return references.flatMap((one) => referring(store, type, one));
}

function sortKey(resource: Stored, { code }: SortRule): string | undefined {
	const parameter = searchParameterOf(resource.resourceType, code);
	const [value] = parameter ? valuesAt(resource, parameter) : [];
	if (value === undefined) return undefined;
	return typeof value === 'string' ? value : JSON.stringify(value);
}

function sorted(found: Stored[], rules: SortRule[]): Stored[] {
	const keyed = found.map((resource) => ({ resource, keys: rules.map((rule) => sortKey(resource, rule)) }));
	keyed.sort((one, other) => {
		for (const [place, rule] of rules.entries()) {
			const [a, b] = [one.keys[place], other.keys[place]];
			if (a === b) continue;
			// Resources without the element come last, whatever the direction.
			if (a === undefined) return 1;
			if (b === undefined) return -1;
			return (a < b ? -1 : 1) * (rule.descending ? -1 : 1);
		}
		return 0;
	});
	return keyed.map(({ resource }) => resource);
}

/** All living resources that match, in the order asked for; filters not understood are left out. */
export function findAll(store: Store, request: SearchRequest): Stored[] {
	const types: string[] = request.types ?? [request.resourceType];
	const found = types.flatMap((type) => {
		const filters = (request.filters ?? []).filter((filter) => isUnderstood(type, filter));
		const compartment = filters.find(({ code }) => code === COMPARTMENT);
		let narrow = compartment && referring(store, type, compartment.value);
		for (const filter of filters) narrow ??= candidates(store, type, filter);
		const from = narrow ? new Set(narrow) : store.all(type);
		return [...from].filter((resource) => filters.every((filter) => matches(store, resource, filter)));
	});
	return request.sortRules ? sorted(found, request.sortRules) : found;
}
