import '../../helpers/outsideJest';
import 'reflect-metadata';
import { BinaryDataConfig, BinaryDataService } from 'n8n-core';
import { SecurityConfig } from '@n8n/config';
import { Container } from '@n8n/di';
import { join } from 'node:path';
import { type RunSettings, startNode } from '../support/n8n';

/** The message of the parent: run the node, at a time that is so many milliseconds from now. */
export interface ChildRun {
	readonly settings: RunSettings;
	readonly shiftMs?: number;
	/** The home of who runs n8n. */
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
	const localStoragePath = join(home, 'store');
	const config = { mode: 'filesystem', availableModes: ['filesystem'], localStoragePath, signingSecret: 'test' };
	Container.set(BinaryDataConfig, config as unknown as BinaryDataConfig);
	await Container.get(BinaryDataService).init();
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
