import { automaticBeside } from './itemsInParallel';
import { contenderTitles, middle, ratio, type Results, serverTitles, titleOf } from './report';
import type { EventResult } from './timing';

/** One promise, and what was measured of it. */
export interface Goal {
	readonly goal: string;
	readonly measured: string;
	readonly met: boolean;
}

/** What the bench has to show. */
export function goals(results: Results): Goal[] {
	const { events, cold, inN8n, search, executions, bulk } = results;
	const found: Goal[] = [];
	const most = (goal: string, value: number | undefined, limit: number) =>
		found.push({
			goal: `${goal}: at most ${limit}`,
			measured: value?.toFixed(2) ?? '?',
			met: value !== undefined && value <= limit,
		});
	const least = (goal: string, value: number | undefined, limit: number) =>
		found.push({
			goal: `${goal}: at least ${limit}`,
			measured: value?.toFixed(limit < 1 ? 2 : 1) ?? '?',
			met: value !== undefined && value >= limit,
		});

	const writesAndReads = events.filter(
		({ task }) => (task.kind === 'reads' || task.kind === 'creates') && task.concurrency > 1 && !task.workedOut,
	);
	for (const event of writesAndReads) {
		if (event.latency > 0) most(`${titleOf(event)}: node / undici`, ratio(event, 'node', 'undici'), 1.15);
		else most(`${titleOf(event)}: (node − n8n's own) / undici`, ratio(event, 'node', 'undici', 'idle'), 1.5);
	}
	// n8n's engine included: what it does itself cannot be left out.
	const wholeLimits = { reads: 1.3, search: 1.5, sendItems: 1.4 };
	for (const event of events) {
		const { kind, workedOut } = event.task;
		if (event.latency > 0 || workedOut || kind === 'creates') continue;
		// Beside a client that asks for compressed responses as well: of a server that is not near, the node does.
		for (const other of ['undici', 'undiciGzip'] as const) {
			if (!event.runs[other]) continue;
			most(`${titleOf(event)}: node / ${contenderTitles[other]}`, ratio(event, 'node', other), wholeLimits[kind]);
		}
	}
	most('loading the package: CPU / undici', cold.package.cpuMilliseconds / cold.undici.cpuMilliseconds, 0.75);
	most('loading the package: memory / undici', cold.package.bytes / cold.undici.bytes, 0.75);
	for (const kind of ['reads', 'creates']) {
		// The one that logs in and trusts the CA as the FHIR node does.
		const slow = inN8n[`httpRequest ${kind} credentials`]?.milliseconds ?? NaN;
		const quick = (concurrency: number) => inN8n[`fhir ${kind} ${concurrency}`]?.milliseconds ?? NaN;
		least(`${kind} in n8n, 20 ms, 10 at a time: HTTP Request / node`, slow / quick(10), 3);
		least(`${kind} in n8n, 20 ms, 32 at a time: HTTP Request / node`, slow / quick(32), 8);
	}
	least(
		'1,000 creates, 20 ms: one after another / Send Items',
		perResource(events, 'creates', 1) / perResource(events, 'sendItems', 4),
		10,
	);
	const [few, , many] = search.all;
	const grown = (who: 'node' | 'bare') =>
		((many?.[who].held ?? NaN) - (few?.[who].held ?? NaN)) /
		((many?.[who].resources ?? NaN) - (few?.[who].resources ?? NaN));
	most('search: bytes held for each further resource, node / bare resources', grown('node') / grown('bare'), 1.1);
	const [small, , large] = search.limited;
	most('Limit 1,000: held of 100,000 matches / of 1,000', (large?.held ?? NaN) / (small?.held ?? NaN), 1.1);
	const [first, last] = [executions[0], executions.at(-1)];
	most('1,000 executions: heap at the end / after 100', (last?.heap ?? NaN) / (first?.heap ?? NaN), 1.02);
	const kept = (at: typeof first) =>
		Object.values(at?.resources ?? {}).reduce((sum, n) => sum + n, at?.listeners ?? NaN);
	most('1,000 executions: sockets, timers, listeners at the end / after 100', kept(last) / kept(first), 1);
	least('Export to Files: speed of the node / undici to disk', bulk.speed.files, 0.8);
	least('Export to Resources: speed of the node / undici and JSON.parse, from end to end', bulk.speed.resources, 0.8);
	least('Load NDJSON: Bundles a second of the node / undici, 20 ms, from end to end', bulk.speed.load, 0.9);
	const megabytes = (bytes: number) => bytes / 1024 / 1024;
	const count = bulk.resources.toLocaleString('en');
	most(`${count} resources to Files: megabytes in use more than before`, megabytes(bulk.grown.files), 64);
	most(`${count} resources by Load NDJSON: megabytes in use more than before`, megabytes(bulk.grown.load), 64);
	for (const result of results.itemsInParallel) {
		// Where a server responds at once, the number makes no difference that could be found.
		if (result.kind === 'atOnce') continue;
		const title = `a server that ${serverTitles[result.kind]}: Automatic / best fixed number (${result.best})`;
		most(title, automaticBeside(result, result.best), 1.1);
	}
	return found;
}

/** Milliseconds for one resource at 20 ms. */
function perResource(events: readonly EventResult[], kind: string, concurrency: number): number {
	const event = events.find(
		({ task, latency }) => latency > 0 && task.kind === kind && task.concurrency === concurrency,
	);
	return event ? (middle(event, 'node') ?? NaN) / event.task.count : NaN;
}
