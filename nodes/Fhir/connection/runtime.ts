import type { Logger } from 'n8n-workflow';
import type { Runtime } from '../transport/runtime';
import { sleep } from '../transport/node/sleep';

/** The clock, chance and log of this n8n, for the layers that have none of their own. */
export function n8nRuntime(logger: Logger): Runtime {
	return {
		now: () => Date.now(),
		sleep,
		random: () => Math.random(),
		log: (level, message) => logger[level](message),
	};
}
