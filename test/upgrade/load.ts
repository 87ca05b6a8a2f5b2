import { setTimeout as sleep } from 'node:timers/promises';
import type { N8n } from '../demo/n8n';

const EVERY = 300;

/** Calls of a webhook, one after another, until it is stopped. */
export interface Load {
	stop: () => Promise<{ calls: number; refused: string[] }>;
}

/** Calls a webhook once; gives undefined, or what n8n responded instead of 200. */
export async function callWebhook({ url }: N8n, path: string): Promise<string | undefined> {
	try {
		const response = await fetch(`${url}/webhook/${path}`, { headers: { connection: 'close' } });
		const text = await response.text();
		return response.ok ? undefined : `${response.status} ${text.slice(0, 200)}`;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

/** Begins to call a webhook a few times a second. */
export function startLoad(n8n: N8n, path: string): Load {
	const stopped = new AbortController();
	let calls = 0;
	const refused: string[] = [];
	const done = (async () => {
		while (!stopped.signal.aborted) {
			calls += 1;
			const problem = await callWebhook(n8n, path);
			if (problem !== undefined) refused.push(problem);
			await sleep(EVERY);
		}
	})();
	return {
		async stop() {
			stopped.abort();
			await done;
			return { calls, refused };
		},
	};
}
