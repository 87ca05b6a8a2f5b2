import type { ConnectionSource } from '../connection/sources';
import { servedParameters } from '../rest/conformance/searchOffers';
import { commonParameters } from '../rest/definitions/commonParameters';
import { definedParameters, type Release, type SearchParameterDefinition } from '../rest/definitions/searchParameters';
import { type FormServer, formServer } from './formServer';
import { servedFirst } from './offeredEntry';
import { searchTypes } from './searchTypes';

/** A search parameter, and whether the server lists it; true where the server lists none or cannot be asked. */
export interface OfferedParameter extends SearchParameterDefinition {
	readonly isServed: boolean;
}

/** What is asked for most often, in this order. */
const frequent = 'identifier name family given birthdate patient subject code date status category'.split(' ');

/** Part of a name, such as `_has:Observation:patient:code`, or not about which resources match. */
const incomplete = new Set('_has _sort _count _include _revinclude _summary _elements _total _format'.split(' '));

/**
 * The search parameters that the search in the open form can use: what is asked for most often first, those that all types have
 * next, those that the server does not list last. For several types, those that each of them has. Rejects as `formServer` does.
 */
export async function formParameters(source: ConnectionSource): Promise<OfferedParameter[]> {
	const server = await formServer(source);
	const [first = [], ...others] = await Promise.all(
		searchTypes(source).map(async (type) => await offeredParameters(server, type)),
	);
	const commonNames = new Set(commonParameters.map(({ name }) => name));
	const own = first.filter(({ name }) => !commonNames.has(name) && others.every((list) => has(list, name)));
	const listsCommon = first.some(({ name }) => commonNames.has(name));
	const isListed = ({ name }: SearchParameterDefinition) => !listsCommon || has(first, name);
	const all = [
		...own.sort((a, b) => rankOf(a) - rankOf(b)),
		...(await chainsOf(own, server.release)),
		...commonParameters.map((one): OfferedParameter => ({ ...one, isServed: isListed(one) })),
	];
	return all.sort(servedFirst);
}

/** Of a patient, what people search by most. */
const chained = ['identifier', 'name', 'birthdate'];

/** Chains to the patient (R4 §3.1.1.4.16): results of a patient whose number, name or birth date is known. */
async function chainsOf(own: readonly OfferedParameter[], release: Release): Promise<OfferedParameter[]> {
	const link = own.find(({ name }) => name === 'patient') ?? own.find(({ name }) => name === 'subject');
	if (!link?.isServed || link.type !== 'reference') return [];
	const prefix = link.name === 'patient' ? 'patient' : 'subject:Patient';
	const ofPatient = await definedParameters('Patient', release);
	return chained.flatMap((name) => {
		const target = ofPatient.find((one) => one.name === name);
		const meaning = `${name} of the patient (a chain: not every server has it)`;
		return target ? [{ ...target, name: `${prefix}.${name}`, meaning, isServed: true }] : [];
	});
}

/** The frequent ones in their order, then the others, then those whose name begins with `_`. */
function rankOf({ name }: SearchParameterDefinition): number {
	if (name.startsWith('_')) return frequent.length + 1;
	return frequent.includes(name) ? frequent.indexOf(name) : frequent.length;
}

/** The search parameters of one type: what the server lists, and what FHIR defines beside that. */
export async function offeredParameters(server: FormServer, type: string): Promise<OfferedParameter[]> {
	const defined = (await definedParameters(type, server.release)).map(readable);
	const listed = server.statement ? servedParameters(server.statement, type) : [];
	const served = listed.filter(({ name }) => !incomplete.has(name)).map(readable);
	if (served.length === 0) return defined.map((one) => ({ ...one, isServed: true }));
	const definedOf = new Map(defined.map((one) => [one.name, one]));
	return [
		...served
			.map((one): OfferedParameter => {
				const known = definedOf.get(one.name);
				return {
					name: one.name,
					type: one.type || (known?.type ?? ''),
					meaning: one.meaning || (known?.meaning ?? ''),
					targets: known?.targets ?? [],
					isServed: true,
				};
			})
			.sort((a, b) => (a.name < b.name ? -1 : 1)),
		...defined.filter(({ name }) => !has(served, name)).map((one) => ({ ...one, isServed: false })),
	];
}

function has(parameters: readonly SearchParameterDefinition[], wanted: string): boolean {
	return parameters.some(({ name }) => name === wanted);
}

/** HL7's definitions describe these at length, and not what they are. */
function readable<Parameter extends SearchParameterDefinition>(parameter: Parameter): Parameter {
	if (!parameter.meaning.startsWith('A server defined search that may match any of the string fields'))
		return parameter;
	return { ...parameter, meaning: parameter.name === 'address' ? 'Any part of the address' : 'Any part of the name' };
}
