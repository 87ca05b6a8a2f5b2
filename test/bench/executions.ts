import { outputOf } from '../engine/support/fixtures';
import { runNode } from '../engine/support/n8n';
import { heapInUse, serve } from './child';
import { fhirForm } from './contenders/n8nForms';
import type { Place } from './task';

/** What a process holds after a number of executions. */
export interface Holdings {
	readonly executions: number;
	/** Bytes of the heap in use after garbage collection. */
	readonly heap: number;
	/** What keeps the event loop alive, by kind: sockets, timers … */
	readonly resources: Record<string, number>;
	/** Listeners on the process itself. */
	readonly listeners: number;
}

async function holdings(executions: number): Promise<Holdings> {
	const heap = await heapInUse();
	const resources: Record<string, number> = {};
	for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
	const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
	return { executions, heap, resources, listeners };
}

serve({
	/** A thousand executions of three items, each with a connection of its own as far as the node can see. */
	run: async (place: Place): Promise<Holdings[]> => {
		const samples: Holdings[] = [];
		const form = fhirForm(place, { kind: 'reads', count: 3, concurrency: 10 });
		for (let execution = 1; execution <= 1_000; execution++) {
			if (outputOf(await runNode(form)).length !== 3) throw new Error('An item is missing');
			if (execution % 100 === 0) samples.push(await holdings(execution));
		}
		return samples;
	},
});
