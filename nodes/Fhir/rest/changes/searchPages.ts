import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { entriesOf, linkOf } from '../model/bundle';
import type { FhirRequest, Query } from '../request/request';
import type { SearchPage } from '../search/paging';
import { resultQuery, searchRequest } from '../search/searchRequest';
import { type Change, exactly, foundChange, milliseconds } from './change';
import type { Feed } from './feed';

/** A page of a search for changes. */
export interface FoundPage {
	readonly found: readonly Change[];
	readonly hasNext: boolean;
	/** Does it repeat what stood on an earlier page of the same pass? */
	readonly repeats: boolean;
	/** The server's clock in milliseconds, where it says so. */
	readonly date: number | undefined;
}

/**
 * The orders to ask for, best first: equal times in the order of their IDs, so that pages fit together (HAPI shuffles them
 * otherwise); then what servers take that sort by one parameter only; then none.
 */
const orders = ['_lastUpdated,_id', '_lastUpdated', undefined] as const;

/** The order that the server takes. It is found out once for each client, and may be known from earlier. */
export interface Sorting {
	/** An index of `orders`. */
	order: number;
}

/** A sorting that was stored; the best one for anything else. */
export function sortingOf(stored: unknown): Sorting {
	return { order: typeof stored === 'number' && stored in orders ? stored : 0 };
}

/** Does the server take no order at all? */
export function isUnsorted({ order }: Sorting): boolean {
	return orders[order] === undefined;
}

/** What a search for changes asks for. */
export interface Wanted {
	/** Milliseconds; undefined: since ever. */
	readonly from: number | undefined;
	readonly newestFirst?: boolean;
	readonly count?: number;
}

/** The request for the changes of a feed in the order that the server takes. */
export function changesRequest(
	feed: Feed,
	{ from, newestFirst, count = feed.count }: Wanted,
	sorting: Sorting,
): FhirRequest {
	const order = orders[sorting.order];
	const query: Query = [
		...feed.criteria,
		...pair('_lastUpdated', from === undefined ? undefined : `ge${instant(from)}`),
		...resultQuery({ sort: order && `${newestFirst ? '-' : ''}${order}`, count }),
	];
	return searchRequest({ path: feed.type, query, method: feed.httpMethod, headers: feed.headers });
}

/**
 * Reads the first page only. A server that refuses the order is asked for a simpler one, which `sorting` keeps. Throws the
 * first refusal where it refuses all of them, and what `FhirClient.search` throws.
 */
export async function firstPage(
	client: FhirClient,
	feed: Feed,
	wanted: Wanted,
	sorting: Sorting,
	signal?: AbortSignal,
): Promise<FoundPage> {
	let refusal: unknown;
	for (let order = sorting.order; order < orders.length; order++) {
		try {
			const request = changesRequest(feed, wanted, { order });
			// With one page allowed, the next one is not requested ahead.
			for await (const page of client.search(request, { maxPages: 1 }, signal)) {
				sorting.order = order;
				return foundPage(client, page);
			}
		} catch (error) {
			refusal ??= error;
			if (!mayRefuseOrder(error)) throw asError(error);
		}
	}
	throw asError(refusal);
}

/** The latest changes, newest first where the server sorts: for a start, and for a look in the editor. Throws as `firstPage` does. */
export async function newestBySearch(
	client: FhirClient,
	feed: Feed,
	count: number,
	sorting: Sorting,
	signal?: AbortSignal,
) {
	const wanted = { from: undefined, newestFirst: true, count };
	const { found, date } = await firstPage(client, feed, wanted, sorting, signal);
	return { changes: found, newest: latestOf(found), date };
}

/** The latest time of these, and of `other`. */
export function latestOf(found: readonly Change[], other?: number): number | undefined {
	return found.reduce<number | undefined>((latest, { time }) => Math.max(time.at, latest ?? time.at), other);
}

/** The changes on a page, in its order; its warnings become hints. Throws a `Failure` for a resource without a time. */
export function foundPage(client: FhirClient, { matches, warnings, bundle, date }: SearchPage): FoundPage {
	warnings.forEach(client.hint);
	const found = matches.flatMap((entry): Change[] => {
		const change = foundChange(entry);
		if (!change) return [];
		const time = milliseconds(change.lastUpdated);
		if (time === undefined) throw withoutTime(change.type);
		return [{ ...change, time: exactly(time) }];
	});
	const ofType = entriesOf(bundle).filter(({ resource }) => resource?.resourceType === found[0]?.type);
	return {
		found,
		hasNext: linkOf(bundle, 'next') !== undefined,
		repeats: found.length === 0 ? entriesOf(bundle).length > 0 : ofType.length > found.length,
		date: milliseconds(date),
	};
}

/** An instant as the value of a parameter: without a fraction where it has none, for servers that keep whole seconds. */
export function instant(time: number): string {
	return new Date(time).toISOString().replace('.000Z', 'Z');
}

/** A parameter of a query, or none without a value. */
export function pair(name: string, value: string | undefined): Query {
	return value === undefined ? [] : [[name, value]];
}

function mayRefuseOrder(error: unknown): boolean {
	return error instanceof Failure && error.kind === 'http' && [400, 405, 422, 501].includes(error.status ?? 0);
}

function withoutTime(type: string): Failure {
	return new Failure({
		kind: 'response',
		message: `The server does not say when a resource of type ${type} was changed: it has no meta.lastUpdated`,
		advice: 'Choose the method "History" where the server offers it, or remove the options that shorten resources.',
		effect: 'applied',
	});
}
