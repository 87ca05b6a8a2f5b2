import { Failure } from '../../transport/errors/failure';
import { byName, isObject } from '../../support/json';
import { unwrapParameters } from '../operation/parameters';
import type { Json } from '../model/resource';
import type { FhirResponse } from '../response/response';

type Answer = { [name: string]: Json | undefined };

/** What an operation answered by name; throws a `Failure` of kind `response` where no Parameters came. */
export function resultParameters({ resource, status }: FhirResponse): Answer {
	if (resource?.resourceType === 'Parameters') return { ...unwrapParameters(resource) };
	throw new Failure({
		kind: 'response',
		status,
		message: 'The server did not answer with the result of the operation (Parameters)',
		advice: 'Server → Get Capabilities lists the operations that it offers.',
	});
}

/**
 * The answer to `$lookup` (R4 CodeSystem-lookup) as one reads it: properties by their code, with a list
 * where one repeats, and designations as a list.
 */
export function lookupResult(response: FhirResponse): Record<string, unknown> {
	const { designation, property, ...rest } = resultParameters(response);
	return {
		...rest,
		...(designation !== undefined && { designations: listOf(designation) }),
		...(property !== undefined && { properties: propertiesOf(property) }),
	};
}

/** The answer to `$translate` (R4 ConceptMap-translate): result and message, and each match with its concept's code beside it. */
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

/** The answer to `$subsumes` (R4 CodeSystem-subsumes) with a sentence for its code. */
export function subsumptionResult(response: FhirResponse): Record<string, unknown> {
	const answer = resultParameters(response);
	const meaning =
		typeof answer.outcome === 'string' && Object.hasOwn(meanings, answer.outcome)
			? meanings[answer.outcome]
			: undefined;
	return { ...answer, ...(meaning !== undefined && { meaning }) };
}

/** A property may be a value, or have properties of its own. */
function propertiesOf(typed: Json | undefined): Record<string, unknown> {
	const lists = new Map<string, unknown[]>();
	for (const property of listOf(typed).map(objectOf)) {
		const code = typeof property.code === 'string' ? property.code : '';
		const below = property.subproperty ?? property.subProperty;
		const value = property.value ?? (below === undefined ? property.description : propertiesOf(below));
		lists.set(code, [...(lists.get(code) ?? []), value ?? null]);
	}
	return byName([...lists].map(([code, list]) => [code, list.length === 1 ? list[0] : list] as const));
}

/** Unwrapped parameters are lists only where they repeat. */
function listOf(value: Json | undefined): Json[] {
	return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function objectOf(value: Json | undefined): Answer {
	return isObject(value) ? value : {};
}
