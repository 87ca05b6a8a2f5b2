import type { INodePropertyOptions } from 'n8n-workflow';
import type { ConnectionSource } from '../connection/sources';
import { servedIncludes } from '../rest/conformance/searchOffers';
import { knownTypes } from '../rest/definitions/resourceTypes';
import { matchesFor } from '../rest/definitions/matches';
import { definedReferencesTo } from '../rest/definitions/searchParameters';
import { formServer } from './formServer';
import { markOf, titleOf } from './offeredEntry';
import { formParameters, type OfferedParameter, offeredParameters } from './searchParameters';
import { searchTypes } from './searchTypes';

/** What a value of each type of search parameter looks like (R4 §3.1.1.4.3). */
const valueExamples: Readonly<Record<string, string>> = {
	composite: 'Several values at once, with $ between them',
	date: 'Date, e.g. 2026-03-01 or 2026-03',
	number: 'Number, e.g. 0.8',
	quantity: 'Number with or without a unit, e.g. 5.4 or 5.4||mg',
	reference: 'Reference, e.g. Patient/123',
	string: 'Text: its start, in upper or lower case',
	token: 'Code or identifier, e.g. final or http://loinc.org|718-7',
	uri: 'URL or URI, e.g. http://example.org/profile',
};

/**
 * The list of *Search Parameters → Match*: what the type of the row's *Parameter* has; all for a name that is typed, and where
 * the type cannot be found out. Never rejects.
 */
export async function matchChoices(source: ConnectionSource): Promise<INodePropertyOptions[]> {
	const chosen = source.parameter('&parameter');
	const parameters = await formParameters(source).catch(() => []);
	const type = parameters.find(({ name }) => name === chosen)?.type ?? '';
	return matchesFor(type).map(({ name, value, description }) => ({ name, value, description }));
}

// In lists with several choices, the names are short: the chosen ones stand side by side in the field.

/** How to say the two directions of an order. */
const directions: Readonly<Record<string, readonly [ascending: string, descending: string]>> = {
	date: ['oldest first', 'newest first'],
	number: ['lowest first', 'highest first'],
	quantity: ['lowest first', 'highest first'],
	string: ['A to Z', 'Z to A'],
};

/** Of the parameters that all types have, a search can sort by these. */
const commonOrders = ['_lastUpdated', '_id'];

/** Sorting by a parameter of these types means nothing (R4 §3.1.1.5.1). */
const unordered = new Set(['composite', 'special']);

/** The list of *Search Parameters → Parameter*. Rejects as `formServer` does. */
export async function searchParameterChoices(source: ConnectionSource): Promise<INodePropertyOptions[]> {
	const other = {
		name: 'Other (Name Below)',
		value: '',
		description: 'A name that you type: a chain such as subject:Patient.name, _has, or one that is not listed',
	};
	return [
		other,
		...(await formParameters(source)).map((one) => ({
			name: titleOf(one.name, one.meaning, one),
			value: one.name,
			description: valueExamples[one.type] ?? '',
		})),
	];
}

/** The list of *Sort From List*. Rejects as `formServer` does. */
export async function orderChoices(source: ConnectionSource): Promise<INodePropertyOptions[]> {
	const parameters = await formParameters(source);
	return parameters
		.filter(({ name, type }) => !unordered.has(type) && !name.includes('.'))
		.filter(({ name }) => !name.startsWith('_') || commonOrders.includes(name))
		.flatMap((one) => {
			const [ascending, descending] = directions[one.type] ?? ['ascending', 'descending'];
			const choice = (sign: string, direction: string) => ({
				name: `${one.name} (${direction})`,
				value: `${sign}${one.name}`,
				description: `${one.meaning}${markOf(one)}`.trim(),
			});
			return [choice('', ascending), choice('-', descending)];
		});
}

/** The list of *Sort*, of which one is chosen. Rejects as `formServer` does. */
export async function sortChoices(source: ConnectionSource): Promise<INodePropertyOptions[]> {
	const none = { name: "Server's Order", value: '', description: 'As the server gives them' };
	return [none, ...(await orderChoices(source))];
}

/** The list of *Include From List*: what the server lists, else all references of the type. Rejects as `formServer` does. */
export async function includeChoices(source: ConnectionSource): Promise<INodePropertyOptions[]> {
	const server = await formServer(source);
	const choices = await Promise.all(
		searchTypes(source).map(async (type) => {
			const parameters = await offeredParameters(server, type);
			const listed = server.statement ? servedIncludes(server.statement, type, 'searchInclude') : [];
			const references = parameters.filter((one) => one.type === 'reference' && one.isServed);
			const values = listed.length > 0 ? listed : references.map(({ name }) => `${type}:${name}`);
			return values.map((value) => {
				const found = parameters.find(({ name }) => value === `${type}:${name}`);
				const meaning = value === '*' ? 'Everything that the matches refer to' : (found?.meaning ?? '');
				return { name: value, value, description: [meaning, targetsOf(found)].filter(Boolean).join('. ') };
			});
		}),
	);
	return distinct(choices.flat());
}

/** The list of *Reverse Include From List*: what the server lists, else all references to the type. Rejects as `formServer` does. */
export async function revIncludeChoices(source: ConnectionSource): Promise<INodePropertyOptions[]> {
	const [{ statement, release }, known] = await Promise.all([formServer(source), knownTypes()]);
	const choices = await Promise.all(
		searchTypes(source).map(async (type) => {
			const listed = statement ? servedIncludes(statement, type, 'searchRevInclude') : [];
			return listed.length > 0 ? listed : await definedReferencesTo(type, release);
		}),
	);
	const order = [...known.keys()];
	const rankOf = (value: string) => order.indexOf(typeOf(value));
	return distinct(
		choices
			.flat()
			.sort((a, b) => rankOf(a) - rankOf(b))
			.map((value) => ({ name: value, value, description: known.get(typeOf(value))?.meaning ?? '' })),
	);
}

function targetsOf(parameter: OfferedParameter | undefined): string {
	const targets = parameter?.targets ?? [];
	return targets.length === 0 ? '' : `Refers to ${targets.includes('*') ? 'any type' : targets.join(', ')}`;
}

/** `Observation` of `Observation:subject`. */
function typeOf(value: string): string {
	return value.slice(0, value.indexOf(':'));
}

function distinct(choices: readonly INodePropertyOptions[]): INodePropertyOptions[] {
	return [...new Map(choices.map((choice) => [choice.value, choice])).values()];
}
