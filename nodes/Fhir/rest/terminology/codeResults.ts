import { byName, isObject } from '../../support/json';
import { Failure } from '../../transport/errors/failure';
import type { Json } from '../model/resource';
import { listOf, unwrapParameters } from '../operation/parameters';
import { withServerWords } from '../response/errorInSuccess';
import type { FhirResponse } from '../response/response';

type NamedValues = { [name: string]: Json | undefined };

/**
 * The Parameters that an operation returned, as an object by name (see `unwrapParameters`). Throws a `Failure` of kind
 * `response` if the server returned something else.
 */
export function resultParameters(response: FhirResponse): NamedValues {
	const { resource, status } = response;
	if (resource?.resourceType === 'Parameters') return { ...unwrapParameters(resource) };
	throw new Failure({
		kind: 'response',
		status,
		message: withServerWords('The server did not return the result of the operation (Parameters)', response),
		advice: 'Server → Get Capabilities lists the operations that it offers.',
	});
}

/**
 * The response to `$lookup` (R4 CodeSystem-lookup), easier to use: `properties` is an object by code, in which a
 * repeated code has a list, and `designations` is always a list. Throws as `resultParameters` does.
 */
export function lookupResult(response: FhirResponse): Record<string, unknown> {
	const { designation, property, ...rest } = resultParameters(response);
	return {
		...rest,
		...(designation !== undefined && { designations: listOf(designation) }),
		...(property !== undefined && { properties: propertiesOf(property) }),
	};
}

/**
 * The response to `$translate` (R4 ConceptMap-translate), with the members of each match's concept (`system`, `code`,
 * …) in the match itself. Throws as `resultParameters` does.
 */
export function translationResult(response: FhirResponse): Record<string, unknown> {
	const { match, ...rest } = resultParameters(response);
	const matches = listOf(match).map((one) => {
		const { concept, ...others } = objectOf(one);
		return { ...others, ...objectOf(concept) };
	});
	return { ...rest, matches };
}

const meanings: Readonly<Record<string, string>> = {
	equivalent: 'Both codes mean the same',
	subsumes: 'Code A includes code B',
	'subsumed-by': 'Code A is included in code B',
	'not-subsumed': 'Neither code includes the other',
};

/**
 * The response to `$subsumes` (R4 CodeSystem-subsumes), with a sentence for its `outcome` in `meaning`. Throws as
 * `resultParameters` does.
 */
export function subsumptionResult(response: FhirResponse): Record<string, unknown> {
	const result = resultParameters(response);
	const meaning =
		typeof result.outcome === 'string' && Object.hasOwn(meanings, result.outcome)
			? meanings[result.outcome]
			: undefined;
	return { ...result, ...(meaning !== undefined && { meaning }) };
}

/** The properties by code. A property has a value, or properties of its own. */
function propertiesOf(typed: Json | undefined): Record<string, unknown> {
	const lists = new Map<string, unknown[]>();
	for (const property of listOf(typed).map(objectOf)) {
		const code = typeof property.code === 'string' ? property.code : '';
		const below = property.subproperty ?? property.subProperty;
		const value = property.value ?? (below === undefined ? property.description : propertiesOf(below));
		const list = lists.get(code) ?? [];
		lists.set(code, list);
		list.push(value ?? null);
	}
	return byName([...lists].map(([code, list]) => [code, list.length === 1 ? list[0] : list] as const));
}

function objectOf(value: Json | undefined): NamedValues {
	return isObject(value) ? value : {};
}
