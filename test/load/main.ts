import { setTimeout as pause } from 'node:timers/promises';
import { type Cleanup, createCleanup, endOnSignals } from '../demo/cleanup';
import { endCommands, run } from '../demo/commands';
import { importInto, prepareN8n, startN8n } from '../demo/n8n';
import { logIn } from '../demo/n8nApi';
import { n8nHome } from '../demo/n8nHome';
import { installPackage } from '../demo/pack';
import { withProgress } from '../demo/progress';
import { drive, type Tally, untilWebhook } from './load';
import { sample, type Sample, trends } from './samples';
import { type LoadServers, startLoadServers } from './servers';
import { loadCredentials, loadWorkflow, workflowId } from './workflow';

const USAGE = `Load on a real n8n, with servers that fail, restart and let tokens expire. Fails where memory, sockets or delay grow.

  node test/tools/node24.mjs --import tsx test/load/main.ts [--minutes 60] [--rate 5]`;

interface Options {
	readonly minutes: number;
	/** Executions a second, of five FHIR steps each. */
	readonly rate: number;
}

function optionsOf(typed: readonly string[]): Options | undefined {
	const options: Record<string, number> = { '--minutes': 60, '--rate': 5 };
	for (let at = 0; at < typed.length; at += 2) {
		const [name = '', value] = typed.slice(at, at + 2);
		if (!(name in options) || !(Number(value) > 0)) return undefined;
		options[name] = Number(value);
	}
	return { minutes: options['--minutes'] ?? 60, rate: options['--rate'] ?? 5 };
}

/** Sets n8n up with the workflow published; gives its address and the end of its log. */
async function startLoadedN8n(servers: LoadServers, cleanup: Cleanup): Promise<{ url: string; log: () => string }> {
	const n8n = await prepareN8n(await n8nHome(), cleanup);
	Object.assign(n8n.environment, {
		N8N_METRICS: 'true',
		// With room for gigabytes V8 lets garbage lie for an hour, and nobody could tell it from a leak.
		NODE_OPTIONS: '--max-old-space-size=640',
		// Thousands of executions would be a test of the database.
		EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
		EXECUTIONS_DATA_SAVE_ON_ERROR: 'none',
	});
	await withProgress('Packing this package and installing it into n8n', () => installPackage(n8n.userFolder));
	await withProgress('Importing credentials and workflow', async () => {
		await importInto(n8n, 'credentials', loadCredentials(servers));
		await importInto(n8n, 'workflow', [loadWorkflow()]);
		const publish = [n8n.home.command, 'publish:workflow', `--id=${workflowId}`];
		await run(n8n.home.node, publish, { env: n8n.environment, timeout: 120_000 });
	});
	const log = await withProgress('Starting n8n', () => startN8n(n8n, cleanup));
	await logIn(n8n);
	await untilWebhook(n8n.url);
	return { url: n8n.url, log };
}

function line({ at, rss, heap, files, lag }: Sample, { started, ended, good, lost }: Tally): string {
	const clock = `${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`.padStart(6);
	const measures = [rss, heap, files, lag, started - ended, ended, good, lost];
	return clock + measures.map((measure) => String(measure).padStart(9)).join('');
}

async function load({ minutes, rate }: Options, cleanup: Cleanup): Promise<boolean> {
	const servers = await startLoadServers({
		faulty: 0.1,
		tokenLife: 30,
		revoke: 75,
		restartFhir: 45,
		restartOAuth: 170,
	});
	cleanup.add(() => servers.close());
	const { url, log } = await startLoadedN8n(servers, cleanup);
	const began = Date.now();
	const until = began + minutes * 60_000;
	const tally: Tally = { started: 0, ended: 0, good: 0, lost: 0, errors: new Map(), slowest: 0 };
	const samples: Sample[] = [];
	const names = ['RSS MB', 'heap MB', 'files', 'lag ms', 'running', 'ended', 'no error', 'lost'];
	console.log(`\n  time${names.map((name) => name.padStart(9)).join('')}`);
	const driving = drive(url, rate, until, tally);
	const step = Math.min(30_000, (minutes * 60_000) / 20);
	while (Date.now() < until) {
		await pause(step);
		const one = await sample(url, began);
		samples.push(one);
		console.log(line(one, tally));
	}
	await driving;
	return report(samples, tally, servers, log);
}

function report(samples: readonly Sample[], tally: Tally, servers: LoadServers, log: () => string): boolean {
	console.log('\nServers:', JSON.stringify(servers.told), `Slowest execution: ${tally.slowest} ms`);
	console.log('Errors that steps gave, as they should where a fault stays or a write is of unknown effect:');
	for (const [text, count] of [...tally.errors].sort((a, b) => b[1] - a[1]).slice(0, 30)) {
		console.log(`${String(count).padStart(7)}  ${text}`);
	}
	console.log('\nFirst third → last third:');
	const all = trends(samples);
	for (const { name, before, after, allowed, grows } of all) {
		console.log(`  ${grows ? 'GROWS' : 'flat '}  ${name}: ${before} → ${after} (allowed ${allowed})`);
	}
	const works = tally.lost === 0 && tally.good > tally.ended / 2;
	if (!works) console.log(`\nToo few executions went well. The end of n8n's log:\n${log()}`);
	return works && all.every(({ grows }) => !grows);
}

async function main(typed: readonly string[]): Promise<number> {
	const options = optionsOf(typed);
	if (!options) {
		console.log(USAGE);
		return 2;
	}
	const cleanup = createCleanup();
	endOnSignals(cleanup);
	cleanup.add(endCommands);
	try {
		const flat = await load(options, cleanup);
		console.log(flat ? '\nAll flat.' : '\nNot as it should be.');
		return flat ? 0 : 1;
	} finally {
		await cleanup.run();
	}
}

main(process.argv.slice(2)).then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
