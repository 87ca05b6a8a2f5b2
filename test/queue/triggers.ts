import { setTimeout as sleep } from 'node:timers/promises';
import { RESOURCES } from './amount';
import { type Change, changeOf, createWriter, overtaken, type Tally, tally } from './changes';
import type { Finding, Place } from './place';

const TIMEOUT = 60_000;

const POLL = { id: 'queuePoll', step: 'FHIR Trigger' };
const SUBSCRIPTION = { id: 'queueSubscription', step: 'FHIR Subscription Trigger' };
const CATCHING_UP = { ...SUBSCRIPTION, id: 'queueCatchingUp' };

/** The first poll sets the mark: it comes within five seconds. */
const FIRST_POLL = 7_000;

/** After this, what would come twice has come: by two catch-ups, one a minute, and many polls. */
const SETTLE = 125_000;

const isDelivered = (change: Change) => !change.startsWith('deleted');

/** `50 given of 50, 0 twice`, and what is wrong beside that. */
export function tallyText({ expected, given, doubles, missing, strange }: Tally): string {
	const wrong = [missing > 0 && `${missing} missing`, strange > 0 && `${strange} strange`].filter(Boolean);
	return [`${given} given of ${expected}`, `${doubles} twice`, ...wrong].join(', ');
}

/** Changes resources while all three are active, and while one of them is deactivated for a moment. */
async function changesMade({
	api,
	servers,
	executions,
	amount,
}: Place): Promise<{ active: Change[]; paused: Change[] }> {
	const writer = createWriter(servers);
	const resources = amount.triggersOnly ?? RESOURCES;
	try {
		for (const { id } of [POLL, SUBSCRIPTION, CATCHING_UP]) await api.activate(id, TIMEOUT);
		await sleep(FIRST_POLL);
		const active = await writer.write(resources);
		// The server delivers one after another, and drops what is left when the subscription goes.
		await executions.ended(SUBSCRIPTION.id, active.filter(isDelivered).length, TIMEOUT).catch(() => undefined);
		await sleep(2_000);
		await api.deactivate(SUBSCRIPTION.id);
		const paused = await writer.create(resources);
		await api.activate(SUBSCRIPTION.id, TIMEOUT);
		return { active, paused };
	} finally {
		await writer.close();
	}
}

/**
 * Both triggers: polls run in the main process, deliveries come to the webhook process, which also finds what happened while
 * the subscription was deactivated, when the main process asks it to.
 */
export async function triggersFire(place: Place): Promise<Finding> {
	const { active, paused } = await changesMade(place);
	await sleep(SETTLE);
	const all = [...active, ...paused];
	const found = async ({ id, step }: typeof POLL, happened: readonly Change[]) => {
		const items = await place.executions.items(id, step);
		const given = items.map(changeOf);
		const caughtUp = items.filter((item) => item.caughtUp).map(changeOf);
		const left = new Set(overtaken(happened, given, caughtUp));
		const counts = tally(
			happened.filter((change) => !left.has(change)),
			given,
		);
		return { ...counts, caughtUp: `${caughtUp.length} caught up${left.size > 0 ? `, ${left.size} overtaken` : ''}` };
	};
	const poll = await found(POLL, all);
	const subscription = await found(SUBSCRIPTION, all.filter(isDelivered));
	const catchingUp = await found(CATCHING_UP, all.filter(isDelivered));
	for (const { id } of [POLL, SUBSCRIPTION, CATCHING_UP]) await place.api.deactivate(id);

	const rows: Finding['rows'] = [
		['FHIR Trigger', tallyText(poll)],
		['FHIR Subscription Trigger, paused once', `${tallyText(subscription)}; ${subscription.caughtUp}`],
		['… with Catch Up Every', `${tallyText(catchingUp)}; ${catchingUp.caughtUp}`],
	];
	const problems = rows.flatMap(([name, text], index) => {
		const { doubles, missing, strange } = [poll, subscription, catchingUp][index] ?? poll;
		return doubles + missing + strange > 0 ? [`${name}: ${text}`] : [];
	});
	return { rows, problems };
}
