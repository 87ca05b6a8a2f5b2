import type { INodeListSearchItems } from 'n8n-workflow';
import type { ConnectionSource } from '../connection/sources';
import type { Resource } from '../rest/model/resource';
import { knownTerminology, type TerminologyType } from '../rest/definitions/terminology';
import { escapedToken } from '../rest/request/query';
import type { Query } from '../rest/request/request';
import { textMember } from '../support/jsonMembers';
import { searchFirst } from './listSearches';
import { matchesWords } from './offeredEntry';

/** How many of the server's own a list shows. Typing more finds the others. */
const shown = 30;

/** What is needed of a resource that may be as large as its code system. */
const elements: Query = [['_elements', 'url,title,name']];

/** One entry: its URL, and what people call it. */
interface Named {
	readonly url: string;
	readonly title: string;
}

/**
 * A list of value sets, code systems or concept maps by name: those on the server, searched for by what was typed, and the
 * well-known ones by their names and synonyms; of these, marked, those that the server does not have. Rejects as
 * `unlessUnreachable` does.
 */
export function terminologyResults(type: TerminologyType) {
	return async (source: ConnectionSource, filter = ''): Promise<INodeListSearchItems[]> => {
		const typed = filter.trim();
		const known = (await knownTerminology(type)).filter((one) =>
			matchesWords(typed, `${one.title} ${one.url}`, one.synonyms),
		);
		const [own, present] = await Promise.all([
			onServer(source, type, searchesFor(typed), shown),
			known.length === 0
				? []
				: onServer(source, type, [[[['url', known.map(({ url }) => escapedToken(url)).join()]]]], known.length),
		]);
		const urls = new Set([...(own ?? []), ...(present ?? [])].map(({ url }) => url));
		const isFound = (one: Named) => present === undefined || urls.has(one.url);
		const entries: Array<Named & { readonly isFound: boolean }> = [
			...known.filter(isFound).map((one) => ({ ...one, isFound: true })),
			...(own ?? []).map((one) => ({ ...one, isFound: true })),
			...known.map((one) => ({ ...one, isFound: isFound(one) })),
		];
		return firstOfEach(entries).map(({ url, title, isFound: found }) => ({
			name: `${title}${found ? '' : ' (not found on the server)'}`,
			value: url,
			url,
		}));
	};
}

function firstOfEach<Entry extends Named>(entries: readonly Entry[]): Entry[] {
	const byUrl = new Map<string, Entry>();
	for (const entry of entries) if (!byUrl.has(entry.url)) byUrl.set(entry.url, entry);
	return [...byUrl.values()];
}

/** The searches for what was typed, and those for servers that cannot look within a name. */
function searchesFor(typed: string): Query[][] {
	if (typed === '') return [[[]]];
	const text = escapedToken(typed);
	if (typed.includes(':')) return [[[['url', text]], [['url:below', text]]]];
	const words = typed.split(/\s+/).map(escapedToken);
	const by = (name: string): Query => words.map((word) => [name, word]);
	return [
		[by('title:contains'), by('name:contains')],
		[by('title'), by('name')],
	];
}

/** What the server has by the first of these sets of searches that it does not refuse; undefined where it refuses all. */
async function onServer(
	source: ConnectionSource,
	type: TerminologyType,
	attempts: ReadonlyArray<readonly Query[]>,
	limit: number,
): Promise<Named[] | undefined> {
	const withElements = attempts.map((queries) => queries.map((query) => [...query, ...elements]));
	return (await searchFirst(source, type, withElements, limit))?.flatMap(namedOf);
}

function namedOf(resource: Resource): Named[] {
	const url = textMember(resource, 'url');
	return url === undefined
		? []
		: [{ url, title: textMember(resource, 'title') ?? textMember(resource, 'name') ?? url }];
}
