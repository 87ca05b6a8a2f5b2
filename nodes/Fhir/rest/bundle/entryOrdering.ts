import { idInSegment } from '../model/ids';
import type { BundleEntry } from '../model/resource';
import { entryPath } from '../request/entryPath';
import { conditionKey, orderingKeyOf } from '../request/orderingKey';
import { parseQueryString } from '../request/query';
import { entryRequest } from './entries';

/** What decides before or after which entries one is carried out. */
export interface EntryOrdering {
	/** The ordering key of what it writes; undefined where nothing else can be affected. */
	readonly writes: string | undefined;
	/** The ordering keys of what it refers to, or reads. */
	readonly refersTo: readonly string[];
}

/** The ordering of an entry with this JSON, or with that of its resource. */
export function orderingOf(entry: BundleEntry, text: string): EntryOrdering {
	const mayRefer = entry.request?.method === 'GET' || text.includes(referenceSign);
	return { writes: orderingKeyOf(entryRequest(entry)), refersTo: mayRefer ? [...keysIn(text, entry)] : [] };
}

/**
 * The end of `"reference"`: to look for that takes a small part of the time that looking for references takes, and least of all
 * for a text that does not begin with a quotation mark.
 */
export const referenceSign = 'ference"';

/**
 * The ordering of each entry, with what gives their JSON. Empty where no entry writes what another could write or refer to: then
 * nobody has to look for references.
 */
export function orderingsOf(entries: readonly BundleEntry[], textOf: (index: number) => string): EntryOrdering[] {
	const isOrdered = entries.some((entry) => orderingKeyOf(entryRequest(entry)) !== undefined);
	return isOrdered ? entries.map((entry, index) => orderingOf(entry, textOf(index))) : [];
}

/** The ordering keys of what an entry, with this JSON, refers to, or reads. */
function* keysIn(json: string, entry: BundleEntry): Generator<string> {
	if (entry.request?.method === 'GET') yield* keysOf(entry.request.url);
	for (const [, reference] of json.matchAll(/"reference"\s*:\s*"([^"\\]+)"/g)) yield* keysOf(reference ?? '');
}

/** The ordering key of the resource that a URL names, relative or absolute, by its ID or by a condition. */
function* keysOf(url: string): Generator<string> {
	if (/^(?:urn:|#)/.test(url)) return;
	const [type = '', segment] = entryPath(url).split('/');
	const id = segment === undefined ? undefined : idInSegment(segment);
	const query = /\?([^#]+)/.exec(url)?.[1];
	if (!/^[A-Z][A-Za-z]*$/.test(type)) return;
	if (id !== undefined) yield `${type}/${id}`;
	else if (query !== undefined) yield conditionOf(type, query);
}

function conditionOf(type: string, query: string): string {
	try {
		return conditionKey(type, parseQueryString(query));
	} catch {
		// A condition that cannot be parsed cannot be that of another entry.
		return type;
	}
}
