import { serve, watchMemory } from '../child';
import type { Contender, Place, Task } from '../task';
import type { ContenderName, Measured } from './names';

/** Each contender's code is loaded only in its own process: n8n alone weighs more than all the others. */
const contenders: Record<ContenderName, (place: Place) => Promise<Contender>> = {
	node: async (place) => (await import('./n8nNodes')).fhirNode(place),
	idle: async (place) => (await import('./n8nNodes')).idleNode(place),
	undici: async (place) => (await import('./undici')).rawUndici(place, 'identity'),
	undiciGzip: async (place) => (await import('./undici')).rawUndici(place, 'gzip'),
	httpRequest: async (place) => await (await import('./httpRequest')).httpRequestNode(place),
	fhirKit: async (place) => await (await import('./fhirKit')).fhirKit(place),
};

let contender: Contender | undefined;

serve({
	start: async ({ name, place }: { name: ContenderName; place: Place }) => {
		contender = await contenders[name](place);
	},
	run: async (task: Task): Promise<Measured> => {
		if (!contender) throw new Error('Nobody has been started');
		const work = contender.prepare(task);
		// Not all of it: that would drop the shapes of the JSON objects of the last run too, and the compiled code that relies on
		// them, so that each run would measure how it is compiled anew.
		global.gc?.({ type: 'minor' });
		const memory = watchMemory();
		const cpu = process.cpuUsage();
		const started = performance.now();
		const count = await work();
		const milliseconds = performance.now() - started;
		const { user, system } = process.cpuUsage(cpu);
		const peakBytes = memory.stop();
		if (count !== task.count) throw new Error(`${task.kind}: ${count} results instead of ${task.count}`);
		return { milliseconds, cpuMilliseconds: (user + system) / 1000, peakBytes };
	},
});
