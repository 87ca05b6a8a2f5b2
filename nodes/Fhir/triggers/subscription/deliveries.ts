import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import { milliseconds } from '../../rest/changes/change';
import type { FhirClient } from '../../rest/client';
import { changesSince } from '../../rest/subscription/catchUp';
import type { Change } from '../../rest/subscription/change';
import { readEvents } from '../../rest/subscription/events';
import { createEventNumbers } from '../../rest/subscription/eventNumbers';
import { withResources } from '../../rest/subscription/fill';
import type { Notification } from '../../rest/subscription/notification';
import type { TriggerSettings } from './settings';
import type { NodeState } from './state';

/** What it takes to turn deliveries into changes. */
export interface Desk {
	readonly state: NodeState;
	readonly settings: TriggerSettings;
	client(): Promise<FhirClient>;
	/** Ends reads before the server that delivers gives up waiting. */
	readonly signal?: AbortSignal;
	readonly hint: (message: string) => void;
}

/** After a catch-up, what is older than this is done: resources may become visible a little after their time. */
const overlapMs = 5 * 60_000;

/** Rounds of one catch-up while deliveries go on asking for another. */
const maxRounds = 20;

/** Those of the changes that are new; all of them where the user wants repeated ones too. */
export function newChanges(changes: readonly Change[], { state, settings }: Desk): Change[] {
	return changes.filter((change) => state.seen.take(change) || settings.duplicates);
}

/**
 * What has changed since the last catch-up and was not given yet. One runs at a time: for a delivery that comes meanwhile the
 * running one goes another round, and this one gives nothing.
 */
export async function sweep(desk: Desk): Promise<Change[]> {
	const { sweep: turn } = desk.state;
	if (turn.running) {
		turn.again = true;
		return [];
	}
	turn.running = true;
	const found: Change[] = [];
	try {
		for (let round = 0; round === 0 || (turn.again && round < maxRounds); round++) {
			turn.again = false;
			found.push(...(await sweepOnce(desk)));
		}
	} catch (error) {
		if (found.length === 0) throw asError(error);
		desk.hint('A catch-up ended early; the next one goes on from there.');
	} finally {
		turn.running = false;
	}
	return found;
}

async function sweepOnce(desk: Desk): Promise<Change[]> {
	const { state, settings } = desk;
	const client = await desk.client();
	const watch = await settings.watch(client);
	if (watch.kind !== 'criteria') return [];
	state.seen.mark ??= client.runtime.now();
	const { changes, cut, readUpTo } = await changesSince(client, watch, state.seen.mark, desk.signal);
	const found = state.seen.takeAll(changes);
	const times = changes.flatMap(({ lastUpdated }) => milliseconds(lastUpdated) ?? []);
	const latest = times.reduce((one, other) => Math.max(one, other), 0);
	if (cut) state.seen.merge([], readUpTo);
	else if (latest > 0) state.seen.merge([], latest - overlapMs);
	if (cut) desk.hint('The catch-up found more changes than it gives at a time; the next one goes on from there.');
	return found;
}

/** The new events of a notification, with those that should have come before it. */
export async function newEvents(notification: Notification, desk: Desk): Promise<Change[]> {
	const { settings } = desk;
	const given = notification.changes.filter((change) => takeEvent(change, desk) || settings.duplicates);
	const missed = await missedEvents(desk, notification.eventsSinceStart);
	const all = [...given, ...missed].sort((one, other) => (one.event?.number ?? 0) - (other.event?.number ?? 0));
	return settings.fill ? await filled(all, desk) : all;
}

function takeEvent(change: Change, { state }: Desk): boolean {
	const { event } = change;
	if (event?.number === undefined) return state.seen.take(change);
	const time = milliseconds(event.timestamp) ?? 0;
	const isNew = state.numbers.take(event.number);
	const countsAnew = !isNew && time > state.lastEventAt && state.lastEventAt > 0;
	// A server that forgets its count when it is restarted begins at 1 again, with events that are later than all before.
	if (countsAnew) state.numbers = createEventNumbers([event.number, []]);
	state.lastEventAt = Math.max(state.lastEventAt, time);
	return isNew || countsAnew;
}

/** The events up to the latest that did not come, from the server; `latest` is the number of all so far. */
export async function missedEvents(desk: Desk, latest: number | undefined): Promise<Change[]> {
	const { state, settings } = desk;
	const id = state.subscription?.id;
	const gap = state.numbers.gap(latest);
	if (!gap || id === undefined) return [];
	const [first, last] = gap;
	try {
		const client = await desk.client();
		const content = settings.payload === 'empty' && settings.fill ? 'id-only' : settings.payload;
		const found = await readEvents(client, id, { first, last, content }, desk.signal);
		const missed = (found?.changes ?? []).filter((change) => takeEvent(change, desk));
		const lost = state.numbers.giveUp(last);
		if (lost > 0) desk.hint(`${lost} events did not arrive, and the server no longer has them.`);
		return missed.map((change) => ({ ...change, caughtUp: true }));
	} catch (error) {
		if (!(error instanceof Failure) || error.kind !== 'http' || !isUnsupported(error)) {
			desk.hint('Events are missing, and the server could not be asked for them: the next delivery asks again.');
			return [];
		}
		const lost = state.numbers.giveUp(last);
		desk.hint(`${lost} events did not arrive, and the server has no operation $events to ask for them.`);
		return [];
	}
}

function isUnsupported({ status = 0 }: Failure): boolean {
	return [400, 403, 404, 405, 410, 422, 501].includes(status);
}

/** With their resources: empty notifications name none, but `$events` may. */
export async function filled(changes: readonly Change[], desk: Desk): Promise<Change[]> {
	if (changes.length === 0) return [];
	const client = await desk.client();
	return await withResources(client, await named(changes, client, desk), desk.signal);
}

async function named(changes: readonly Change[], client: FhirClient, desk: Desk): Promise<readonly Change[]> {
	const unnamed = changes.flatMap(({ id, event }) => (id === undefined ? (event?.number ?? []) : []));
	const subscription = desk.state.subscription?.id;
	if (unnamed.length === 0 || subscription === undefined) return changes;
	try {
		const range = { first: Math.min(...unnamed), last: Math.max(...unnamed), content: 'id-only' } as const;
		const found = await readEvents(client, subscription, range, desk.signal);
		const byNumber = new Map(found?.changes.map((change) => [change.event?.number, change]));
		return changes.map((change) => (change.id === undefined ? (byNumber.get(change.event?.number) ?? change) : change));
	} catch {
		desk.hint('The server could not be asked for the resources of events that name none.');
		return changes;
	}
}
