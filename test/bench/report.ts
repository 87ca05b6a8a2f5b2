import type { BulkResults } from './bulkData';
import type { ColdStart } from './cold';
import type { ContenderName } from './contenders/names';
import type { Holdings } from './executions';
import type { Http2Result } from './http2';
import type { InN8n } from './inN8n';
import { automaticBeside, fixedNumbers, type LimitResult, middleOf } from './itemsInParallel';
import type { ServerKind } from './limitServer';
import type { SearchMemories } from './longRuns';
import { type EventResult, median, type Run } from './timing';

/** Everything that one run of the bench found out. */
export interface Results {
	readonly date: string;
	readonly machine: { readonly cpus: number; readonly model: string; readonly node: string; readonly load: number };
	readonly seconds: number;
	readonly events: readonly EventResult[];
	readonly cold: ColdStart;
	readonly inN8n: InN8n;
	readonly search: SearchMemories;
	readonly executions: readonly Holdings[];
	readonly bulk: BulkResults;
	readonly http2: readonly Http2Result[];
	readonly itemsInParallel: readonly LimitResult[];
}

/** Who takes part, as the tables and goals name them. */
export const contenderTitles: Record<ContenderName, string> = {
	node: 'FHIR node',
	idle: 'sends nothing',
	undici: 'undici',
	undiciGzip: 'undici, gzip',
	httpRequest: 'HTTP Request',
	fhirKit: 'fhir-kit-client',
};

/** The middle of what one contender took in an event; undefined where it does not take part. */
export function middle(event: EventResult, name: ContenderName, field: keyof Run = 'milliseconds'): number | undefined {
	const runs = event.runs[name];
	return runs && median(runs.map((run) => run[field]));
}

/** Middle of the quotients of two contenders, round by round: what slows a round down slows both. */
export function ratio(
	event: EventResult,
	name: ContenderName,
	to: ContenderName,
	less?: ContenderName,
): number | undefined {
	const { [name]: above, [to]: below, ...runs } = event.runs;
	if (!above || !below) return undefined;
	const taken = (round: number) => (less ? ((runs as EventResult['runs'])[less]?.[round]?.milliseconds ?? 0) : 0);
	const quotients = above.map((run, round) => (run.milliseconds - taken(round)) / (below[round]?.milliseconds ?? NaN));
	return median(quotients);
}

/** One line that names the event. */
export function titleOf({ task, latency }: EventResult): string {
	const { kind, count, concurrency, pageSize, workedOut } = task;
	const how = kind === 'search' ? `pages of ${pageSize}` : `${concurrency} at a time`;
	return `${kind === 'sendItems' ? 'Send Items' : kind}, ${count.toLocaleString('en')}, ${how}, ${latency} ms${workedOut ? ', worked out' : ''}`;
}

const ms = (value: number | undefined) => (value === undefined ? '' : Math.round(value).toLocaleString('en'));
const times = (value: number | undefined) => (value === undefined ? '' : value.toFixed(2));
const mb = (bytes: number | undefined) => (bytes === undefined ? '' : (bytes / 1024 / 1024).toFixed(0));

/** A table in Markdown, columns as wide as they must be. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** What the servers of `itemsInParallel` do, as the tables and goals name them. */
export const serverTitles: Record<ServerKind, string> = {
	takesAll: 'takes everything, 50 ms',
	servesEight: 'serves 8 at a time, 20 ms',
	allowsTwenty: 'answers 429 above 20 a second',
	slowsDown: 'takes 10 ms and 1 ms more for each in flight',
	atOnce: 'responds at once',
};

