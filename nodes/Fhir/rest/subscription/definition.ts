import { fingerprint } from '../../support/fingerprint';
import type { Json } from '../model/resource';
import type { Query } from '../request/request';

/** How much of a resource a notification holds (Subscriptions Backport, "Payload Types"; R5 `Subscription.content`). */
export type PayloadContent = 'empty' | 'id-only' | 'full-resource';

/** A filter of a topic (R5 `Subscription.filterBy`; Backport `backport-filter-criteria`). */
export interface TopicFilter {
	/** The type that the filter is for; undefined where the topic has one type only. */
	readonly resourceType?: string;
	readonly parameter: string;
	/** `eq`, `gt` … (R5 `comparator`). */
	readonly comparator?: string;
	/** `exact`, `not` … (R5 `modifier`). */
	readonly modifier?: string;
	readonly value: string;
}

/** R4's own subscriptions: a search, whose matches are delivered (R4 §2.46). */
export interface CriteriaWatch {
	readonly kind: 'criteria';
	readonly resourceType: string;
	readonly query: Query;
	readonly payload: 'empty' | 'full-resource';
	/** Ask for deletions too: an extension of HAPI. */
	readonly deletions: boolean;
}

/** Subscriptions to a topic: in R5, or in R4 and R4B by the Subscriptions Backport guide. */
export interface TopicWatch {
	readonly kind: 'topic';
	readonly release: 'r4' | 'r5';
	/** Its canonical URL. */
	readonly topic: string;
	readonly filters: readonly TopicFilter[];
	readonly payload: PayloadContent;
	/** Seconds between heartbeats. */
	readonly heartbeatPeriod?: number;
	/** Events in one notification, at most. */
	readonly maxCount?: number;
}

/** What a subscription is about. */
export type Watch = CriteriaWatch | TopicWatch;

/** A subscription to be created. */
export interface SubscriptionDefinition {
	readonly watch: Watch;
	/** The URL that the server delivers to. */
	readonly endpoint: string;
	/** Sent by the server with each delivery. */
	readonly secret: string;
	/** When the server may forget the subscription by itself, as an instant. */
	readonly end?: string;
	/** Why it exists, for those who look at the server's list. */
	readonly reason: string;
}

/** Equal for subscriptions that would be the same but for their secret. */
export function definitionKey(watch: Watch, endpoint: string): string {
	return fingerprint([watch, endpoint]);
}

/** Equal where the same changes are watched, however they are delivered: what was seen stays seen. */
export function watchKey(watch: Watch, baseUrl: string): string {
	if (watch.kind === 'criteria') return fingerprint([baseUrl, watch.resourceType, watch.query]);
	return fingerprint([baseUrl, watch.release, watch.topic, watch.filters]);
}

/** The lines of `channel.header` or `parameter` that carry the secret. */
export function secretHeader(secret: string): { name: string; value: string } {
	return { name: 'Authorization', value: `Bearer ${secret}` };
}

/** An extension with one value. */
export function extension(url: string, name: string, value: Json): Json {
	return { url, [name]: value };
}
