import { type INodeExecutionData, type IPollFunctions, NodeOperationError } from 'n8n-workflow';
import { connect } from '../../connection/connection';
import { platform } from '../../connection/platform';
import { nodeError } from '../../items/errors';
import { asError } from '../../support/errors';
import { lookAfter, missedChanges } from './catchingUp';
import type { Desk } from './deliveries';
import { type TriggerHints, triggerHints } from './hints';
import { changeItems } from './items';
import type { Knock } from './knock';
import { knock } from './knocking';
import { takeOver } from './manualRun';
import { triggerSource } from './parameters';
import { triggerSettings } from './settings';
import { type NodeState, saveState, stateOf } from './state';

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
		if (!state.knock.isNew && (await isTaken(context, state, 'start', hints))) {
			start.done = true;
			return null;
		}
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
	if (await isTaken(context, state, 'later', hints)) {
		state.start.owed = false;
		return null;
	}
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
	const changes = await missedChanges(desk);
	const { simplify } = desk.settings;
	return changes.length === 0 ? null : [changeItems(changes, { simplify, hints: hints.messages() })];
}

/**
 * Has the process that takes the deliveries catch up; false where nobody can be asked, so that this one has to. Throws
 * where the server could not be asked.
 */
async function isTaken(
	context: IPollFunctions,
	state: NodeState,
	kind: Knock['kind'],
	{ add }: TriggerHints,
): Promise<boolean> {
	const { knock: known } = state;
	const outcome = await knock(context, state, kind);
	if (outcome.kind === 'failed') throw new NodeOperationError(context.getNode(), outcome.reason);
	if (outcome.kind === 'taken') {
		known.unconfirmed = 0;
		known.reported = undefined;
		return true;
	}
	const waits = outcome.kind === 'unconfirmed' && kind === 'later' && ++known.unconfirmed <= maxUnconfirmed;
	if (known.reported !== outcome.reason) add(`${waits ? unconfirmed : undelivered} (${outcome.reason}).`);
	known.reported = outcome.reason;
	return waits;
}

/** After so many knocks that may have been heard, the poll catches up by itself. */
const maxUnconfirmed = 1;

const unconfirmed =
	'It is not known whether the process that serves the webhooks of n8n catches up: it did not respond. The next poll asks again';

const undelivered =
	'The node caught up in the process that polls, since it could not ask at its own webhook address. That is fine with one process; where other processes serve the webhooks, changes may now come twice: see that n8n reaches its webhook address';
