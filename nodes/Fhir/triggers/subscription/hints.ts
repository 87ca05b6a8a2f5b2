import { createHintCollector } from '../../items/hints';
import type { TriggerContext } from '../shared/parameters';

/** What a user should know although nothing failed: n8n's log has it, and the items that come of it. */
export interface TriggerHints {
	readonly add: (message: string) => void;
	readonly messages: () => string[];
}

/** Collects the hints of one delivery or one catch-up. */
export function triggerHints({ logger }: TriggerContext): TriggerHints {
	const collected = createHintCollector();
	return {
		add(message) {
			logger.warn(`FHIR Subscription Trigger: ${message}`);
			collected.add(message);
		},
		messages: () => collected.messages(),
	};
}
