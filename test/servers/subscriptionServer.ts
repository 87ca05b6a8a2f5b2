import { randomUUID } from 'node:crypto';
import { startServer, type TestServer } from './httpServer';
import {
	capabilities,
	contentOf,
	endpointOf,
	hasPayload,
	headersOf,
	type Kept,
	r4Status,
	r5Status,
	type TopicEvent,
} from './subscriptionNotifications';

export { topicUrl } from './subscriptionNotifications';

/** How the server behaves. */
export interface SubscriptionServerOptions {
	/** `criteria`: R4's own subscriptions, with HAPI's deliveries; `r4`: the Backport's topics; `r5`: R5's. */
	kind: 'criteria' | 'r4' | 'r5';
	/** Status of a new subscription. Default: `active`, for topics after a handshake that succeeded. */
	activates?: 'active' | 'error' | 'never';
	/** Leave `Subscription.meta.tag` and the headers out of what is read. */
	forgetful?: boolean;
	/** Without `$events`. */
	withoutEvents?: boolean;
}

/** A delivery that the server has made, and the response that it got. */
export interface Delivered {
	method: string;
	url: string;
	status: number;
	contentType: string | null;
	body: string;
}

/** A FHIR server of our own that knows subscriptions and little else. */
export interface SubscriptionServer extends TestServer {
	baseUrl: string;
	subscriptions(): Kept[];
	deliveries: Delivered[];
	/** Writes a resource, and delivers it unless `lost`. */
	write(resource: Record<string, unknown> & { resourceType: string; id?: string }, lost?: 'lost'): Promise<Kept>;
	remove(type: string, id: string): Promise<void>;
	/** Sends the sign of life of topics. */
	heartbeat(): Promise<void>;
	/** Sends the last notification once more. */
	repeat(): Promise<void>;
	/** Forgets how many events there were, as after a restart. */
	restartCount(): void;
	/** Changes what the server says of all its subscriptions. */
	setStatus(status: string): void;
	drop(): void;
	/** Whether searches for resources other than subscriptions get a 503. */
	failSearches(fail: boolean): void;
}

interface State {
	resources: Map<string, Kept>;
	events: Map<string, TopicEvent[]>;
	removed: Array<{ type: string; id: string; version: number }>;
	status: string | undefined;
}

const json = 'application/fhir+json';

