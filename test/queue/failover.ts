import { setTimeout as sleep } from 'node:timers/promises';
import { CONCURRENCY, type Member } from './cluster';
import { countByStatus, startLoad } from './load';
import type { Finding, Place } from './place';
import { LOAD_SYSTEM } from './workflows';

const EXECUTIONS = 40;
/** When the added worker is there: the others may have done all that was in the queue. */
const MORE = 20;
const SLOW = 1_500;
const TIMEOUT = 120_000;

/** Numbers that no other part of the run uses. */
const FIRST = 1_000_000;

/** How often each of these numbers was created, as the server has recorded it. */
async function creations({ servers }: Place): Promise<Map<string, number>> {
	const counts = new Map<string, number>();
	for (const { method, body } of await servers.hospital.fhir.requests()) {
		if (method !== 'POST') continue;
		const { identifier } = JSON.parse(body) as { identifier?: Array<{ system: string; value: string }> };
		const number = identifier?.find(({ system }) => system === LOAD_SYSTEM)?.value;
		if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1);
	}
	return counts;
}

async function untilBusy(worker: Member): Promise<void> {
	const before = worker.begun.size;
	const deadline = Date.now() + TIMEOUT;
	while (worker.begun.size < before + CONCURRENCY) {
		if (Date.now() > deadline) throw new Error(`${worker.name} has begun nothing`);
		await sleep(20);
	}
}

/**
 * A worker dies in the middle of its executions, and another comes. n8n begins none of those anew, so that nothing is written
 * twice; what was still in the queue is done by the others.
 */
export async function workerDies(place: Place): Promise<Finding> {
	const { cluster, servers, executions } = place;
	const { fhir, oauth } = servers.hospital;
	const [victim] = cluster.workers;
	if (!victim) throw new Error('There is no worker');
	const earlier = await executions.of('queueLoad');
	await fhir.forget();
	await fhir.setLatency(SLOW);
	const busy = untilBusy(victim);
	const numbers = Array.from({ length: EXECUTIONS + MORE }, (_, n) => FIRST + n);
	await startLoad(cluster, numbers.slice(0, EXECUTIONS));
	await busy;
	await sleep(SLOW / 2);
	const tokens = await oauth.tokenCalls();
	await victim.kill();
	const added = await cluster.addWorker();
	await startLoad(cluster, numbers.slice(EXECUTIONS));
	const all = await executions.ended('queueLoad', earlier.size + EXECUTIONS + MORE, TIMEOUT);
	await fhir.setLatency(0);

	const statuses = new Map([...all].filter(([id]) => !earlier.has(id)));
	const lost = [...statuses].filter(([, status]) => status !== 'success');
	const counts = await creations(place);
	const twice = [...counts.values()].filter((count) => count > 1).length;
	const problems: string[] = [];
	if (lost.some(([id]) => !victim.begun.has(id)))
		problems.push('An execution that the dead worker had not begun failed');
	if (lost.length > CONCURRENCY) problems.push(`${lost.length} executions failed, of ${CONCURRENCY} that were running`);
	if (twice > 0) problems.push(`${twice} resources were created twice`);
	if (added.begun.size === 0) problems.push('The added worker has done nothing');
	return {
		rows: [
			[`a worker killed during ${EXECUTIONS + MORE} executions`, countByStatus(statuses.values())],
			['… resources created twice', String(twice)],
			['… executions of the worker added', String(added.begun.size)],
			['… token requests of the worker added', String((await oauth.tokenCalls()) - tokens)],
		],
		problems,
	};
}
