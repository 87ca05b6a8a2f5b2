import { matchesSearchRequest, parseSearchRequest } from '@medplum/core';
import type { Subscription } from '@medplum/fhirtypes';
import type { Store, Stored, Version } from './store';

/** Milliseconds after which a delivery is given up, so that the next one has its turn. */
const timeoutMs = 30_000;

/**
 * R4's rest-hook subscriptions (subscription.html): a new one becomes active, and each resource that matches its criteria is
 * put below its endpoint. Deliveries are made once, one after another in the order of the writes, and nobody waits for them.
 * Only addresses of this machine are called: a subscription to another stays as it was written.
 */
export class Subscriptions {
	private done = 0;
	private turn: Promise<unknown> = Promise.resolve();

	constructor(private readonly store: Store) {
		this.done = store.log.length;
	}

	/** Looks at what was written since the last call. A transaction that was taken back has left nothing. */
	deliver(): void {
		const written = this.store.log.slice(this.done);
		for (const version of written) {
			if (version.resource?.resourceType === 'Subscription') this.activate(version.resource);
			else if (version.resource) this.queue(version);
		}
		this.done = this.store.log.length;
	}

	private queue(version: Version): void {
		const wanted = new Set(this.active().map(({ id }) => id));
		this.turn = this.turn.then(async () => {
			// A subscription that has gone meanwhile gets nothing more.
			const still = this.active().filter(({ id }) => wanted.has(id));
			await Promise.all(still.map(async (one) => await send(one, version)));
		});
	}

	private activate(subscription: Stored & Subscription): void {
		const { status, channel } = subscription;
		if (status !== 'requested' || channel.type !== 'rest-hook' || !isOfThisMachine(channel.endpoint)) return;
		this.store.put({ ...subscription, status: 'active' }, 'PUT');
	}

	private active(): Subscription[] {
		return [...this.store.all('Subscription')].filter(
			(one): one is Stored & Subscription =>
				one.resourceType === 'Subscription' && one.status === 'active' && isOfThisMachine(one.channel.endpoint),
		);
	}
}

function isOfThisMachine(endpoint = ''): boolean {
	return URL.canParse(endpoint) && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(endpoint).hostname);
}

async function send({ criteria, channel }: Subscription, { type, id, resource }: Version): Promise<void> {
	if (!resource || !matchesSearchRequest(resource, parseSearchRequest(criteria))) return;
	const { endpoint = '', payload, header = [] } = channel;
	const own = header.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
	const headers = { ...(payload !== undefined && { 'content-type': payload }), ...Object.fromEntries(own) };
	const url = payload === undefined ? endpoint : `${endpoint}/${type}/${id}`;
	const signal = AbortSignal.timeout(timeoutMs);
	const body = payload === undefined ? undefined : JSON.stringify(resource);
	await fetch(url, { method: payload === undefined ? 'POST' : 'PUT', headers, body, signal }).catch(() => undefined);
}
