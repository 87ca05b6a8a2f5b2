import type { Logger } from 'n8n-workflow';
import type { Runtime } from '../transport/runtime';
import { platform } from './platform';

/** What servers see in their logs. A test keeps the version in step with package.json. */
export const userAgent = 'n8n-nodes-fhir/0.1.0';

/** The clock, chance and log of this n8n, for the layers that have none of their own. */
export function n8nRuntime(logger: Logger): Runtime {
	return {
		now: () => Date.now(),
		sleep: platform.sleep,
		nextTick: platform.nextTick,
		random: () => Math.random(),
		log: (level, message) => logger[level](message),
	};
}
