import type { INodeListSearchItems, INodePropertyOptions } from 'n8n-workflow';
import type { ConnectionSource } from '../connection/sources';
import { operationInputs, type ServedOperation, servedOperations } from '../rest/conformance/operationOffers';
import { readOnce } from '../rest/conformance/serverCache';
import { type DefinedOperation, definedOperations, type OperationInput } from '../rest/definitions/operations';
import { enteredText } from '../support/locatorValue';
import { type FormServer, formClient, formServer, listTimeoutMs, unlessUnreachable } from './formServer';
import { type Served, servedFirst, titleOf } from './offeredEntry';
import { searchTypes } from './searchTypes';

/** An operation that a list offers. */
interface OfferedOperation extends ServedOperation, Served {
	readonly inputs: readonly OperationInput[] | undefined;
}

/**
 * The list of *Operation Name*: what the server lists at the chosen level, then what FHIR defines there and the server does not
 * list, marked so. `filter` is a part of a name or of what it does. Rejects as `formServer` does.
 */
export async function operationResults(source: ConnectionSource, filter = ''): Promise<INodeListSearchItems[]> {
	const wanted = filter.trim().toLowerCase();
	return (await offeredOperations(source, await formServer(source)))
		.map((one) => ({ name: titleOf(one.name, one.meaning, one), value: one.name }))
		.filter(({ name }) => name.toLowerCase().includes(wanted));
}

/**
 * The list of *Parameters → Name*: the input parameters of the chosen operation, required ones first. Rejects as `formServer`
 * does.
 */
export async function operationParameterChoices(source: ConnectionSource): Promise<INodePropertyOptions[]> {
	const inputs = await inputsOf(source);
	return [...inputs]
		.sort((a, b) => Number(b.isRequired) - Number(a.isRequired))
		.map(({ name, type, isRequired, repeats, meaning }) => {
			const facts = [isRequired ? 'required' : '', type, repeats ? 'more than once' : ''].filter(Boolean).join(', ');
			return {
				name: isRequired ? `${name} (Required)` : name,
				value: name,
				description: [facts, meaning].filter(Boolean).join('. '),
			};
		});
}

async function offeredOperations(source: ConnectionSource, server: FormServer): Promise<OfferedOperation[]> {
	const level = source.parameter('level');
	const type = level === 'system' ? undefined : (searchTypes(source)[0] ?? '');
	const isAtLevel = ({ levels }: DefinedOperation) => levels.some((one) => one === level);
	const isOfType = ({ types }: DefinedOperation) =>
		type === undefined || types.includes('Resource') || types.includes(type);
	const ofType = (await definedOperations(server.release)).filter(isOfType);
	const definedOf = new Map(ofType.map((one) => [one.name, one]));
	const listed = server.statement ? servedOperations(server.statement, type) : [];
	// The statement does not say at which level an operation is; FHIR's definition does.
	const served = listed.filter(({ name }) => {
		const defined = definedOf.get(name);
		return defined === undefined || isAtLevel(defined);
	});
	const names = new Set(served.map(({ name }) => name));
	const others = ofType.filter((one) => isAtLevel(one) && !names.has(one.name));
	return [
		...served.map((one) => {
			const defined = definedOf.get(one.name);
			return { ...one, meaning: one.meaning || (defined?.meaning ?? ''), isServed: true, inputs: defined?.inputs };
		}),
		...others.map(({ name, meaning, inputs }) => ({
			name,
			meaning,
			inputs,
			definition: '',
			isServed: listed.length === 0,
		})),
	].sort((a, b) => servedFirst(a, b) || (a.name < b.name ? -1 : 1));
}

/** What a server says of the parameters of an operation, by the URL of its definition. */
const definedInputs = readOnce(operationInputs);

async function inputsOf(source: ConnectionSource): Promise<readonly OperationInput[]> {
	const chosen = nameOf(source.parameter('operationName'));
	const operation = (await offeredOperations(source, await formServer(source))).find(({ name }) => name === chosen);
	if (!operation) return [];
	const { definition, inputs = [] } = operation;
	if (definition === '') return inputs;
	const asked = await unlessUnreachable(
		source,
		async () => await definedInputs(await formClient(source, listTimeoutMs), definition),
	);
	return asked?.length ? asked : inputs;
}

/** The value of *Operation Name* with its `$`; empty where it is not known yet. */
function nameOf(value: unknown): string {
	const name = enteredText(value);
	return name === '' || name.startsWith('$') ? name : `$${name}`;
}
