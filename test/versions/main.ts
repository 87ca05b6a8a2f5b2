import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCleanup, endOnSignals } from '../demo/cleanup';
import { endCommands, run } from '../demo/commands';
import { N8N_VERSION } from '../demo/n8nHome';
import { installPackage, PROJECT } from '../demo/pack';
import { withProgress } from '../demo/progress';
import type { Cell } from './cell';
import { runProgram } from '../demo/program';

const USAGE = `Runs the demo in several versions of n8n, each under several versions of Node, and prints a table.

  npm run versions                 the oldest n8n 2, one in the middle and the newest: 9 combinations, about half an hour
  npm run versions -- 2.20.12      other versions of n8n; each is installed once, in minutes, and takes about 2 GB`;

const VERSIONS = ['2.0.3', '2.20.12', N8N_VERSION];
const NODES = [20, 22, 24];

/** In a process of its own: a demo that has ended lets nothing more begin in its process. */
async function runCell(version: string, node: number, from: string): Promise<Cell> {
	const args = ['--import', 'tsx', join(__dirname, 'cell.ts'), version, String(node), from];
	const output = await run(process.execPath, args, { cwd: PROJECT });
	return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Cell;
}

function cellText({ wantsNode, workflows, tests }: Cell): string {
	if (wantsNode !== undefined) return `n8n does not start: it wants Node ${wantsNode}`;
	return `${workflows.good} of ${workflows.all} workflows, ${tests.good} of ${tests.all} connection tests`;
}

async function main(versions: readonly string[]): Promise<number> {
	if (versions.some((version) => !/^\d+\.\d+\.\d+$/.test(version))) {
		console.log(USAGE);
		return versions.includes('--help') ? 0 : 2;
	}
	const cleanup = createCleanup();
	cleanup.add(endCommands);
	endOnSignals(cleanup);
	try {
		const from = await mkdtemp(join(tmpdir(), 'n8n-nodes-fhir-versions-'));
		cleanup.add(() => rm(from, { recursive: true, force: true }));
		await withProgress('Packing this package and installing it', () => installPackage(from));
		const rows: string[][] = [];
		const problems: string[] = [];
		for (const version of versions.length > 0 ? versions : VERSIONS) {
			const row = [`n8n ${version}`];
			for (const node of NODES) {
				const cell = await withProgress(`n8n ${version}, Node ${node}`, () => runCell(version, node, from));
				row.push(cellText(cell));
				problems.push(...cell.problems.map((problem) => `n8n ${version}, Node ${node}: ${problem}`));
			}
			rows.push(row);
		}
		const head = ['', ...NODES.map((node) => `Node ${node}`)];
		const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
		console.log(`\n${lines.join('\n')}\n`);
		for (const problem of problems) console.log(`✘ ${problem}`);
		return problems.length === 0 ? 0 : 1;
	} finally {
		await cleanup.run();
	}
}

runProgram(main);
