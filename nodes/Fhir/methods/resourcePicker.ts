import type { INodeListSearchItems } from 'n8n-workflow';
import type { ConnectionSource } from '../connection/sources';
import { nodeError } from '../items/errors';
import { knownTypes } from '../rest/definitions/resourceTypes';
import { isId } from '../rest/model/ids';
import { resourceLabel } from '../rest/model/resourceLabel';
import { escapedToken } from '../rest/request/query';
import { resourceType } from '../rest/request/path';
import type { Query } from '../rest/request/request';
import { enteredText } from '../support/locatorValue';
import { type FoundResource, searchAll } from './listSearches';
import { formServer } from './formServer';
import { formParameters, offeredParameters } from './searchParameters';
import { searchTypes } from './searchTypes';

/** What a text may be, in this order: the first of these that the type can be searched by. */
const textParameters = ['name', 'title', 'display', 'description'];
const dateParameters = ['birthdate', 'date', 'authored', 'onset-date', 'recorded-date', 'period'];

/** How many resources a list shows. Typing more finds the others. */
const shown = 20;

/**
 * The list of *Resource ID*: resources of the type that the form is about, searched on the server by what was typed: a name, a
 * number, a birth date, an ID, for an observation its code or the name of the patient; without that, those that changed last.
 * Rejects with the error that n8n shows. What the list holds is patient data: it goes to the editor only.
 */
export async function resourceResults(source: ConnectionSource, filter = ''): Promise<INodeListSearchItems[]> {
	return await results(source, pickedType(source), filter, ({ id }) => id);
}

/**
 * The list of *Search Parameters → Resource*: resources of the type that the row's parameter refers to, the patient's where it
 * may refer to one. Rejects as `resourceResults` does.
 */
export async function referenceResults(source: ConnectionSource, filter = ''): Promise<INodeListSearchItems[]> {
	const chosen = source.parameter('&parameter');
	const [parameters, known] = await Promise.all([formParameters(source), knownTypes()]);
	const targets = parameters.find(({ name }) => name === chosen)?.targets ?? [];
	const type = [...known.keys()].find((one) => targets.includes(one) || targets.includes('*')) ?? '';
	return await results(source, type, filter, referenceTo);
}

/**
 * The list of *Reference*: resources of the type in the form, a patient's where none is chosen. Rejects as `resourceResults` does.
 */
export async function typedReferenceResults(source: ConnectionSource, filter = ''): Promise<INodeListSearchItems[]> {
	return await results(source, searchTypes(source)[0] ?? 'Patient', filter, referenceTo);
}

function referenceTo({ resourceType: type, id }: FoundResource): string {
	return `${type}/${id}`;
}

async function results(
	source: ConnectionSource,
	wanted: string,
	filter: string,
	valueOf: (resource: FoundResource) => string,
): Promise<INodeListSearchItems[]> {
	try {
		const type = resourceType(wanted);
		const queries = await queriesFor(source, type, filter.trim());
		const found = await searchAll(source, type, queries, shown);
		return found.map((resource) => ({ name: resourceLabel(resource), value: valueOf(resource) }));
	} catch (error) {
		throw nodeError(source.node, error, undefined);
	}
}

/** The type of the resource that the open form asks for. */
function pickedType(source: ConnectionSource): string {
	const text = (name: string) => enteredText(source.parameter(name));
	const resource = text('resource');
	if (resource === 'binary') return text('operation') === 'upload' ? 'Patient' : 'DocumentReference';
	if (resource === 'bulkData') return text('level') === 'group' ? 'Group' : 'Patient';
	if (text('operation') === 'compartment') return text('compartment');
	return searchTypes(source)[0] ?? '';
}

/** The searches that may find what was typed, the surest first. They are tried side by side. */
async function queriesFor(source: ConnectionSource, type: string, filter: string): Promise<Query[]> {
	if (filter === '') return [[['_sort', '-_lastUpdated']]];
	const parameters = await offeredParameters(await formServer(source), type);
	const has = (name: string) => parameters.some((one) => one.name === name && one.isServed);
	const words = filter.split(/\s+/);
	const text = textParameters.find(has);
	const date = dateParameters.find(has);
	const byWords = (name: string | undefined): Query | undefined => {
		const query = words.map((word) => [isDate(word) ? date : name, escapedToken(word)] as const);
		return query.every((pair): pair is readonly [string, string] => pair[0] !== undefined) ? query : undefined;
	};
	const token = filter.split('|').map(escapedToken).join('|');
	const queries: Array<Query | undefined> = [
		isId(filter) ? [['_id', filter]] : undefined,
		has('identifier') && words.length === 1 ? [['identifier', token]] : undefined,
		byWords(text),
		has('code') && words.length === 1 ? [['code', token]] : undefined,
		has('code') && text === undefined ? [['code:text', escapedToken(filter)]] : undefined,
		has('patient') && type !== 'Patient' ? byWords('patient.name') : undefined,
	];
	return queries.filter((query) => query !== undefined);
}

function isDate(word: string): boolean {
	return /^\d{4}-\d\d(-\d\d)?$/.test(word);
}
