import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import { isResource, type Resource } from '../model/resource';
import type { FhirClient } from '../client';
import { resourcePath } from '../request/path';
import { searchRequest } from '../search/searchRequest';
import type { SubscriptionDefinition } from './definition';
import { endpointOf, type OwnSubscription, ownSubscription } from './ownership';
import { subscriptionResource } from './resources';

/** Milliseconds between two looks at a subscription that is not active yet: quick at first, then every second. */
const waits = [150, 250, 400, 600];
const maxWait = 1_000;

/** The statuses of a resource that the server does not have, or no longer has. */
const deletedStatuses = new Set([404, 410]);

/** The subscription with this ID; undefined if the server no longer has it. Throws what `FhirClient.send` throws. */
export async function readOwn(
	client: FhirClient,
	id: string,
	signal?: AbortSignal,
): Promise<OwnSubscription | undefined> {
	const request = { interaction: 'read', method: 'GET', path: resourcePath('Subscription', id) } as const;
	const headers = { 'cache-control': 'no-cache' };
	const { resource } = await client.send({ ...request, headers }, signal).catch((error: unknown) => {
		if (error instanceof Failure && deletedStatuses.has(error.status ?? 0)) return { resource: undefined };
		throw asError(error);
	});
	return resource && ownSubscription(resource);
}

/**
 * The subscriptions that deliver to this endpoint, which only this node has. Servers that cannot search for them (R4
 * `Subscription?url=`) have none. Throws what the search throws for any other reason.
 */
export async function findOwn(client: FhirClient, endpoint: string, signal?: AbortSignal): Promise<OwnSubscription[]> {
	const query = [
		['url', endpoint],
		['_count', '50'],
	] as const;
	const request = searchRequest({ path: 'Subscription', query, headers: { 'cache-control': 'no-cache' } });
	const found: OwnSubscription[] = [];
	try {
		for await (const { matches } of client.search(request, { limit: 200 }, signal)) {
			for (const { resource } of matches) {
				if (!isResource(resource) || endpointOf(resource) !== endpoint) continue;
				const own = ownSubscription(resource);
				if (own) found.push(own);
			}
		}
	} catch (error) {
		if (error instanceof Failure && isUnsupported(error)) return found;
		throw asError(error);
	}
	return found;
}

/** The statuses of servers that know no such search, or none of subscriptions. */
function isUnsupported({ status = 0 }: Failure): boolean {
	return [400, 403, 404, 405, 501].includes(status);
}

/** Deletes a subscription; that it is gone already is fine. Throws what `FhirClient.send` throws for any other reason. */
export async function removeOwn(client: FhirClient, id: string, signal?: AbortSignal): Promise<void> {
	const path = resourcePath('Subscription', id);
	try {
		await client.send({ interaction: 'delete', method: 'DELETE', path }, signal);
	} catch (error) {
		if (!(error instanceof Failure && deletedStatuses.has(error.status ?? 0))) throw asError(error);
	}
}

/**
 * Creates a subscription. Where the response was lost, the server is searched for it. Throws what `FhirClient.send` throws,
 * and then has left nothing behind as far as the server can be asked.
 */
export async function createOwn(
	client: FhirClient,
	definition: SubscriptionDefinition,
	signal?: AbortSignal,
): Promise<OwnSubscription> {
	const body = subscriptionResource(definition);
	const request = { interaction: 'create', method: 'POST', path: 'Subscription', body } as const;
	try {
		const { resource, id } = await client.send(request, signal);
		const own = resource && ownSubscription(resource);
		if (own) return own;
		const read = id === undefined ? undefined : await readOwn(client, id, signal);
		if (read) return read;
	} catch (error) {
		if (!(error instanceof Failure) || error.effect === 'rejected' || error.effect === 'notSent') throw asError(error);
		const found = await findOwn(client, definition.endpoint, signal).catch(() => []);
		if (found[0]) return found[0];
		throw asError(error);
	}
	throw new Failure({
		kind: 'response',
		message: 'The server does not say which subscription it has created',
		advice: "Its response needs the Subscription, or a Location header. Delete the subscription in the server's list.",
		effect: 'applied',
	});
}

/**
 * Waits until the server has activated the subscription, and returns it. Throws a `Failure` if it turns it down (`error`,
 * `off`), drops it, or does neither within `timeoutMs`.
 */
export async function untilActive(
	client: FhirClient,
	first: OwnSubscription,
	timeoutMs: number,
	signal?: AbortSignal,
): Promise<OwnSubscription> {
	const { runtime } = client;
	const deadline = runtime.now() + timeoutMs;
	let own = first;
	for (let look = 0; ; look++) {
		if (own.status === 'active') return own;
		if (own.status !== 'requested') throw turnedDown(own);
		if (runtime.now() >= deadline) throw notActivated(timeoutMs);
		await runtime.sleep(Math.min(waits[look] ?? maxWait, Math.max(1, deadline - runtime.now())), signal);
		const next = await readOwn(client, own.id, signal);
		if (!next) throw turnedDown({ ...own, status: 'deleted', error: undefined });
		own = next;
	}
}

function turnedDown({ status, error }: Pick<OwnSubscription, 'status' | 'error'>): Failure {
	return new Failure({
		kind: 'response',
		message: `The server did not activate the subscription: its status is "${status}"${error === undefined ? '' : `: ${error}`}`,
		advice:
			'Most servers send a test message to n8n first. Check that the server can reach the webhook address (N8N_WEBHOOK_URL or WEBHOOK_URL of n8n, DNS, firewall, certificate), and that it accepts such subscriptions.',
		effect: 'applied',
	});
}

function notActivated(timeoutMs: number): Failure {
	return new Failure({
		kind: 'timeout',
		message: `The server has not activated the subscription within ${Math.round(timeoutMs / 1000)} s: its status is still "requested"`,
		advice:
			'The server may not support subscriptions of this kind, or needs somebody to approve them. Check its documentation, choose the other kind under "Subscribe To", or add the option "Activation Timeout".',
		effect: 'applied',
	});
}

/** A subscription that may be sent back to the server to be activated again. */
export function requestedAgain({ resource }: OwnSubscription): Resource {
	const { error, ...rest } = resource;
	return { ...rest, status: 'requested' };
}
