import type { INodeListSearchItems } from 'n8n-workflow';
import type { ConnectionSource } from '../connection/sources';
import { servedProfiles } from '../rest/conformance/capabilities';
import { withoutVersion } from '../rest/model/canonical';
import type { Resource } from '../rest/model/resource';
import { escapedToken } from '../rest/request/query';
import type { Query } from '../rest/request/request';
import { textMember } from '../support/jsonMembers';
import { formServer } from './formServer';
import { searchFirst } from './listSearches';
import { matchesWords } from './offeredEntry';
import { searchTypes } from './searchTypes';

/** How many a list shows. Typing more finds the others. */
const shown = 50;

/** A definition with all its elements is large. */
const elements: Query = [['_elements', 'url,title,name,type,derivation']];

/**
 * The list of *Profile*: the profiles of the resource type that the server's CapabilityStatement names, and those whose
 * definitions it has. Rejects as `formServer` does.
 */
export async function profileResults(source: ConnectionSource, filter = ''): Promise<INodeListSearchItems[]> {
	const [type] = searchTypes(source);
	if (type === undefined) return [];
	const typed = filter.trim();
	const [{ statement }, defined] = await Promise.all([formServer(source), definitionsOf(source, type, typed)]);
	const titles = new Map(defined.map((one) => [textMember(one, 'url') ?? '', titleOf(one)]));
	const served = statement ? servedProfiles(statement, type) : [];
	const known = new Set(served.map(withoutVersion));
	const urls = [...served, ...[...titles.keys()].filter((url) => !known.has(url))];
	const found = urls
		.filter((url) => url !== '' && !isOfFhir(url, type))
		.map((url) => ({ name: titles.get(withoutVersion(url)) ?? nameIn(url), value: url, url }))
		.filter(({ name, value }) => titles.has(withoutVersion(value)) || matchesWords(typed, `${name} ${value}`, ''));
	return typed === '' && found.length > 0 ? [{ name: 'No Profile', value: '' }, ...found] : found;
}

async function definitionsOf(source: ConnectionSource, type: string, typed: string): Promise<Resource[]> {
	const ofType: Query = [['type', type], ...elements];
	const words = typed.split(/\s+/).filter(Boolean).map(escapedToken);
	const by = (name: string): Query => [...ofType, ...words.map((word) => [name, word] as const)];
	const queries = words.length === 0 ? [ofType] : [by('title:contains'), by('name:contains')];
	const profiles: Query = [['derivation', 'constraint']];
	const attempts = [queries.map((query) => [...query, ...profiles]), queries, [ofType]];
	const found = await searchFirst(source, 'StructureDefinition', attempts, shown);
	return (found ?? []).filter(
		(one) => one.type === type && one.derivation !== 'specialization' && matchesWords(typed, textsOf(one), ''),
	);
}

/** What a server looks for words in; one that cannot look for them gives all it has. */
function textsOf(definition: Resource): string {
	return ['title', 'name', 'url'].map((name) => textMember(definition, name) ?? '').join(' ');
}

function titleOf(definition: Resource): string {
	return textMember(definition, 'title') ?? textMember(definition, 'name') ?? textMember(definition, 'url') ?? '';
}

/** What FHIR itself says of the type. */
function isOfFhir(url: string, type: string): boolean {
	return withoutVersion(url) === `http://hl7.org/fhir/StructureDefinition/${type}`;
}

/** The last part of a URL. */
function nameIn(url: string): string {
	return withoutVersion(url).split('/').at(-1) || url;
}
