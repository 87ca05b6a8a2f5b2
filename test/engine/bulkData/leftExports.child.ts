import '../../helpers/outsideJest';
import 'reflect-metadata';
import { SecurityConfig } from '@n8n/config';
import { Container } from '@n8n/di';
import { join } from 'node:path';
import { useFileStore } from '../support/files';
import { type RunSettings, startNode } from '../support/n8n';

/** The message of the parent: run the node, at a time that is `shiftMs` from now. */
export interface ChildRun {
	readonly settings: RunSettings;
	readonly shiftMs?: number;
	/** The home of the user who runs n8n. */
	readonly home: string;
	/** n8n's setting that says where nodes may write. */
	readonly allowed: string;
}

/** What the child responds with. */
export interface ChildResult {
	readonly items: number;
	readonly hints: readonly string[];
	readonly error?: string;
}

const { now } = Date;

async function run({ settings, shiftMs = 0, home, allowed }: ChildRun): Promise<ChildResult> {
	Date.now = () => now() + shiftMs;
	process.env.HOME = home;
	process.env.N8N_RESTRICT_FILE_ACCESS_TO = allowed;
	Container.get(SecurityConfig).restrictFileAccessTo = allowed;
	await useFileStore(join(home, 'store'));
	const { output, hints, error } = await startNode(settings).result;
	return { items: output.length, hints, error: error?.message };
}

process.on('message', (message: ChildRun) => {
	run(message).then(
		(result) => process.send?.(result),
		(error: unknown) => process.send?.({ items: 0, hints: [], error: String(error) }),
	);
});
process.on('disconnect', () => process.exit());
