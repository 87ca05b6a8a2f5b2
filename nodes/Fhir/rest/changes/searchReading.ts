import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import type { Change } from './change';
import { type Reading, wholeSecond } from './cursor';
import { type Collector, createCollector, type Feed, type ReadingRange } from './feed';
import { createOrderCheck, createPasses, type Pass, reached, tailSize } from './searchOrder';
import {
	changesRequest,
	firstPage,
	type FoundPage,
	foundPage,
	isUnsorted,
	latestOf,
	type Sorting,
} from './searchPages';

/** Where a search goes on. */
interface Position {
	readonly from: number | undefined;
	/** The key of the last resource before, which the next page has to show again. */
	readonly after?: string;
}

interface State {
	readonly client: FhirClient;
	readonly feed: Feed;
	readonly collector: Collector;
	readonly sorting: Sorting;
	readonly signal: AbortSignal | undefined;
	newest: number | undefined;
	date: number | undefined;
}

/**
 * Reads the changes of a feed by searches that are sorted by `_lastUpdated`, oldest first. A search sees the latest version
 * of each resource only.
 *
 * Pages shift while resources change, and what stands at the edge of one is lost. So the next page is a new search from the
 * last time on. Only where that brings nothing further (many resources with one time), the server's own next links are
 * followed, pass after pass until one brings nothing new; so are all pages of a server that does not sort, with a hint.
 * Throws what `FhirClient.search` throws, and a `Failure` for resources without a time.
 */
export async function readBySearch(
	client: FhirClient,
	feed: Feed,
	range: ReadingRange,
	sorting: Sorting,
	signal?: AbortSignal,
): Promise<Reading> {
	const collector = createCollector(feed, range);
	const state: State = { client, feed, collector, sorting, signal, newest: undefined, date: undefined };
	const order = await readSorted(state, range.from);
	if (order === 'ignored') {
		client.hint(
			`The server does not sort by the time of the last change (_sort=_lastUpdated), so that each poll reads all resources of type ${feed.type} that changed since the last one and within the overlap. No change is lost, but a long gap between two polls takes many requests.`,
		);
		await readAllPages(state, range.from);
	}
	if (order === 'oneTime') await readAllPages(state, range.from);
	return { found: collector.changes(), newest: state.newest, date: state.date };
}

/** How the server orders results: as it was asked to, not at all, or all of them have the same time. */
type Order = 'sorted' | 'ignored' | 'oneTime';

async function readSorted(state: State, start: number | undefined): Promise<Order> {
	const { client, feed, collector, sorting, signal } = state;
	const order = createOrderCheck();
	let position: Position = { from: start };
	for (let pages = 1; pages <= feed.maxPages; pages++) {
		const page = await firstPage(client, feed, position, sorting, signal);
		const { found, hasNext } = page;
		if (pages === 1) {
			state.date = page.date;
			state.newest = latestOf(found);
			reportOlder(client, found, start);
			const asked = hasNext ? await orderOf(state, found, start) : 'sorted';
			if (asked !== 'sorted') return asked;
		}
		if (hasNext && !order.holds(found)) return 'ignored';
		take(collector, found);
		if (isFull(collector)) return 'sorted';
		const shown = position.after === undefined || found.some(({ key }) => key === position.after);
		if (shown && !hasNext) return 'sorted';
		const next =
			(shown ? further(position.from, found) : undefined) ??
			(await readOneTime(state, position.from, shown ? 1 : 1000));
		if (next === 'ignored') return 'ignored';
		if (next === undefined || isFull(collector)) return 'sorted';
		// What has come since can wait for the next poll: otherwise many writers would keep this one from ending.
		if ((next.from ?? 0) > (state.newest ?? Infinity)) return 'sorted';
		position = next;
	}
	throw tooManyPages(feed.maxPages);
}

