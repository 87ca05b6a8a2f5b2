import type { FhirClient } from '../client';
import { isBundle } from '../model/resource';
import { operationPath } from '../request/path';
import type { PayloadContent } from './definition';
import { type Notification, readNotification } from './notification';

/** The range of events that `$events` is asked for; both ends are included. */
export interface EventRange {
	readonly first: number;
	readonly last: number;
	readonly content: PayloadContent;
}

/**
 * The events of a subscription that did not arrive, by `$events` (R5 §3.2.20, Subscriptions Backport), as a notification.
 * Undefined where the server returned something else. Throws what `FhirClient.send` throws.
 */
export async function readEvents(
	client: FhirClient,
	id: string,
	{ first, last, content }: EventRange,
	signal?: AbortSignal,
): Promise<Notification | undefined> {
	const path = operationPath('$events', 'Subscription', id);
	const query = [
		['eventsSinceNumber', String(first)],
		['eventsUntilNumber', String(last)],
		['content', content],
	] as const;
	const { resource } = await client.send({ interaction: 'operation', method: 'GET', path, query }, signal);
	return isBundle(resource) ? readNotification(resource) : undefined;
}

/** What the server says of a subscription, by `$status`. Undefined and thrown as by `readEvents`. */
export async function readStatus(
	client: FhirClient,
	id: string,
	signal?: AbortSignal,
): Promise<Notification | undefined> {
	const path = operationPath('$status', 'Subscription', id);
	const headers = { 'cache-control': 'no-cache' };
	const { resource } = await client.send({ interaction: 'operation', method: 'GET', path, headers }, signal);
	return isBundle(resource) ? readNotification(resource) : undefined;
}
