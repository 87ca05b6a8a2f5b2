import { notFound, OperationOutcomeError } from '@medplum/core';
import type { CodeSystem, CodeSystemConcept, Parameters, ValueSet, ValueSetComposeInclude } from '@medplum/fhirtypes';
import type { Store } from './store';

/** A code of an expansion. */
interface Code {
	system?: string;
	code?: string;
	display?: string;
}

/** An error that the router responds to with 404. */
function missing(text: string): OperationOutcomeError {
	return new OperationOutcomeError({
		...notFound,
		issue: [{ severity: 'error', code: 'not-found', details: { text } }],
	});
}

function byUrl<Type extends CodeSystem | ValueSet>(store: Store, type: Type['resourceType'], url: string): Type {
	const [address] = url.split('|');
	for (const resource of store.all(type)) {
		if ((resource as CodeSystem | ValueSet).url === address) return resource as unknown as Type;
	}
	throw missing(`There is no ${type} with the URL ${url}`);
}

function* conceptsOf(concepts: readonly CodeSystemConcept[] = []): Generator<CodeSystemConcept> {
	for (const concept of concepts) {
		yield concept;
		yield* conceptsOf(concept.concept);
	}
}

/** The codes of one part of a value set. */
function includedIn(store: Store, { system, concept, valueSet = [], filter }: ValueSetComposeInclude): Code[] {
	if (filter) throw missing('The server expands no value sets that have filters');
	const nested = valueSet.flatMap((url) => codesOf(store, byUrl<ValueSet>(store, 'ValueSet', url)));
	if (system === undefined) return nested;
	const whole = () => [...conceptsOf(byUrl<CodeSystem>(store, 'CodeSystem', system).concept)];
	return (concept ?? whole()).map(({ code, display }) => ({ system, code, display }));
}

function codesOf(store: Store, { compose }: ValueSet): Code[] {
	const keyOf = ({ system, code }: Code) => `${system}|${code}`;
	const excluded = new Set((compose?.exclude ?? []).flatMap((part) => includedIn(store, part)).map(keyOf));
	const included = (compose?.include ?? []).flatMap((part) => includedIn(store, part));
	return [...new Map(included.map((one) => [keyOf(one), one])).values()].filter((one) => !excluded.has(keyOf(one)));
}

/** `$expand` of a value set in the store (R4 valueset-operation-expand): codes that are listed, or all of a code system. */
export function expand(store: Store, query: Record<string, string | undefined>): ValueSet {
	const { url = '', filter = '', offset = '0', count } = query;
	const valueSet = byUrl<ValueSet>(store, 'ValueSet', url);
	const wanted = filter.toLowerCase();
	const codes = codesOf(store, valueSet).filter(({ code, display }) =>
		`${code} ${display}`.toLowerCase().includes(wanted),
	);
	const [first, size] = [Number(offset), count === undefined ? codes.length : Number(count)];
	return {
		...valueSet,
		text: undefined,
		expansion: {
			timestamp: new Date().toISOString(),
			total: codes.length,
			offset: first,
			contains: codes.slice(first, first + size),
		},
	};
}

/** `$lookup` of a code in a code system of the store (R4 codesystem-operation-lookup). */
export function lookup(store: Store, { system = '', code }: Record<string, string | undefined>): Parameters {
	const { name, concept } = byUrl<CodeSystem>(store, 'CodeSystem', system);
	const found = [...conceptsOf(concept)].find((one) => one.code === code);
	if (!found) throw missing(`The code system ${system} has no such code`);
	const text = (parameter: string, valueString = '') => (valueString === '' ? [] : [{ name: parameter, valueString }]);
	return {
		resourceType: 'Parameters',
		parameter: [
			...text('name', name),
			...text('display', found.display),
			...(found.definition === undefined
				? []
				: [
						{
							name: 'property',
							part: [
								{ name: 'code', valueCode: 'definition' },
								{ name: 'value', valueString: found.definition },
							],
						},
					]),
		],
	};
}
