import type { IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { Change } from '../../rest/subscription/change';
import { readStatus } from '../../rest/subscription/events';
import { type Desk, filled, missedEvents, sweep } from './deliveries';
import { reasonOf, revive } from './subscribe';

/** Everything that was changed and not given yet. */
export async function missedChanges(desk: Desk): Promise<Change[]> {
	return desk.settings.kind === 'criteria' ? await sweep(desk) : await missed(desk);
}

/** The events that a topic's subscription has counted, and that did not come. */
async function missed(desk: Desk): Promise<Change[]> {
	const { state, settings } = desk;
	const id = state.subscription?.id;
	if (id === undefined) return [];
	const client = await desk.client();
	const status = await readStatus(client, id).catch(() => undefined);
	const changes = await missedEvents(desk, status?.eventsSinceStart);
	return settings.fill ? await filled(changes, desk) : changes;
}

/** Sees to it that the subscription is active. Its endpoint is the one that it was made with. */
export async function lookAfter(context: IPollFunctions | IWebhookFunctions, desk: Desk): Promise<void> {
	const { state, settings, hint } = desk;
	const { endpoint } = state;
	if (endpoint === undefined) return;
	const client = await desk.client();
	const done = await revive({ client, settings, endpoint, state, isTest: false, reason: reasonOf(context) });
	if (done !== undefined) hint(done);
}
