import type { Cluster } from './cluster';
import type { Finding, Place } from './place';
import { LOAD_PATH } from './workflows';

const ACTIVATION_TIMEOUT = 60_000;
const AT_ONCE = 20;

/** Tokens last five minutes, and are renewed a little before. */
const TOKEN_LIFE = 240_000;

/** Starts executions of the workflow `load` through the webhook process, with these numbers. */
export async function startLoad({ webhookUrl }: Cluster, numbers: readonly number[]): Promise<void> {
	const waiting = [...numbers];
	const starter = async () => {
		for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) {
			const response = await fetch(`${webhookUrl}/webhook/${LOAD_PATH}?n=${n}`);
			await response.arrayBuffer();
			if (!response.ok) throw new Error(`The webhook process answered ${response.status}`);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, starter));
}

/** `1000 success, 2 crashed`. */
export function countByStatus(statuses: Iterable<string>): string {
	const counts = new Map<string, number>();
	for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
	return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}

/** Many executions across all workers: each once, and one token for each worker. */
export async function manyExecutions({ cluster, api, servers, executions, amount }: Place): Promise<Finding> {
	const { fhir, oauth } = servers.hospital;
	await api.activate('queueLoad', ACTIVATION_TIMEOUT);
	const [tokens, resources] = [await oauth.tokenCalls(), await fhir.count('Basic')];
	const began = Date.now();
	await startLoad(
		cluster,
		Array.from({ length: amount.executions }, (_, n) => n),
	);
	const statuses = await executions.ended('queueLoad', amount.executions, 60_000 + amount.executions * 500);
	const took = Date.now() - began;
	const [newTokens, created] = [(await oauth.tokenCalls()) - tokens, (await fhir.count('Basic')) - resources];
	const shares = [...cluster.workers].map(({ begun }) => [...statuses.keys()].filter((id) => begun.has(id)).length);
	const allowed = shares.length * Math.ceil(took / TOKEN_LIFE);

	const problems: string[] = [];
	const good = [...statuses.values()].filter((status) => status === 'success').length;
	if (good !== amount.executions) problems.push(`Executions: ${countByStatus(statuses.values())}`);
	if (created !== amount.executions) problems.push(`The server has ${created} new resources`);
	if (shares.some((share) => share === 0)) problems.push('A worker has had no execution');
	if (newTokens > allowed) problems.push(`${newTokens} token requests by ${shares.length} workers`);
	return {
		rows: [
			[`${amount.executions} executions (create, read)`, countByStatus(statuses.values())],
			['… by worker', shares.join(' + ')],
			['… resources created', String(created)],
			['… seconds', `${(took / 1000).toFixed(1)} (${Math.round((amount.executions * 1000) / took)} a second)`],
			['token requests', `${newTokens} by ${shares.length} workers`],
		],
		problems,
	};
}
