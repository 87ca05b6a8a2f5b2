import type { IWebhookFunctions } from 'n8n-workflow';
import type { FhirClient } from '../../rest/client';
import { findOwn, readOwn } from '../../rest/subscription/lifecycle';
import type { OwnSubscription } from '../../rest/subscription/ownership';
import { matchesHash } from '../../support/secrets';
import type { NodeState } from './state';

/** Milliseconds between two looks at the server for a secret that is not known, whoever sends it. */
const lookupEvery = 20_000;

const bearer = /^bearer ([A-Za-z0-9_-]{43})$/i;

/** What the gate needs to ask the server for a subscription that this process has not heard of. */
export interface Server {
	client(): Promise<FhirClient>;
	readonly endpoint: string;
	readonly now: number;
}

/**
 * Does the request carry the secret of this node's subscription? 401 if it has none, 403 if it is another one. Another
 * process may have made the subscription a moment ago, and its test message may be here before what was saved: for a secret
 * of the right form the server is asked, seldom, what hash its subscription to this endpoint has.
 */
export async function refusalOf(
	context: IWebhookFunctions,
	state: NodeState,
	server: Server,
): Promise<401 | 403 | undefined> {
	const { authorization } = context.getHeaderData();
	if (typeof authorization !== 'string' || authorization === '') return 401;
	const secret = bearer.exec(authorization)?.[1];
	if (secret === undefined) return 403;
	if (isKnown(secret, state)) return undefined;
	await lookUp(state, server, secret);
	return isKnown(secret, state) ? undefined : 403;
}

function isKnown(secret: string, { subscription }: NodeState): boolean {
	return subscription !== undefined && matchesHash(secret, subscription.hash);
}

async function lookUp(state: NodeState, server: Server, secret: string): Promise<void> {
	const { lookup } = state;
	if (!lookup.found) {
		if (server.now - lookup.at < lookupEvery) return;
		lookup.at = server.now;
		lookup.found = adopt(state, server, secret).finally(() => (lookup.found = undefined));
	}
	// A server that cannot be asked knows of no other secret.
	await lookup.found.catch(() => undefined);
}

async function adopt(state: NodeState, server: Server, secret: string): Promise<void> {
	const { endpoint, now } = server;
	const fhir = await server.client();
	const id = state.subscription?.id;
	const read = id === undefined ? undefined : await readOwn(fhir, id);
	const candidates = [...(read ? [read] : []), ...(await findOwn(fhir, endpoint))];
	const own = candidates.find(({ hash }) => hash !== undefined && matchesHash(secret, hash));
	if (!own) return;
	state.subscription = known(own, now);
	state.endpoint = endpoint;
}

/** What is kept of a subscription; undefined where its secret cannot be checked. */
export function known({ id, hash }: OwnSubscription, now: number): NodeState['subscription'] {
	return hash === undefined ? undefined : { id, hash, since: now };
}
