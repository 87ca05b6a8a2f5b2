import '../helpers/outsideJest';
import type { SavedNode } from './record';

/** Writes into the file of a release what its nodes send now: once, when the release is made. */
async function main([file]: string[]): Promise<void> {
	if (file === undefined) throw new Error('Name the file of the release, e.g. test/saved/releases/0.1.0.json');
	const { readFileSync, writeFileSync } = await import('node:fs');
	const { requestsOf } = await import('./record');
	const nodes = JSON.parse(readFileSync(file, 'utf8')) as SavedNode[];
	const recorded: SavedNode[] = [];
	for (const node of nodes) recorded.push({ ...node, requests: await requestsOf(node) });
	writeFileSync(file, `${JSON.stringify(recorded, null, '\t')}\n`);
	process.stdout.write(`${recorded.length} nodes and what they send are in ${file}.\n`);
}

void main(process.argv.slice(2)).then(
	() => process.exit(0),
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		process.exit(1);
	},
);
