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
	data?: { main?: Array<RunItem[] | null>; ai_tool?: Array<RunItem[] | null> };
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
	/** The address of n8n. */
	url: string;
	/** Sends a request to another path under `/rest/`, and gives the `data` of the response. Throws where n8n refuses it. */
	call: <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;
	/** The executions of a workflow, oldest first, each with its status. */
	executions: (workflowId: string) => Promise<Started[]>;
	/** An execution that has ended, with what its steps did. */
	execution: (id: string) => Promise<Execution>;
	/** Runs a workflow from its trigger, as the editor's button does, and waits for its end. Throws after `timeout` ms. */
	execute: (workflowId: string, trigger: string, timeout: number) => Promise<Execution>;
	/** Activates a workflow and waits until n8n has started its triggers. Throws with n8n's reason where one fails. */
	activate: (workflowId: string, timeout: number) => Promise<void>;
	deactivate: (workflowId: string) => Promise<void>;
	/** Waits for the first execution that a trigger of the workflow has started, and for its end. Throws after `timeout` ms. */
	triggered: (workflowId: string, timeout: number) => Promise<Execution>;
}

interface ExecutionRecord {
	status: string;
	/** Flattened: references to other entries instead of nested values. */
	data?: string;
}

/** How far n8n is with the triggers of a workflow. */
interface Publication {
	status: string;
	triggers: Array<{ errorMessage?: string | null }>;
}

/** An execution in n8n's list. */
export interface Started {
	id: string;
	/** What has started it: `manual`, `webhook`, `trigger` … */
	mode: string;
	status: string;
	startedAt: string;
	/** Absent where it has not ended. */
	stoppedAt?: string;
}

interface ExecutionData {
	resultData: { runData: Record<string, NodeRun[]>; error?: { message: string } };
}

const PAGE = 100;

const NEW: ExecutionRecord = { status: 'new' };

const STARTED: Publication = { status: 'published', triggers: [] };

/** The states of an execution that has not ended. */
export const UNFINISHED = new Set(['new', 'running', 'waiting']);

/** Makes the owner of a fresh n8n and logs in. */
export async function logIn(n8n: N8n): Promise<N8nApi> {
	const flatted = n8n.home.require('flatted') as { parse: (text: string) => ExecutionData };
	let cookie = '';

	async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
		const response = await fetch(`${n8n.url}/rest/${path}`, {
			method,
			// A connection that is kept may close just when the next call goes out.
			headers: { 'content-type': 'application/json', 'browser-id': 'demo', cookie, connection: 'close' },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await response.text();
		if (!response.ok)
			throw new Error(`n8n answered ${response.status} to ${method} /rest/${path}: ${text.slice(0, 500)}`);
		cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
		return (JSON.parse(text) as { data: Answer }).data;
	}

	async function ended(id: string, timeout: number): Promise<ExecutionRecord> {
		const deadline = Date.now() + timeout;
		while (Date.now() < deadline) {
			await sleep(100);
			const record = await call<ExecutionRecord>('GET', `executions/${id}`).catch((error: unknown) => {
				// Some versions of n8n answer so while it has not begun.
				if (error instanceof Error && error.message.startsWith('n8n answered 500')) return NEW;
				throw error;
			});
			if (!UNFINISHED.has(record.status)) return record;
		}
		await call('POST', `executions/${id}/stop`, {});
		throw new Error(`The workflow had not ended after ${timeout / 1000} s`);
	}

	function executionOf({ status, data }: ExecutionRecord): Execution {
		if (data === undefined) throw new Error(`n8n kept no data of the execution (status: ${status})`);
		const { runData, error } = flatted.parse(data).resultData;
		return { status, runData, error };
	}

	/** Asks until there is something. */
	async function until<Found>(what: string, timeout: number, ask: () => Promise<Found | undefined>): Promise<Found> {
		const deadline = Date.now() + timeout;
		while (Date.now() < deadline) {
			const found = await ask();
			if (found !== undefined) return found;
			await sleep(200);
		}
		throw new Error(`${what} within ${timeout / 1000} s`);
	}

	// Older versions of n8n say that they are ready before they are here.
	await until('n8n had no REST interface', 60_000, async () => {
		const response = await fetch(`${n8n.url}/rest/settings`, { headers: { connection: 'close' } });
		await response.arrayBuffer();
		return response.ok || undefined;
	});
	await call('POST', 'owner/setup', OWNER);
	async function executions(workflowId: string): Promise<Started[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const all: Started[] = [];
		for (let page = ''; ;) {
			const path = `executions?filter=${filter}&limit=${PAGE}${page}`;
			const { results, nextCursor } = await call<{ results: Started[]; nextCursor?: string | null }>('GET', path);
			all.push(...results);
			if (results.length < PAGE) return all.reverse();
			// Versions before 2.41 page by the last ID.
			page = nextCursor ? `&cursor=${encodeURIComponent(nextCursor)}` : `&lastId=${results.at(-1)?.id}`;
		}
	}

	return {
		url: n8n.url,
		call,
		executions,
		execution: async (id) => executionOf(await call('GET', `executions/${id}`)),
		async execute(workflowId, trigger, timeout) {
			// Only the first versions of n8n 2 want the workflow too.
			const workflowData = await call<object>('GET', `workflows/${workflowId}`);
			const start = { workflowData, triggerToStartFrom: { name: trigger } };
			const { executionId } = await call<{ executionId: string }>('POST', `workflows/${workflowId}/run`, start);
			return executionOf(await ended(executionId, timeout));
		},
		async activate(workflowId, timeout) {
			const { versionId } = await call<{ versionId: string }>('GET', `workflows/${workflowId}`);
			await call('POST', `workflows/${workflowId}/activate`, { versionId });
			await until('n8n did not activate the workflow', timeout, async () => {
				const path = `workflows/${workflowId}/publication-status`;
				// Older versions of n8n have started the triggers when they answer.
				const { status, triggers } = await call<Publication>('GET', path).catch((error: unknown) => {
					if (error instanceof Error && error.message.startsWith('n8n answered 404')) return STARTED;
					throw error;
				});
				const errors = triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
				if (status === 'failed' || status === 'partial') throw new Error(errors.join('; '));
				return status === 'published' || undefined;
			});
		},
		async deactivate(workflowId) {
			await call('POST', `workflows/${workflowId}/deactivate`, {});
		},
		async triggered(workflowId, timeout) {
			const id = await until('No trigger started the workflow', timeout, async () => {
				const started = await executions(workflowId);
				return started.findLast(({ mode }) => mode === 'webhook' || mode === 'trigger')?.id;
			});
			return executionOf(await ended(id, timeout));
		},
	};
}
