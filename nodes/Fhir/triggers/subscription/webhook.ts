import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { connect } from '../../connection/connection';
import type { Change } from '../../rest/subscription/change';
import { type Delivery, readDelivery, type ReceivedDelivery } from '../../rest/subscription/delivery';
import { seenKeys } from '../../rest/subscription/seen';
import { readBody } from './body';
import { type Desk, newChanges, newEvents, sweep } from './deliveries';
import { endpointUrl, endpointWebhook } from './endpoint';
import { refusalOf } from './gate';
import { type TriggerHints, triggerHints } from './hints';
import { changeItems } from './items';
import { knockOf, serveKnock } from './knocked';
import { handOver } from './manualRun';
import { triggerSource } from './parameters';
import { respond, started } from './responses';
import { type TriggerSettings, triggerSettings } from './settings';
import { saveState, saveWhenStored, stateOf } from './state';

/** HAPI waits for a response for 10 s: what is read meanwhile has to end before. */
const readsMs = 7_000;

/**
 * Serves a request to the endpoint. Nothing is read of a request without the secret, and nothing starts. The server gets an
 * empty 200 once n8n has taken the changes, before the workflow runs: HAPI takes a body of JSON for a failure.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await serve(context);
	} catch (error) {
		// n8n would start the workflow with an error. The server delivers again after a 500.
		const reason = error instanceof Error ? error.message : 'unknown';
		context.logger.warn(`A delivery to the FHIR Subscription Trigger could not be taken: ${reason}`);
		return respond(context, 500);
	}
}

async function serve(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const isTest = context.getMode() === 'manual';
	const state = stateOf(context, isTest);
	const settings = triggerSettings(context);
	const hints = triggerHints(context);
	const client = clientOf(context, hints);
	const knock = knockOf(context);
	if (knock !== undefined && !isTest) {
		return await serveKnock(context, knock, { state, settings, client, hint: hints.add }, hints);
	}
	const refusal = await refusalOf(context, state, {
		client,
		endpoint: ownEndpoint(context, settings),
		now: Date.now(),
	});
	if (refusal !== undefined) return respond(context, refusal);
	const body = await readBody(context, settings.maxBodyBytes);
	if (typeof body === 'number') return respond(context, body);
	const delivery = readDelivery({ ...addressOf(context), body });
	if (!delivery) return respond(context, 400);
	const desk: Desk = { state, settings, client, signal: AbortSignal.timeout(readsMs), hint: hints.add };
	const changes = await changesOf(delivery, desk);
	if (changes.length === 0) {
		saveState(context, state, isTest);
		return respond(context, 200);
	}
	const items = changeItems(changes, { simplify: settings.simplify, hints: hints.messages() });
	if (isTest) handOver(context, items);
	else saveWhenStored(context, state, seenKeys(changes));
	return started(context, items);
}

async function changesOf(delivery: Delivery, desk: Desk): Promise<Change[]> {
	const { settings } = desk;
	if (delivery.kind === 'changes') return [...(await owed(desk)), ...newChanges(delivery.changes, desk)];
	if (delivery.kind === 'notification') return await newEvents(delivery.notification, desk);
	// Without a payload the server only knocks. With one, an empty message is a test of the endpoint.
	if (settings.kind !== 'criteria' || settings.payload !== 'empty') return [];
	return settings.fill ? await sweep(desk) : [{}];
}

/** What a catch-up has missed that was put off, because the server could not be asked. */
async function owed(desk: Desk): Promise<Change[]> {
	const { start } = desk.state;
	if (!start.owed) return [];
	start.owed = false;
	return await sweep(desk).catch(() => {
		start.owed = true;
		return [];
	});
}

/** A client that is made when something has to be read: most deliveries need none. */
function clientOf(context: IWebhookFunctions, { add }: TriggerHints): Desk['client'] {
	let connection: ReturnType<typeof connect> | undefined;
	return async () => {
		connection ??= connect(triggerSource(context), add);
		return (await connection).client;
	};
}

function ownEndpoint(context: IWebhookFunctions, settings: TriggerSettings): string {
	// Older versions of n8n cannot tell a test URL here.
	const { getWebhookResourceUrl } = context as Partial<IWebhookFunctions>;
	const url = getWebhookResourceUrl?.call(context, endpointWebhook) ?? context.getNodeWebhookUrl(endpointWebhook);
	return endpointUrl(url, settings);
}

function addressOf(context: IWebhookFunctions): Omit<ReceivedDelivery, 'body'> {
	const { resourceType, resourceId } = context.getParamsData() as Record<string, string | undefined>;
	const { method } = context.getRequestObject() as unknown as { method?: string };
	return { method: method === 'PUT' || method === 'DELETE' ? method : 'POST', resourceType, id: resourceId };
}
