import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { connect } from '../../connection/connection';
import { platform } from '../../connection/platform';
import { nodeError } from '../../items/errors';
import type { Change } from '../../rest/subscription/change';
import { readStatus } from '../../rest/subscription/events';
import { asError } from '../../support/errors';
import { type Desk, filled, missedEvents, sweep } from './deliveries';
import { type TriggerHints, triggerHints } from './hints';
import { changeItems } from './items';
import { takeOver } from './manualRun';
import { triggerSource } from './parameters';
import { triggerSettings } from './settings';
import { type NodeState, saveState, stateOf } from './state';
import { reasonOf, revive } from './subscribe';

/** n8n tries five times to start a poll, with longer and longer breaks. */
const maxAttempts = 4;

/** So long after a hook that failed, n8n does not try it again: its longest break is 8 s. */
const idleMs = 12_000;

/**
 * Gives what deliveries have missed: once when the workflow is activated or n8n starts, and then at the interval that the
 * user has chosen. Then it also looks after the subscription itself.
 */
export async function catchUp(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (this.getMode() === 'manual') {
		const items = takeOver(this);
		return items ? [items] : null;
	}
	const state = stateOf(this, false);
	try {
		return state.start.done ? await laterCatchUp(this, state) : await firstCatchUp(this, state);
	} catch (error) {
		throw nodeError(this.getNode(), error, 0);
	}
}

async function firstCatchUp(context: IPollFunctions, state: NodeState): Promise<INodeExecutionData[][] | null> {
	const { start } = state;
	const isActive = await subscribed(state);
	if (!isActive || !triggerSettings(context).catchUp) {
		start.done = isActive;
		return null;
	}
	try {
		const hints = triggerHints(context);
		const items = await missedItems(await deskOf(context, state, hints), hints);
		start.done = true;
		saveState(context, state);
		return items;
	} catch (error) {
		start.attempts++;
		if (start.attempts < maxAttempts) throw asError(error);
		// n8n would stop the trigger, and leave the subscription.
		start.done = true;
		start.owed = true;
		triggerHints(context).add('The server could not be asked for what was missed: the next delivery asks again.');
		return null;
	}
}

/** Waits for the hooks of this activation, which may run beside the first poll; false if they fail. */
async function subscribed({ hooks }: NodeState): Promise<boolean> {
	const begun = Date.now();
	while (!hooks.active) {
		const now = Date.now();
		const isIdle = hooks.running === 0 && now - Math.max(begun, hooks.failedAt ?? 0) > idleMs;
		if (isIdle) return false;
		await platform.sleep(100);
	}
	return true;
}

async function laterCatchUp(context: IPollFunctions, state: NodeState): Promise<INodeExecutionData[][] | null> {
	const hints = triggerHints(context);
	const desk = await deskOf(context, state, hints);
	await lookAfter(context, desk);
	const items = await missedItems(desk, hints);
	state.start.owed = false;
	saveState(context, state);
	return items;
}

async function deskOf(context: IPollFunctions, state: NodeState, hints: TriggerHints): Promise<Desk> {
	const settings = triggerSettings(context);
	const { client } = await connect(triggerSource(context), hints.add);
	return { state, settings, client: async () => client, hint: hints.add };
}

async function missedItems(desk: Desk, hints: TriggerHints): Promise<INodeExecutionData[][] | null> {
	const { kind, simplify } = desk.settings;
	const changes = kind === 'criteria' ? await sweep(desk) : await missed(desk);
	return changes.length === 0 ? null : [changeItems(changes, { simplify, hints: hints.messages() })];
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
async function lookAfter(context: IPollFunctions, desk: Desk): Promise<void> {
	const { state, settings, hint } = desk;
	const client = await desk.client();
	const endpoint = state.endpoint;
	if (endpoint === undefined) return;
	const done = await revive({ client, settings, endpoint, state, isTest: false, reason: reasonOf(context) });
	if (done !== undefined) hint(done);
}