/** Asks for the newest resource, which is another one than the oldest only where the server sorts. */
async function orderOf(state: State, found: readonly Change[], from: number | undefined): Promise<Order> {
	const { client, feed, sorting, signal } = state;
	if (isUnsorted(sorting)) return 'ignored';
	const newest = await firstPage(client, feed, { from, newestFirst: true, count: 1 }, sorting, signal);
	const [oldest, latest] = [found[0], newest.found[0]];
	if (oldest === undefined || latest === undefined) return 'ignored';
	state.newest = latestOf(newest.found);
	if (oldest.key !== latest.key) return 'sorted';
	return found.every(({ time }) => time.at === latest.time.at) ? 'oneTime' : 'ignored';
}

/** Where a new search goes on after these results; undefined where it would bring the same again. */
function further(from: number | undefined, found: readonly Change[]): Position | undefined {
	const last = reached(found);
	if (!last) return undefined;
	const after = last.key;
	const second = wholeSecond(last.time.at);
	if (from === undefined || second > from) return { from: second, after };
	return last.time.at > from ? { from: last.time.at, after } : undefined;
}

/** Reads all resources with one time, in steps of so many milliseconds, and returns where the search goes on after them. */
async function readOneTime(
	state: State,
	from: number | undefined,
	step: number,
): Promise<Position | 'ignored' | undefined> {
	const start = from === undefined ? -Infinity : Math.floor(from / step) * step;
	const passes = createPasses();
	for (;;) {
		const order = createOrderCheck();
		let tail: Change[] = [];
		const visit = ({ found }: FoundPage): Position | 'ignored' | undefined => {
			if (!order.holds(found)) return 'ignored';
			tail = [...tail, ...found].slice(-tailSize);
			const last = reached(tail);
			const next = last && Math.floor(last.time.at / step) * step;
			return next !== undefined && next > start ? { from: next, after: last?.key } : undefined;
		};
		const pass = await readPass(state, from === undefined ? undefined : start, visit);
		if (pass.stopped === 'ignored' || isFull(state.collector) || passes.isLast(pass)) return pass.stopped;
	}
}

/** Reads everything, in whichever order it comes. */
async function readAllPages(state: State, from: number | undefined): Promise<void> {
	const visit = ({ found }: FoundPage) => {
		state.newest = latestOf(found, state.newest);
	};
	const passes = createPasses();
	while (!passes.isLast(await readPass(state, from, visit)));
}

/** Follows the server's next links until `visit` returns something. */
async function readPass<Stop>(
	{ client, feed, sorting, collector, signal }: State,
	from: number | undefined,
	visit: (page: FoundPage) => Stop | undefined,
): Promise<Pass<Stop>> {
	let [fresh, pages, repeats] = [0, 0, false];
	const request = changesRequest(feed, { from }, sorting);
	for await (const read of client.search(request, { maxPages: feed.maxPages }, signal)) {
		const page = foundPage(client, read);
		pages++;
		fresh += take(collector, page.found);
		const stopped = visit(page);
		repeats ||= page.repeats;
		if (stopped !== undefined) return { fresh, pages, repeats, stopped };
	}
	return { fresh, pages, repeats, stopped: undefined };
}

/** It changes while pages are read. */
function isFull(collector: Collector): boolean {
	return collector.isFull;
}

function take(collector: Collector, found: readonly Change[]): number {
	return found.filter((one) => collector.take(one)).length;
}

function reportOlder(client: FhirClient, found: readonly Change[], from: number | undefined): void {
	if (from === undefined || !found.some(({ time }) => time.at < wholeSecond(from))) return;
	client.hint(
		'The server returned resources that changed before the time that was asked for: it does not filter by _lastUpdated, so that each poll reads all resources.',
	);
}

function tooManyPages(maxPages: number): Failure {
	return new Failure({
		kind: 'response',
		message: `The changes since the last poll take more than ${maxPages} pages`,
		advice: 'Choose a lower "Max Items per Poll", or a higher "Maximum Pages" in the options.',
		effect: 'applied',
	});
}
