import { setTimeout as sleep } from 'node:timers/promises';
import { type Change, changeOf, createWriter, type Tally, tally, type Writer } from '../queue/changes';
import type { Scenario } from './scenario';

/** The first poll sets the mark, and polls come every five seconds. */
const POLL = 7_000;

const STEPS = { poll: 'FHIR Trigger', subscription: 'FHIR Subscription Trigger' };

/** Changes on the server, and what the triggers gave of them. */
export interface Watched {
	change: (count: number) => Promise<void>;
	tallies: () => Promise<Record<keyof typeof STEPS, Tally>>;
	close: () => Promise<void>;
}

/** Watches both triggers, which are active. */
export async function watchTriggers({ place, workflows }: Scenario): Promise<Watched> {
	const writer: Writer = createWriter(place.servers);
	const happened: Change[] = [];
	await sleep(POLL);

	async function given(name: keyof typeof STEPS): Promise<Change[]> {
		const executions = await place.api.executions(workflows.get(name)?.id ?? '');
		const changes: Change[] = [];
		for (const { id } of executions) {
			const { runData } = await place.api.execution(id);
			const items = (runData[STEPS[name]] ?? []).flatMap(({ data }) => data?.main?.[0] ?? []);
			changes.push(...items.map(({ json }) => changeOf(json)));
		}
		return changes;
	}

	return {
		change: async (count) => void happened.push(...(await writer.create(count))),
		async tallies() {
			await sleep(POLL);
			return { poll: tally(happened, await given('poll')), subscription: tally(happened, await given('subscription')) };
		},
		close: () => writer.close(),
	};
}