/** Starts the server on 127.0.0.1. */
export async function startSubscriptionServer(options: SubscriptionServerOptions): Promise<SubscriptionServer> {
	const { kind, activates = 'active', forgetful = false, withoutEvents = false } = options;
	const state: State = { resources: new Map(), events: new Map(), removed: [], status: undefined };
	const deliveries: Delivered[] = [];
	let last: (() => Promise<void>) | undefined;
	let searchesFail = false;

	const server = await startServer(async ({ method = '', url = '', body }, response) => {
		const { pathname, searchParams } = new URL(url, 'http://server');
		const [, , type = '', id, operation] = pathname.split('/');
		const respond = (status: number, content?: object) =>
			void response.writeHead(status, { 'content-type': json }).end(content && JSON.stringify(content));
		if (type === 'metadata') return respond(200, capabilities(kind));
		if (operation === '$status') return respond(200, notification(id ?? '', 'query-status', []));
		if (operation === '$events') {
			if (withoutEvents) return respond(404, outcome('no such operation'));
			const [since, until] = ['eventsSinceNumber', 'eventsUntilNumber'].map((name) => Number(searchParams.get(name)));
			const wanted = eventsOf(id ?? '').filter(({ number }) => number >= (since ?? 0) && number <= (until || Infinity));
			return respond(200, notification(id ?? '', 'query-event', wanted, searchParams.get('content') ?? undefined));
		}
		if (operation === '_history' || id === '_history') return respond(200, history(type));
		const key = `${type}/${id ?? ''}`;
		const fails = searchesFail && type !== 'Subscription';
		if (method === 'GET' && id === undefined && fails) return respond(503, outcome('unavailable'));
		if (method === 'GET' && id === undefined) return respond(200, searchset(type, searchParams));
		if (method === 'GET') {
			const found = state.resources.get(key);
			return found ? respond(200, shown(found)) : respond(404, outcome('unknown'));
		}
		if (method === 'DELETE') {
			state.resources.delete(key);
			return respond(204);
		}
		if (type === 'Subscription') state.status = undefined;
		const kept = keep({ ...(JSON.parse(body.toString()) as Kept), ...(id && { id }) });
		respond(method === 'POST' ? 201 : 200, shown(kept));
		if (type === 'Subscription') await activate(kept);
	});

	function keep(resource: Partial<Kept> & { resourceType: string }): Kept {
		const id = resource.id ?? randomUUID();
		const before = state.resources.get(`${resource.resourceType}/${id}`);
		const versionId = String(Number(before?.meta.versionId ?? 0) + 1);
		const kept: Kept = {
			...resource,
			id,
			meta: { ...resource.meta, versionId, lastUpdated: new Date().toISOString() },
		};
		state.resources.set(`${kept.resourceType}/${id}`, kept);
		return kept;
	}

	async function activate(subscription: Kept): Promise<void> {
		if (activates === 'never' || subscription.status !== 'requested') return;
		state.events.set(subscription.id, []);
		const ok = kind === 'criteria' || (await send(subscription, notification(subscription.id, 'handshake', [])));
		const status = activates === 'error' || !ok ? 'error' : 'active';
		const error = status === 'error' ? `Authorization ${secretOf(subscription)} was refused` : undefined;
		if (state.resources.has(`Subscription/${subscription.id}`)) keep({ ...subscription, status, error });
	}

	function secretOf(subscription: Kept): string {
		return headersOf(subscription)[0]?.[1] ?? '';
	}

	function shown(resource: Kept): Kept {
		if (resource.resourceType !== 'Subscription') return resource;
		const status = state.status ?? resource.status;
		if (!forgetful) return { ...resource, status };
		const { channel, ...rest } = resource as Kept & { channel?: object };
		return { ...rest, status, meta: { ...rest.meta, tag: undefined }, channel: { ...channel, header: undefined } };
	}

	function searchset(type: string, query: URLSearchParams): object {
		const since = (query.get('_lastUpdated') ?? '').replace('ge', '');
		const matches = [...state.resources.values()]
			.filter(({ resourceType }) => resourceType === type)
			.filter((one) => !query.has('url') || endpointOf(one) === query.get('url'))
			.filter(({ meta }) => since === '' || meta.lastUpdated >= since);
		return { resourceType: 'Bundle', type: 'searchset', entry: matches.map((one) => ({ resource: shown(one) })) };
	}

	function history(type: string): object {
		const entry = state.removed
			.filter((one) => one.type === type)
			.map(({ id, version }) => ({
				fullUrl: `${server.url}/fhir/${type}/${id}`,
				request: { method: 'DELETE', url: `${type}/${id}` },
				response: { status: '204', etag: `W/"${version}"` },
			}));
		return { resourceType: 'Bundle', type: 'history', entry };
	}

	const eventsOf = (id: string) => state.events.get(id) ?? [];

	function notification(
		id: string,
		type: string,
		events: TopicEvent[],
		content = contentOf(state.resources.get(`Subscription/${id}`)),
	): object {
		const latest = eventsOf(id).at(-1)?.number ?? 0;
		const status =
			kind === 'r5' ? r5Status(id, type, events, latest, content) : r4Status(id, type, events, latest, content);
		const focuses = content === 'full-resource' ? events.map(({ focus }) => ({ resource: focus })) : [];
		return {
			resourceType: 'Bundle',
			type: kind === 'r5' ? 'subscription-notification' : 'history',
			entry: [{ resource: status }, ...focuses],
		};
	}

	async function send(subscription: Kept, content: object | undefined, method = 'POST', below = ''): Promise<boolean> {
		const url = `${endpointOf(subscription)}${below}`;
		const body = content && JSON.stringify(content);
		const headers = Object.fromEntries([['content-type', `${json};charset=UTF-8`], ...headersOf(subscription)]);
		const response = await fetch(url, { method, headers, body });
		deliveries.push({
			method,
			url,
			status: response.status,
			contentType: response.headers.get('content-type'),
			body: await response.text(),
		});
		return response.ok;
	}

	const active = () => subscriptions().filter(({ status }) => status === 'active');
	const subscriptions = () =>
		[...state.resources.values()].filter(({ resourceType }) => resourceType === 'Subscription');

	async function deliver(resource: Kept, lost: boolean): Promise<void> {
		for (const subscription of active()) {
			const { id } = subscription;
			const number = (eventsOf(id).at(-1)?.number ?? 0) + 1;
			const event = { number, timestamp: new Date().toISOString(), focus: resource };
			state.events.set(id, [...eventsOf(id), event]);
			last = async () => await tell(subscription, event);
			if (!lost) await last();
		}
	}

	async function tell(subscription: Kept, event: TopicEvent): Promise<void> {
		const { focus } = event;
		if (kind !== 'criteria') await send(subscription, notification(subscription.id, 'event-notification', [event]));
		else if (hasPayload(subscription)) await send(subscription, focus, 'PUT', `/${focus.resourceType}/${focus.id}`);
		else await send(subscription, undefined);
	}

	return {
		...server,
		baseUrl: `${server.url}/fhir`,
		deliveries,
		subscriptions: subscriptions,
		async write(resource, lost) {
			const kept = keep(resource);
			await deliver(kept, lost === 'lost');
			return kept;
		},
		async remove(type, id) {
			const version = Number(state.resources.get(`${type}/${id}`)?.meta.versionId ?? 0) + 1;
			state.resources.delete(`${type}/${id}`);
			state.removed.unshift({ type, id, version });
			for (const subscription of active()) await send(subscription, undefined, 'DELETE', `/${type}/${id}`);
		},
		async heartbeat() {
			for (const subscription of active()) await send(subscription, notification(subscription.id, 'heartbeat', []));
		},
		repeat: async () => await last?.(),
		restartCount: () => state.events.forEach((_events, id) => state.events.set(id, [])),
		failSearches: (fail) => (searchesFail = fail),
		setStatus: (status) => (state.status = status),
		drop() {
			for (const { id } of subscriptions()) state.resources.delete(`Subscription/${id}`);
		},
	};
}

function outcome(diagnostics: string): object {
	return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found', diagnostics }] };
}
