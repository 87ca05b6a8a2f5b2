import { setTimeout as sleep } from 'node:timers/promises';
import type { N8n } from './n8n';

/** Who may log in; n8n asks for a digit and a capital letter. The data behind it is gone when the demo ends. */
export const OWNER = { email: 'demo@example.com', firstName: 'Demo', lastName: 'Owner', password: 'Demo-1234' };

/** One item of a node's output. */
export interface RunItem {
	json: Record<string, unknown>;
	pairedItem?: unknown;
}

/** One run of one node, as n8n records it. */
export interface NodeRun {
	executionTime: number;
	executionStatus: string;
	executionIndex: number;
	/** Outputs by index; the error output comes last. */
	data?: { main?: Array<RunItem[] | null> };
	source: Array<{ previousNode: string; previousNodeOutput?: number; previousNodeRun?: number } | null>;
	error?: { message: string; description?: string | null };
}

/** An execution that has ended. */
export interface Execution {
	status: string;
	runData: Record<string, NodeRun[]>;
	error?: { message: string };
}

/** n8n's REST interface, logged in. */
export interface N8nApi {
	/** Runs a workflow from its trigger, as the editor's button does, and waits for its end. Throws after `timeout` ms. */
	execute: (workflowId: string, trigger: string, timeout: number) => Promise<Execution>;
	/**
	 * Activates a workflow whose trigger polls, waits for the end of the execution that its first poll starts, and deactivates
	 * it. Throws after `timeout` ms.
	 */
	activate: (workflowId: string, timeout: number) => Promise<Execution>;
}

interface ExecutionRecord {
	status: string;
	/** Flattened: references to other entries instead of nested values. */
	data?: string;
}

interface ExecutionData {
	resultData: { runData: Record<string, NodeRun[]>; error?: { message: string } };
}

const UNFINISHED = new Set(['new', 'running', 'waiting']);

/** Makes the owner of a fresh n8n and logs in. */
export async function logIn(n8n: N8n): Promise<N8nApi> {
	const flatted = n8n.home.require('flatted') as { parse: (text: string) => ExecutionData };
	let cookie = '';

	async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
		const response = await fetch(`${n8n.url}/rest/${path}`, {
			method,
			headers: { 'content-type': 'application/json', 'browser-id': 'demo', cookie },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await response.text();
		if (!response.ok)
			throw new Error(`n8n answered ${response.status} to ${method} /rest/${path}: ${text.slice(0, 500)}`);
		cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
		return (JSON.parse(text) as { data: Answer }).data;
	}

	async function readEnded(id: string, timeout: number): Promise<Execution> {
		const { status, data } = await ended(id, timeout);
		if (data === undefined) throw new Error(`n8n kept no data of the execution (status: ${status})`);
		const { runData, error } = flatted.parse(data).resultData;
		return { status, runData, error };
	}

	/** The execution that the trigger of a workflow has started. */
	async function startedByTrigger(workflowId: string, timeout: number): Promise<string> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const deadline = Date.now() + timeout;
		while (Date.now() < deadline) {
			const { results } = await call<{ results: Array<{ id: string }> }>('GET', `executions?filter=${filter}&limit=1`);
			if (results[0]) return results[0].id;
			await sleep(100);
		}
		throw new Error(`The trigger had started no execution after ${timeout / 1000} s`);
	}

	async function ended(id: string, timeout: number): Promise<ExecutionRecord> {
		const deadline = Date.now() + timeout;
		while (Date.now() < deadline) {
			await sleep(100);
			const record = await call<ExecutionRecord>('GET', `executions/${id}`);
			if (!UNFINISHED.has(record.status)) return record;
		}
		await call('POST', `executions/${id}/stop`, {});
		throw new Error(`The workflow had not ended after ${timeout / 1000} s`);
	}

	await call('POST', 'owner/setup', OWNER);
	return {
		async execute(workflowId, trigger, timeout) {
			const start = { triggerToStartFrom: { name: trigger } };
			const { executionId } = await call<{ executionId: string }>('POST', `workflows/${workflowId}/run`, start);
			return await readEnded(executionId, timeout);
		},
		async activate(workflowId, timeout) {
			const { versionId } = await call<{ versionId: string }>('GET', `workflows/${workflowId}`);
			await call('POST', `workflows/${workflowId}/activate`, { versionId });
			try {
				return await readEnded(await startedByTrigger(workflowId, timeout), timeout);
			} finally {
				await call('POST', `workflows/${workflowId}/deactivate`, {});
			}
		},
	};
}
