import type { IPollFunctions } from 'n8n-workflow';
import { ownAddressClient } from '../../connection/ownAddress';
import { platform } from '../../connection/platform';
import { nodeSource } from '../../connection/sources';
import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import { type Knock, knockHeader, type KnockResult, newKnock, readResult, resultHeader, writeKnock } from './knock';
import { nodeIdOf } from '../../connection/nodeId';
import { type NodeState, stateText } from './state';

/**
 * What came of a knock. `taken`: the process that takes deliveries catches up, or just has; `failed`: it could not, for this
 * reason; `unconfirmed`: it may be catching up, but did not say so; `undelivered`: nobody catches up.
 */
export type KnockOutcome =
	{ readonly kind: 'taken' } | { readonly kind: 'failed' | 'unconfirmed' | 'undelivered'; readonly reason: string };

const timeouts = { connect: 3_000, response: 30_000, total: 35_000 };

/** Milliseconds before each attempt. */
const attempts = [0, 1_000];

/** Asks the endpoint to catch up, under each of its addresses. */
export async function knock(context: IPollFunctions, state: NodeState, kind: Knock['kind']): Promise<KnockOutcome> {
	const addresses = new Set([state.endpoint, state.ownUrl].filter((url) => url !== undefined));
	let outcome: KnockOutcome = { kind: 'undelivered', reason: 'n8n has not saved its address yet' };
	for (const pause of attempts) {
		if (pause > 0) await platform.sleep(pause);
		for (const url of addresses) {
			const next = await knockAt(context, state, { kind, url });
			if (next.kind === 'taken' || next.kind === 'failed') return next;
			// Once an attempt may have worked, the others cannot tell that it has not.
			if (outcome.kind !== 'unconfirmed') outcome = next;
		}
		if (outcome.kind === 'unconfirmed') return outcome;
	}
	return outcome;
}

async function knockAt(
	context: IPollFunctions,
	state: NodeState,
	{ kind, url }: { kind: Knock['kind']; url: string },
): Promise<KnockOutcome> {
	const { key } = state.knock;
	if (key === undefined) return { kind: 'undelivered', reason: 'n8n has not saved its key yet' };
	const at = Math.max(Date.now(), state.knock.sentAt + 1);
	state.knock.sentAt = at;
	const body = stateText(state);
	const sent = newKnock(kind, at, body);
	const headers = { 'content-type': 'text/plain', [knockHeader]: writeKnock(sent, key, nodeIdOf(context)) };
	try {
		const client = ownAddressClient(nodeSource(context), url, timeouts);
		const response = await client.send({ method: 'POST', url, headers, body, redirects: 'none', whole: true });
		const { status } = response;
		const reason = await response.text();
		const result = readResult(response.headers[resultHeader], sent, key, reason);
		return outcomeOf(result, status, reason);
	} catch (error) {
		const { message } = asError(error);
		const isOpen = error instanceof Failure && error.effect === 'unknown';
		return { kind: isOpen ? 'unconfirmed' : 'undelivered', reason: message };
	}
}

function outcomeOf(result: KnockResult | undefined, status: number, reason: string): KnockOutcome {
	if (result === 'failed') return { kind: 'failed', reason };
	if (result !== undefined && status === 200) return { kind: 'taken' };
	// With its signature, n8n itself could not start the execution: it may not have, or may have in spite of it.
	const isOpen = result !== undefined || status === 502 || status === 504;
	return { kind: isOpen ? 'unconfirmed' : 'undelivered', reason: `the response there was ${status}` };
}
