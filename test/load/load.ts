import { get } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { stepNames, webhookPath } from './workflow';

/** What came of the executions so far. */
export interface Tally {
	started: number;
	ended: number;
	/** Executions without any error. */
	good: number;
	/** Executions that n8n itself did not answer. */
	lost: number;
	/** By the error's sentence, without numbers. */
	readonly errors: Map<string, number>;
	slowest: number;
}

const mostUnderWay = 60;

/** Starts executions at a steady rate until the time is over, and waits for those under way. */
export async function drive(url: string, perSecond: number, until: number, tally: Tally): Promise<void> {
	const running = new Set<Promise<void>>();
	while (Date.now() < until) {
		// A restart may hold them up: n8n must not be buried under those that wait.
		if (running.size < mostUnderWay) {
			const one = execute(url, ++tally.started, tally).finally(() => running.delete(one));
			running.add(one);
		}
		await pause(1_000 / perSecond);
	}
	await Promise.all(running);
}

/** n8n says that it is ready before its webhooks are: waits until the first execution is answered. */
export async function untilWebhook(url: string): Promise<void> {
	for (let second = 0; second < 60; second++) {
		const { status } = await answerOf(`${url}/webhook/${webhookPath}?n=0`);
		if (status === 200) return;
		await pause(1_000);
	}
	throw new Error('The workflow was published, but its webhook does not answer');
}

async function execute(url: string, n: number, tally: Tally): Promise<void> {
	const began = Date.now();
	try {
		const { status, result } = await answerOf(`${url}/webhook/${webhookPath}?n=${n}`);
		if (status !== 200) throw new Error(`status ${status}: ${JSON.stringify(result).slice(0, 200)}`);
		const failed = stepNames.filter((step) => result[step] !== '');
		if (failed.length === 0) tally.good++;
		for (const step of failed) count(tally, `${step}: ${result[step]}`);
	} catch (error) {
		tally.lost++;
		count(tally, `n8n: ${String(error)}`);
	}
	tally.ended++;
	tally.slowest = Math.max(tally.slowest, Date.now() - began);
}

/** Over a connection of its own: an idle one that n8n closes just then would look like an execution lost. */
async function answerOf(url: string): Promise<{ status: number | undefined; result: Record<string, string> }> {
	return await new Promise((resolve, reject) => {
		get(url, { agent: false, signal: AbortSignal.timeout(120_000) }, (answer) => {
			json(answer).then(
				(result) => resolve({ status: answer.statusCode, result: result as Record<string, string> }),
				reject,
			);
		}).on('error', reject);
	});
}

function count({ errors }: Tally, text: string): void {
	const key = text.replace(/\d+/g, '#').slice(0, 160);
	errors.set(key, (errors.get(key) ?? 0) + 1);
}
