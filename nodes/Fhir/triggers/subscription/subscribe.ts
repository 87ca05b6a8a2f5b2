import { milliseconds } from '../../rest/changes/change';
import type { FhirClient } from '../../rest/client';
import { type SubscriptionDefinition, watchKey } from '../../rest/subscription/definition';
import { createOwn, findOwn, readOwn, removeOwn, requestedAgain, untilActive } from '../../rest/subscription/lifecycle';
import { type OwnSubscription, ownSubscription } from '../../rest/subscription/ownership';
import { resourcePath } from '../../rest/request/path';
import { newSecret, secretHash } from '../../support/secrets';
import { Failure } from '../../transport/errors/failure';
import type { TriggerContext } from '../shared/parameters';
import { known } from './gate';
import type { TriggerSettings } from './settings';
import { type NodeState, resetEvents, startAnew } from './state';

/** What it takes to subscribe. */
export interface Wish {
	readonly client: FhirClient;
	readonly settings: TriggerSettings;
	readonly endpoint: string;
	readonly state: NodeState;
	readonly isTest: boolean;
	readonly reason: string;
}

/** A server that keeps to it forgets a test subscription by itself, should n8n end before it can remove it. */
const testLifeMs = 15 * 60_000;

/**
 * Creates a subscription with a secret of its own and waits until it is active. Rejects with a `Failure` that says why it
 * is not, without the secret, and with nothing left behind.
 */
export async function subscribe({ client, settings, endpoint, state, isTest, reason }: Wish): Promise<void> {
	const watch = await settings.watch(client);
	const secret = newSecret();
	const { runtime } = client;
	const end = isTest ? new Date(runtime.now() + testLifeMs).toISOString() : undefined;
	const definition: SubscriptionDefinition = { watch, endpoint, secret, end, reason };
	const key = watchKey(watch, client.baseUrl.href);
	if (state.watch !== key || isTest || !settings.catchUp) startAnew(state, key);
	resetEvents(state);
	// The server may send a test message before it responds.
	const hash = secretHash(secret);
	state.subscription = { hash, since: runtime.now() };
	state.endpoint = endpoint;
	let created: OwnSubscription | undefined;
	try {
		created = await createOwn(client, definition);
		state.subscription = { id: created.id, hash, since: runtime.now() };
		await untilActive(client, created, settings.activationMs);
	} catch (error) {
		state.subscription = undefined;
		if (created) await removeOwn(client, created.id).catch(() => undefined);
		throw withoutSecret(error, secret);
	}
	// By the server's clock, to which the changes are compared.
	state.seen.mark ??= milliseconds(created.lastUpdated) ?? runtime.now();
}

/**
 * Makes sure that the subscription is active, and says what was done about it; undefined where nothing was. A server drops
 * or stops subscriptions that it could not deliver to for a while.
 */
export async function revive(wish: Wish): Promise<string | undefined> {
	const { client, state, settings } = wish;
	const id = state.subscription?.id;
	const own = id === undefined ? undefined : await readOwn(client, id);
	if (own?.status === 'active') return undefined;
	// Another process may have made it anew before.
	const other = (await findOwn(client, wish.endpoint)).find((one) => one.status === 'active' && one.id !== id);
	const adopted = other && known(other, client.runtime.now());
	if (adopted) {
		if (own) await removeOwn(client, own.id);
		resetEvents(state);
		state.subscription = adopted;
		return undefined;
	}
	const was = own ? `its status was "${own.status}"` : 'the server no longer had it';
	if (own && (await isActiveAgain(client, own, settings))) return `The subscription was activated again: ${was}.`;
	if (own) await removeOwn(client, own.id);
	await subscribe(wish);
	return `The subscription was created anew: ${was}.`;
}

/** Topics count their events in the subscription, which is worth keeping. Headers that the server masks cannot be sent back. */
async function isActiveAgain(client: FhirClient, own: OwnSubscription, settings: TriggerSettings): Promise<boolean> {
	const { id, resource } = own;
	const shown = ownSubscription({ ...resource, meta: undefined })?.hash;
	if (settings.kind !== 'topic' || shown === undefined || shown !== own.hash) return false;
	try {
		const body = requestedAgain(own);
		const path = resourcePath('Subscription', id);
		await client.send({ interaction: 'update', method: 'PUT', path, body });
		const again = await readOwn(client, id);
		if (again) await untilActive(client, again, settings.activationMs);
		return again !== undefined;
	} catch {
		return false;
	}
}

/** A server may repeat what it was sent. */
function withoutSecret(error: unknown, secret: string): unknown {
	if (!(error instanceof Failure)) return error;
	const clean = (text: string) => text.replaceAll(secret, '[secret]');
	return error.with({
		message: clean(error.message),
		advice: error.advice === undefined ? undefined : clean(error.advice),
		details: JSON.parse(clean(JSON.stringify(error.details))) as Failure['details'],
		// It has the secret still.
		cause: undefined,
	});
}

/** For those who look at the server's list of subscriptions. */
export function reasonOf(context: TriggerContext): string {
	const { name = '', id = '' } = context.getWorkflow();
	return `n8n workflow "${name}" (${id}), node "${context.getNode().name}"`;
}