/** Automatic beside fixed numbers: milliseconds, refusals in brackets, and what failed in spite of all retries. */
function itemsInParallelTable(results: readonly LimitResult[]): string {
	const cell = (result: LimitResult, number: number) => {
		const [refused = 0, failed = 0] = [middleOf(result, number, 'refused'), middleOf(result, number, 'failed')];
		const more = [...(refused > 0 ? [`${refused} refused`] : []), ...(failed > 0 ? [`${failed} failed`] : [])];
		return `${ms(middleOf(result, number, 'milliseconds'))}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
	};
	return table(
		['Items in Parallel', 'reads', 'Automatic', ...fixedNumbers.map(String), 'Automatic / best', '/ 10', 'CPU / 10'],
		results.map((result) => [
			serverTitles[result.kind],
			ms(result.count),
			cell(result, 0),
			...fixedNumbers.map((number) => cell(result, number)),
			times(automaticBeside(result, result.best)),
			times(automaticBeside(result, 10)),
			times(automaticBeside(result, 10, 'cpuMilliseconds')),
		]),
	);
}

/** All tables, as text. */
export function report(results: Results): string {
	const { events, cold, inN8n, search, executions, bulk, http2, machine } = results;
	const names = Object.keys(contenderTitles) as ContenderName[];
	const timesTable = table(
		[
			'milliseconds',
			...names.map((name) => contenderTitles[name]),
			'node / undici',
			'node / undici, gzip',
			'less n8n’s own / undici',
		],
		events.map((event) => [
			titleOf(event),
			...names.map((name) => ms(middle(event, name))),
			times(ratio(event, 'node', 'undici')),
			times(ratio(event, 'node', 'undiciGzip')),
			event.runs.idle ? times(ratio(event, 'node', 'undici', 'idle')) : '',
		]),
	);
	const countsTable = table(
		['of one run', 'by', 'requests', 'handshakes', 'token calls', 'CPU ms', 'server CPU ms', 'peak MB'],
		events.flatMap((event) =>
			names
				.filter((name) => name !== 'idle' && event.runs[name])
				.map((name) => [
					titleOf(event),
					contenderTitles[name],
					...(['requests', 'handshakes', 'tokenCalls', 'cpuMilliseconds', 'serverCpuMilliseconds'] as const).map(
						(field) => ms(middle(event, name, field)),
					),
					mb(middle(event, name, 'peakBytes')),
				]),
		),
	);
	const tenths = (value: number | undefined) => value?.toFixed(1) ?? '';
	const coldTable = table(
		['a process that has just started', 'FHIR node', 'undici'],
		[
			['loading it, ms', tenths(cold.package.milliseconds), tenths(cold.undici.milliseconds)],
			['loading it, CPU ms', tenths(cold.package.cpuMilliseconds), tenths(cold.undici.cpuMilliseconds)],
			['loading it, MB', tenths(cold.package.bytes / 1024 / 1024), tenths(cold.undici.bytes / 1024 / 1024)],
			...['first', 'second'].map((which, index) => [
				`${which} execution with one read, ms`,
				tenths(cold.executions.node[index]),
				tenths(cold.executions.undici[index]),
			]),
		],
	);
	const bulkTable = table(
		['bulk data, speed of the node', 'beside', 'ratio'],
		[
			['Export to Files', 'undici to disk', times(bulk.speed.files)],
			['Export to Resources', 'undici and `JSON.parse`', times(bulk.speed.resources)],
			['Export to Resources', '`JSON.parse` alone, of lines in memory', times(bulk.alone.resources)],
			['Load NDJSON', 'undici with finished Bundles; the server parses them and takes 20 ms', times(bulk.speed.load)],
			['Load NDJSON', 'undici with finished Bundles; the server does nothing', times(bulk.alone.load)],
		],
	);
	const n8nTable = table(
		['in a whole n8n, 1,000 items, 20 ms', 'milliseconds', 'items'],
		Object.entries(inN8n).map(([name, { milliseconds, items }]) => [name, ms(milliseconds), ms(items)]),
	);
	const searchTable = table(
		['search', 'resources', 'MB held', 'MB held, bare resources', 'MB peak', 'requests'],
		[
			...search.all.map(({ node, bare }) => [
				'all',
				ms(node.resources),
				mb(node.held),
				mb(bare.held),
				mb(node.peak),
				'',
			]),
			...search.limited.map(({ matches, resources, held, peak, requests }) => [
				`limit 1,000 of ${ms(matches)}`,
				ms(resources),
				(held / 1024 / 1024).toFixed(1),
				'',
				mb(peak),
				ms(requests),
			]),
		],
	);
	const executionsTable = table(
		['executions', 'heap MB', 'keeps the process alive', 'listeners on the process'],
		executions.map(({ executions: count, heap, resources, listeners }) => [
			ms(count),
			(heap / 1024 / 1024).toFixed(2),
			Object.entries(resources)
				.map(([kind, number]) => `${number} ${kind}`)
				.join(', '),
			String(listeners),
		]),
	);
	const http2Table = table(
		['reads by undici, 1,000', 'HTTP/1.1 ms', 'HTTP/2 ms', 'HTTP/2 / HTTP/1.1'],
		http2.map(({ latency, concurrency, http1, http2: two }) => [
			`${concurrency} at a time, ${latency} ms`,
			ms(http1),
			ms(two),
			times(two / http1),
		]),
	);
	return [
		`${results.date}, ${machine.cpus} × ${machine.model}, Node ${machine.node}, load ${machine.load.toFixed(1)}, ${ms(results.seconds)} s`,
		timesTable,
		countsTable,
		n8nTable,
		coldTable,
		bulkTable,
		searchTable,
		executionsTable,
		http2Table,
		itemsInParallelTable(results.itemsInParallel),
	].join('\n\n');
}
