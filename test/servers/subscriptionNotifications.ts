/** A resource as this server keeps it. */
export interface Kept {
	resourceType: string;
	id: string;
	meta: { versionId: string; lastUpdated: string; tag?: unknown };
	[name: string]: unknown;
}

/** An event of a topic. */
export interface TopicEvent {
	number: number;
	timestamp: string;
	focus: Kept;
}

/** The topic that the server has. */
export const topicUrl = 'http://example.org/SubscriptionTopic/new-result';

/** What is read of a Subscription, in both of its forms. */
interface Shape {
	endpoint?: string;
	content?: string;
	parameter?: Array<{ name: string; value: string }>;
	channel?: {
		endpoint?: string;
		payload?: string;
		header?: string[];
		_payload?: { extension?: Array<{ valueCode?: string }> };
	};
}

/** Where a Subscription delivers to. */
export function endpointOf(subscription: object): string {
	const { endpoint, channel } = subscription as Shape;
	return endpoint ?? channel?.endpoint ?? '';
}

/** What its notifications hold. */
export function contentOf(subscription: object | undefined): string {
	const { content, channel } = (subscription ?? {}) as Shape;
	return content ?? channel?._payload?.extension?.[0]?.valueCode ?? 'empty';
}

/** Does an R4 Subscription want the resource? */
export function hasPayload(subscription: object): boolean {
	return (subscription as Shape).channel?.payload !== undefined;
}

/** The headers that it wants its deliveries to have. */
export function headersOf(subscription: object): Array<[string, string]> {
	const { channel, parameter = [] } = subscription as Shape;
	const lines = channel?.header ?? [];
	return [
		...lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
		...parameter.map(({ name, value }): [string, string] => [name, value]),
	];
}

/** The SubscriptionStatus of R5. */
export function r5Status(id: string, type: string, events: TopicEvent[], latest: number, content: string): object {
	return {
		resourceType: 'SubscriptionStatus',
		status: 'active',
		type,
		eventsSinceSubscriptionStart: String(latest),
		subscription: { reference: `Subscription/${id}` },
		topic: topicUrl,
		notificationEvent: events.map(({ number, timestamp, focus }) => ({
			eventNumber: String(number),
			timestamp,
			...(content !== 'empty' && { focus: { reference: `${focus.resourceType}/${focus.id}` } }),
		})),
	};
}

/** The Parameters of the R4 Backport. */
export function r4Status(id: string, type: string, events: TopicEvent[], latest: number, content: string): object {
	const part = (name: string, value: object) => ({ name, ...value });
	return {
		resourceType: 'Parameters',
		parameter: [
			part('subscription', { valueReference: { reference: `Subscription/${id}` } }),
			part('topic', { valueCanonical: topicUrl }),
			part('status', { valueCode: 'active' }),
			part('type', { valueCode: type }),
			part('events-since-subscription-start', { valueString: String(latest) }),
			...events.map(({ number, timestamp, focus }) =>
				part('notification-event', {
					part: [
						part('event-number', { valueString: String(number) }),
						part('timestamp', { valueInstant: timestamp }),
						...(content === 'empty'
							? []
							: [part('focus', { valueReference: { reference: `${focus.resourceType}/${focus.id}` } })]),
					],
				}),
			),
		],
	};
}

/** What the server says of itself: its release and, for the Backport, its topic. */
export function capabilities(kind: 'criteria' | 'r4' | 'r5'): object {
	const canonical =
		'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/capabilitystatement-subscriptiontopic-canonical';
	const extension = kind === 'r4' ? [{ url: canonical, valueCanonical: topicUrl }] : [];
	return {
		resourceType: 'CapabilityStatement',
		fhirVersion: kind === 'r5' ? '5.0.0' : '4.0.1',
		rest: [{ mode: 'server', resource: [{ type: 'Subscription', extension }] }],
	};
}
