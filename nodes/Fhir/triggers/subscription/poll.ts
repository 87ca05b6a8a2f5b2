import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { connect } from '../../connection/connection';
import { nodeError } from '../../items/errors';
import type { Change } from '../../rest/subscription/change';
import { readStatus } from '../../rest/subscription/events';
import { type Desk, missedEvents, sweep } from './deliveries';
import { withResources } from '../../rest/subscription/fill';
import { changeItem } from './items';
import { takeOver } from './manualRun';
import { triggerSource } from './parameters';
import { triggerSettings } from './settings';
import { saveState, stateOf } from './state';
import { reasonOf, revive } from './subscribe';

/**
 * Gives what deliveries have missed: once when the workflow is activated or n8n starts, and then at the interval that the
 * user has chosen. Then it also looks after the subscription itself.
 */
export async function catchUp(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (this.getMode() === 'manual') {
		const items = takeOver(this);
		return items ? [items] : null;
	}
	try {
		return await caughtUp(this);
	} catch (error) {
		throw nodeError(this.getNode(), error, 0);
	}
}

async function caughtUp(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const settings = triggerSettings(context);
	const state = stateOf(context, false);
	const isStart = !state.caughtUp;
	if (isStart && !settings.catchUp) {
		state.caughtUp = true;
		return null;
	}
	const { client } = await connect(triggerSource(context), (message) => context.logger.info(message));
	const warn = (message: string) => context.logger.warn(`FHIR Subscription Trigger: ${message}`);
	const desk: Desk = { state, settings, client: async () => client, warn };
	let changes: Change[] = [];
	if (settings.kind === 'criteria') changes = await sweep(desk);
	else changes = await missed(desk);
	if (!isStart) await lookAfter(context, desk);
	state.caughtUp = true;
	saveState(context, state);
	return changes.length === 0 ? null : [changes.map((change) => changeItem(change, settings.simplified))];
}

/** The events that a topic's subscription has counted, and that did not come. */
async function missed(desk: Desk): Promise<Change[]> {
	const { state, settings } = desk;
	const id = state.subscription?.id;
	if (id === undefined) return [];
	const client = await desk.client();
	const status = await readStatus(client, id).catch(() => undefined);
	const changes = await missedEvents(desk, status?.eventsSinceStart);
	return settings.fill ? await withResources(client, changes) : changes;
}

/** Sees to it that the subscription is active. Its endpoint is the one that it was made with. */
async function lookAfter(context: IPollFunctions, desk: Desk): Promise<void> {
	const { state, settings, warn } = desk;
	const client = await desk.client();
	const endpoint = state.endpoint;
	if (endpoint === undefined) return;
	const done = await revive({ client, settings, endpoint, state, isTest: false, reason: reasonOf(context) });
	if (done !== undefined) warn(done);
}
