import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { nodeError } from '../../items/errors';
import { matchesHash } from '../../support/secrets';
import { seenKeys } from '../../rest/subscription/seen';
import { readBody } from './body';
import { lookAfter, missedChanges } from './catchingUp';
import type { Desk } from './deliveries';
import type { TriggerHints } from './hints';
import { changeItems } from './items';
import { type Knock, knockHeader, type KnockResult, readKnock, resultHeader, writeResult } from './knock';
import { respond, started } from './responses';
import { nodeIdOf } from '../../connection/nodeId';
import { learn, saveState, saveWhenStored } from './state';

/** Milliseconds by which the clocks of two processes may differ, with the time on the way. */
const maxAge = 60_000;

/** Much more than a node ever remembers. */
const maxBytes = 1024 * 1024;

/** The knock in a request to the endpoint; undefined where the request is a delivery, or claims to be one. */
export function knockOf(context: IWebhookFunctions): string | undefined {
	const value = context.getHeaderData()[knockHeader];
	return typeof value === 'string' ? value : undefined;
}

/**
 * Serves a knock: catches up with what this process and what is saved with the workflow know, which a poll cannot see. What
 * is not signed, too old, from the future or known already is refused as any other request without the secret, and its body
 * is not read.
 */
export async function serveKnock(
	context: IWebhookFunctions,
	value: string,
	desk: Desk,
	hints: TriggerHints,
): Promise<IWebhookResponseData> {
	const { knock: known } = desk.state;
	const { key } = known;
	const knock = key === undefined ? undefined : readKnock(value, key, nodeIdOf(context));
	const now = Date.now();
	const isFresh = knock && Math.abs(now - knock.at) <= maxAge && knock.at > known.acceptedAt;
	if (key === undefined || !isFresh) return respond(context, 403);
	known.acceptedAt = knock.at;
	const body = await readBody(context, maxBytes);
	if (typeof body === 'number') return respond(context, body);
	if (!matchesHash(body, knock.digest)) return respond(context, 403);
	const responseFor = (result: KnockResult, reason = '') => ({
		headers: { [resultHeader]: writeResult(result, knock, key, reason), 'content-type': 'text/plain' },
		body: reason,
	});
	learn(desk.state, body);
	if (known.running) {
		// One at a time; the one that runs looks again.
		desk.state.sweep.again = true;
		return respond(context, 200, responseFor('busy'));
	}
	known.running = true;
	try {
		const items = await itemsOf(context, knock, desk, hints);
		return items.length > 0
			? started(context, items, responseFor('done').headers)
			: respond(context, 200, responseFor('done'));
	} catch (error) {
		const { message } = nodeError(context.getNode(), error, undefined);
		// The poll gives up after a while: then the next delivery catches up.
		if (knock.kind === 'start') desk.state.start.owed = true;
		hints.add(`A catch-up failed: ${message}`);
		return respond(context, 503, responseFor('failed', message));
	} finally {
		known.running = false;
	}
}

async function itemsOf(context: IWebhookFunctions, { kind }: Knock, desk: Desk, hints: TriggerHints) {
	const { state, settings } = desk;
	// At the start, the hooks have just done that.
	if (kind === 'later') await lookAfter(context, desk);
	const changes = await missedChanges(desk);
	state.start.owed = false;
	if (changes.length === 0) saveState(context, state);
	else saveWhenStored(context, state, seenKeys(changes));
	return changeItems(changes, { simplify: settings.simplify, hints: hints.messages() });
}
