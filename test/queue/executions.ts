import { setTimeout as sleep } from 'node:timers/promises';
import { type RunItem, UNFINISHED } from '../demo/n8nApi';
import type { N8nHome } from '../demo/n8nHome';
import type { Cleanup } from '../demo/cleanup';
import type { Services } from './services';

interface Client {
	connect: () => Promise<void>;
	query: (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>;
	end: () => Promise<void>;
}

interface RunData {
	resultData: { runData: Record<string, Array<{ data?: { main?: Array<RunItem[] | null> } }>> };
}

/** What n8n's database says about executions: quicker than n8n's interface for thousands of them. */
export interface Executions {
	/** Status by ID. */
	of: (workflowId: string) => Promise<Map<string, string>>;
	/** Waits until so many of the workflow's executions have ended, and gives their status by ID. Throws after `timeout` ms. */
	ended: (workflowId: string, count: number, timeout: number) => Promise<Map<string, string>>;
	/** The items that the workflow's first step has given, in all its executions. */
	items: (workflowId: string, step: string) => Promise<Array<RunItem['json']>>;
}

/** Connects to n8n's database, by the client that n8n brings along. */
export async function openExecutions(home: N8nHome, { postgres }: Services, cleanup: Cleanup): Promise<Executions> {
	const { Client } = home.require('pg') as { Client: new (options: object) => Client };
	const { parse } = home.require('flatted') as { parse: (text: string) => RunData };
	const { port, password } = postgres;
	const client = new Client({ host: '127.0.0.1', port, user: 'n8n', password, database: 'postgres' });
	await client.connect();
	cleanup.add(() => client.end());

	async function of(workflowId: string): Promise<Map<string, string>> {
		const text = 'select id, status from execution_entity where "workflowId" = $1';
		const { rows } = await client.query(text, [workflowId]);
		return new Map((rows as Array<{ id: number; status: string }>).map(({ id, status }) => [String(id), status]));
	}

	return {
		of,
		async ended(workflowId, count, timeout) {
			const deadline = Date.now() + timeout;
			for (;;) {
				const all = await of(workflowId);
				const done = [...all.values()].filter((status) => !UNFINISHED.has(status)).length;
				if (all.size >= count && done === all.size) return all;
				if (Date.now() > deadline)
					throw new Error(`After ${timeout / 1000} s, ${done} of ${count} executions had ended`);
				await sleep(200);
			}
		},
		async items(workflowId, step) {
			const text =
				'select d.data from execution_entity e join execution_data d on d."executionId" = e.id where e."workflowId" = $1';
			const { rows } = await client.query(text, [workflowId]);
			return (rows as Array<{ data: string }>).flatMap(({ data }) => {
				const runs = parse(data).resultData.runData[step] ?? [];
				return runs.flatMap((run) => (run.data?.main?.[0] ?? []).map(({ json }) => json));
			});
		},
	};
}
