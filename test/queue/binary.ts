import type { BinaryMode } from './cluster';
import type { Finding, Place } from './place';
import { FILES_START } from './workflows';

const TIMEOUT = 300_000;

/** Puts new workers with this storage in the place of those that run. */
async function renewWorkers({ cluster }: Place, mode: BinaryMode): Promise<void> {
	const old = [...cluster.workers];
	await Promise.all(old.map((worker) => worker.end()));
	await cluster.addWorker(mode);
	await cluster.addWorker(mode);
}

/** A large file from a server into n8n's storage, and from there to a server. */
export async function largeFile(place: Place, mode: BinaryMode): Promise<Finding> {
	const { api, cluster, files, amount } = place;
	await renewWorkers(place, mode);
	const before = files.taken.length;
	const began = Date.now();
	const { runData, error } = await api.execute('queueFiles', FILES_START, TIMEOUT);
	const seconds = (Date.now() - began) / 1000;
	const [taken] = files.taken.slice(before);
	const peaks = await Promise.all([...cluster.workers].map((worker) => worker.peak()));
	const failed = error?.message ?? Object.values(runData).flatMap(([run]) => run?.error?.message ?? [])[0];
	const good = taken !== undefined && taken === files.given();
	const result = good ? `the same after ${seconds.toFixed(1)} s` : (failed ?? 'another file arrived');
	return {
		rows: [
			[`${amount.megabytes} MB down and up, ${mode}`, result],
			['… memory of the workers at most', `${Math.max(...peaks)} MB, ${Math.min(...peaks)} MB`],
		],
		problems: good ? [] : [`${mode}: ${result}`],
	};
}
