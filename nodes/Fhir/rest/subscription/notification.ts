import { isObject } from '../../support/json';
import { listMember, member, textMember } from '../../support/jsonMembers';
import { entriesOf } from '../model/bundle';
import { type Bundle, isResource, type Resource } from '../model/resource';
import { parseResourceUrl } from '../model/resourceUrl';
import { type Change, changeOf, deletionOf } from './change';

/** What a notification Bundle says (R5 SubscriptionStatus §3.4; Subscriptions Backport, "Notifications"). */
export interface Notification {
	/** `handshake`, `heartbeat`, `event-notification`, `query-status`, `query-event`. */
	readonly type: string;
	/** Status of the subscription. */
	readonly status: string | undefined;
	readonly topic: string | undefined;
	/** The number of all events of the subscription so far. */
	readonly eventsSinceStart: number | undefined;
	/** The server's words on what went wrong. */
	readonly error: string | undefined;
	/** Its events, each with the resources of the Bundle. An event of an empty notification names no resource. */
	readonly changes: readonly Change[];
}

/** The SubscriptionStatus of R5 and R4B, or the Parameters of the R4 Backport with the same names. */
type Status = Readonly<Record<string, unknown>>;

/** Reads a notification; undefined for a Bundle that is none. */
export function readNotification(bundle: Bundle): Notification | undefined {
	const entries = entriesOf(bundle);
	const [first] = entries;
	const status = first?.resource && statusOf(first.resource);
	if (!status) return undefined;
	const rest = entries.slice(1);
	const resources = new Map<string, Resource>();
	const deletions = new Map<string, Change>();
	for (const entry of rest) {
		if (isResource(entry.resource)) {
			for (const key of keysOf(entry.resource, entry.fullUrl)) resources.set(key, entry.resource);
		} else {
			const deletion = entry.request?.method === 'DELETE' ? deletionOf(entry) : undefined;
			if (deletion) deletions.set(`${String(deletion.resourceType)}/${String(deletion.id)}`, deletion);
		}
	}
	const topic = textMember(status, 'topic');
	const events = listMember(status, 'notificationEvent').filter(isObject);
	return {
		type: textMember(status, 'type') ?? 'event-notification',
		status: textMember(status, 'status'),
		topic,
		eventsSinceStart: numberOf(member(status, 'eventsSinceSubscriptionStart')),
		error: textMember(listMember(status, 'error')[0], 'text'),
		changes: events.map((event) => changeOfEvent(event, topic, resources, deletions)),
	};
}

function changeOfEvent(
	event: Status,
	topic: string | undefined,
	resources: ReadonlyMap<string, Resource>,
	deletions: ReadonlyMap<string, Change>,
): Change {
	const focus = referenceOf(event.focus);
	const address = focus === undefined ? undefined : parseResourceUrl(focus);
	const key = address && `${address.type}/${address.id}`;
	const found = (reference: string) => resources.get(reference) ?? resources.get(shortReference(reference));
	const context = listMember(event, 'additionalContext').flatMap((one) => {
		const reference = referenceOf(one);
		return (reference !== undefined && found(reference)) || [];
	});
	const resource = focus === undefined ? undefined : found(focus);
	const named: Change = resource
		? changeOf(resource)
		: {
				resourceType: address?.type,
				id: address?.id,
				versionId: address?.versionId,
				...(key !== undefined && deletions.get(key)),
			};
	const number = numberOf(event.eventNumber);
	const timestamp = textMember(event, 'timestamp');
	return { ...named, event: { topic, number, timestamp, ...(context.length > 0 && { context }) } };
}

function shortReference(reference: string): string {
	const address = parseResourceUrl(reference);
	return address ? `${address.type}/${address.id}` : reference;
}

function keysOf({ resourceType, id }: Resource, fullUrl: string | undefined): string[] {
	return [...(fullUrl === undefined ? [] : [fullUrl]), ...(id === undefined ? [] : [`${resourceType}/${id}`])];
}

function statusOf(resource: Resource): Status | undefined {
	if (resource.resourceType === 'SubscriptionStatus') return resource;
	if (resource.resourceType !== 'Parameters') return undefined;
	const status = partsOf(listMember(resource, 'parameter'));
	return status.type === undefined && status.subscription === undefined ? undefined : status;
}

/** Parameters as an object: `event-number` and `eventNumber` are one name, and some names repeat. */
function partsOf(parameters: readonly unknown[]): Status {
	const parts = new Map<string, unknown>();
	const lists = new Map<string, unknown[]>();
	for (const parameter of parameters.filter(isObject)) {
		const name = camelCase(textMember(parameter, 'name') ?? '');
		const list = listMember(parameter, 'part');
		const value = list.length > 0 ? partsOf(list) : valueOf(parameter);
		if (name === 'notificationEvent' || name === 'additionalContext' || name === 'error')
			lists.set(name, [...(lists.get(name) ?? []), value]);
		else parts.set(name, value);
	}
	return Object.fromEntries([...parts, ...lists]);
}

function valueOf(parameter: Record<string, unknown>): unknown {
	const [name] = Object.keys(parameter).filter((key) => key.startsWith('value'));
	return name === undefined ? undefined : parameter[name];
}

function camelCase(name: string): string {
	return name.replace(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

function referenceOf(value: unknown): string | undefined {
	return typeof value === 'string' ? value : textMember(value, 'reference');
}

/** R4 sends these numbers as text, and R5 sends 64-bit integers as text (R5 §2.1.28). */
function numberOf(value: unknown): number | undefined {
	const number = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;
	return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
