import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { createCleanup, endOnSignals } from '../demo/cleanup';
import { endCommands } from '../demo/commands';
import { prepareN8n } from '../demo/n8n';
import { n8nHome } from '../demo/n8nHome';
import { installPackage, PROJECT } from '../demo/pack';
import { measureBulkData } from './bulkData';
import { measureColdStart } from './cold';
import { goals } from './goals';
import { compareHttp2 } from './http2';
import { timeInN8n } from './inN8n';
import { measureItemsInParallel } from './itemsInParallel';
import { countHoldings, measureSearches } from './longRuns';
import { startPlace } from './place';
import { report, type Results, table } from './report';
import { timeEvents } from './timing';

/** Measures everything, prints it and writes it to `reports/bench.json`. Ends with 1 where a goal is missed. */
async function main(): Promise<void> {
	const cleanup = createCleanup();
	endOnSignals(cleanup);
	cleanup.add(endCommands);
	try {
		const home = await n8nHome();
		const n8n = await prepareN8n(home, cleanup);
		say('installing this package as n8n does');
		await installPackage(n8n.userFolder);
		const installation = {
			n8n: home.folder,
			node: join(n8n.userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-fhir'),
		};
		const started = Date.now();
		const [load = NaN] = loadavg();
		const bench = await startPlace();
		cleanup.add(async () => await bench.close());
		say('timing');
		const events = await timeEvents(bench, installation);
		say('processes that have just started');
		const cold = await measureColdStart(bench, installation);
		say('in a whole n8n');
		const inN8n = await timeInN8n(bench, n8n);
		say('a thousand executions');
		const executions = await countHoldings(bench, installation);
		say('memory of searches');
		const search = await measureSearches(installation);
		say('bulk data');
		const bulk = await measureBulkData(installation);
		say('HTTP/2');
		const http2 = await compareHttp2();
		say('items in parallel');
		const itemsInParallel = await measureItemsInParallel(installation);
		const results: Results = {
			date: new Date().toISOString().slice(0, 10),
			machine: { cpus: cpus().length, model: cpus()[0]?.model.trim() ?? '', node: process.version, load },
			seconds: (Date.now() - started) / 1000,
			events,
			cold,
			inN8n,
			search,
			executions,
			bulk,
			http2,
			itemsInParallel,
		};
		const met = goals(results);
		await mkdir(join(PROJECT, 'reports'), { recursive: true });
		await writeFile(
			join(PROJECT, 'reports', 'bench.json'),
			`${JSON.stringify({ ...results, goals: met }, null, '\t')}\n`,
		);
		const rows = met.map(({ goal, measured, met: reached }) => [goal, measured, reached ? 'yes' : 'NO']);
		const text = `${report(results)}\n\n${table(['goal', 'measured', 'met'], rows)}\n`;
		await writeFile(join(PROJECT, 'reports', 'bench.md'), text);
		console.log(text);
		if (met.some(({ met: reached }) => !reached)) process.exitCode = 1;
	} finally {
		await cleanup.run();
	}
}

function say(step: string): void {
	process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${step}\n`);
}

void main();
