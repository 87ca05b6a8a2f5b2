import type { IHookFunctions } from 'n8n-workflow';
import { type Connection, connect } from '../../connection/connection';
import { nodeError } from '../../items/errors';
import { newSecret } from '../../support/secrets';
import type { FhirClient } from '../../rest/client';
import { definitionKey, watchKey } from '../../rest/subscription/definition';
import { findOwn, readOwn, removeOwn } from '../../rest/subscription/lifecycle';
import { endpointOf, type OwnSubscription } from '../../rest/subscription/ownership';
import { assertReachable, endpointWebhook, hookEndpoint } from './endpoint';
import { known } from './gate';
import { triggerHints } from './hints';
import { triggerSource } from './parameters';
import { triggerSettings, type TriggerSettings } from './settings';
import { isSavedByTest, newStart, type NodeState, resetEvents, saveState, startAnew, stateOf } from './state';
import { reasonOf, subscribe } from './subscribe';

interface Setting {
	readonly settings: TriggerSettings;
	readonly endpoint: string;
	readonly client: FhirClient;
	readonly connection: Connection;
	readonly state: NodeState;
	readonly isTest: boolean;
}

async function settingOf(
	context: IHookFunctions,
	{ state, isTest }: Pick<Setting, 'state' | 'isTest'>,
): Promise<Setting> {
	const settings = triggerSettings(context);
	const endpoint = hookEndpoint(context, settings);
	const connection = await connect(triggerSource(context), (message) => context.logger.info(message));
	return { settings, endpoint, client: connection.client, connection, state, isTest };
}

/** Runs a hook; what goes wrong becomes the error that n8n shows. */
async function asHook(context: IHookFunctions, hook: (setting: Setting) => Promise<boolean>): Promise<boolean> {
	// n8n deletes a test webhook in another mode than the one that it was made in.
	const isTest = context.getMode() === 'manual' || isSavedByTest(context);
	const state = stateOf(context, isTest);
	const { hooks } = state;
	hooks.running++;
	try {
		const setting = await settingOf(context, { state, isTest });
		state.ownUrl = context.getNodeWebhookUrl(endpointWebhook);
		if (!isTest) makeKey(state);
		return await hook(setting);
	} catch (error) {
		hooks.failedAt = Date.now();
		throw nodeError(context.getNode(), error, 0);
	} finally {
		hooks.running--;
	}
}

/** Is there a subscription of this node on the server that does what the form says, and is it active? */
export async function checkExists(this: IHookFunctions): Promise<boolean> {
	return await asHook(this, async ({ settings, endpoint, client, connection, state, isTest }) => {
		assertReachable(endpoint, client.baseUrl, settings);
		if (isTest) return false;
		const watch = await settings.watch(client);
		const wanted = definitionKey(watch, endpoint);
		const own = await ownOf(client, endpoint, state);
		const fit = own.find(({ definition, status, hash }) => definition === wanted && status === 'active' && hash);
		const subscription = fit && known(fit, client.runtime.now());
		if (!subscription) return false;
		const key = watchKey(watch, client.baseUrl.href);
		if (state.watch !== key) startAnew(state, key);
		if (state.subscription?.id !== subscription.id) resetEvents(state);
		state.subscription = subscription;
		state.endpoint = endpoint;
		state.hooks.active = true;
		saveState(this, state);
		reportConnection(this, connection);
		return true;
	});
}

/** Subscribes, and waits until the server has activated the subscription; leaves nothing behind where it does not. */
export async function create(this: IHookFunctions): Promise<boolean> {
	return await asHook(this, async ({ settings, endpoint, client, connection, state, isTest }) => {
		for (const { id } of await ownOf(client, endpoint, state)) await removeOwn(client, id);
		await subscribe({ client, settings, endpoint, state, isTest, reason: reasonOf(this) });
		state.hooks.active = true;
		saveState(this, state, isTest);
		reportConnection(this, connection);
		return true;
	});
}

/** Unsubscribes. What was seen is kept, so that nothing is given twice, or lost, when the workflow is activated again. */
export async function remove(this: IHookFunctions): Promise<boolean> {
	return await asHook(this, async ({ endpoint, client, state }) => {
		for (const { id } of await ownOf(client, endpoint, state)) await removeOwn(client, id);
		state.subscription = undefined;
		state.hooks.active = false;
		state.knock.isNew = false;
		state.start = newStart();
		saveState(this, state);
		return true;
	});
}

function makeKey({ knock }: NodeState): void {
	if (knock.key !== undefined) return;
	knock.key = newSecret();
	knock.isNew = true;
}

/** What a user should know about bundle and login, once for each activation: n8n shows no hints here, but its log has them. */
function reportConnection(context: IHookFunctions, connection: Connection): void {
	const { add } = triggerHints(context);
	connection.hints().forEach(add);
}

/** The subscriptions that deliver to this endpoint: the known one, and what the server finds. */
async function ownOf(client: FhirClient, endpoint: string, { subscription }: NodeState): Promise<OwnSubscription[]> {
	const read = subscription?.id === undefined ? undefined : await readOwn(client, subscription.id);
	const known = read && endpointOf(read.resource) === endpoint ? [read] : [];
	const found = await findOwn(client, endpoint);
	return [...known, ...found.filter(({ id }) => id !== read?.id)];
}
