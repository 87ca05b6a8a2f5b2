import { withoutUndefined } from '../../support/jsonMembers';
import type { Json, Resource } from '../model/resource';
import { encodeQuery } from '../request/query';
import {
	type CriteriaWatch,
	extension,
	secretHeader,
	type SubscriptionDefinition,
	type TopicFilter,
	type TopicWatch,
} from './definition';
import { ownTags } from './ownership';

const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';
const sendDeletions = 'http://hapifhir.io/fhir/StructureDefinition/subscription-send-delete-messages';
const contentType = 'application/fhir+json';

/** The Subscription resource that asks a server for this: R4 §2.46, the Subscriptions Backport guide, or R5 §3.2. */
export function subscriptionResource(definition: SubscriptionDefinition): Resource {
	const { watch, end, reason } = definition;
	const common = { resourceType: 'Subscription', meta: { tag: ownTags(definition) }, status: 'requested', reason };
	const own = watch.kind === 'criteria' ? r4(definition, watch) : topic(definition, watch);
	return withoutUndefined({ ...common, end, ...own }) as Resource;
}

function topic(definition: SubscriptionDefinition, watch: TopicWatch) {
	return watch.release === 'r5' ? r5(definition, watch) : backported(definition, watch);
}

/** The criteria of an R4 subscription: `Observation?code=…`. HAPI refuses criteria without a question mark. */
function criteriaText({ resourceType, query }: Pick<CriteriaWatch, 'resourceType' | 'query'>): string {
	return `${resourceType}?${encodeQuery(query)}`;
}

function r4({ endpoint, secret }: SubscriptionDefinition, watch: CriteriaWatch) {
	return {
		criteria: criteriaText(watch),
		channel: withoutUndefined({
			extension: watch.deletions ? [extension(sendDeletions, 'valueBoolean', true)] : undefined,
			type: 'rest-hook',
			endpoint,
			payload: watch.payload === 'empty' ? undefined : contentType,
			header: [headerLine(secret)],
		}),
	};
}

function headerLine(secret: string): string {
	const { name, value } = secretHeader(secret);
	return `${name}: ${value}`;
}

function backported({ endpoint, secret }: SubscriptionDefinition, watch: TopicWatch) {
	const { heartbeatPeriod, maxCount } = watch;
	const filters = watch.filters.map((filter) =>
		extension(`${backport}/backport-filter-criteria`, 'valueString', filterText(filter)),
	);
	const extensions: Json[] = [
		...(heartbeatPeriod === undefined
			? []
			: [extension(`${backport}/backport-heartbeat-period`, 'valueUnsignedInt', heartbeatPeriod)]),
		...(maxCount === undefined ? [] : [extension(`${backport}/backport-max-count`, 'valuePositiveInt', maxCount)]),
	];
	return {
		criteria: watch.topic,
		...(filters.length > 0 && { _criteria: { extension: filters } }),
		channel: {
			...(extensions.length > 0 && { extension: extensions }),
			type: 'rest-hook',
			endpoint,
			payload: contentType,
			_payload: { extension: [extension(`${backport}/backport-payload-content`, 'valueCode', watch.payload)] },
			header: [headerLine(secret)],
		},
	};
}

/** A filter as the Backport guide writes it: a search, `Observation?code:in=…`. */
function filterText({ resourceType, parameter, modifier, comparator, value }: TopicFilter): string {
	const name = modifier === undefined ? parameter : `${parameter}:${modifier}`;
	const prefix = comparator === undefined || comparator === 'eq' ? '' : comparator;
	const query = encodeQuery([[name, prefix + value]]);
	return resourceType === undefined ? query : `${resourceType}?${query}`;
}

function r5({ endpoint, secret }: SubscriptionDefinition, watch: TopicWatch) {
	const filters = watch.filters.map(({ resourceType, parameter, comparator, modifier, value }) =>
		withoutUndefined({ resourceType, filterParameter: parameter, comparator, modifier, value }),
	);
	return withoutUndefined({
		topic: watch.topic,
		filterBy: filters.length > 0 ? filters : undefined,
		channelType: { system: 'http://terminology.hl7.org/CodeSystem/subscription-channel-type', code: 'rest-hook' },
		endpoint,
		parameter: [secretHeader(secret)],
		heartbeatPeriod: watch.heartbeatPeriod,
		contentType,
		content: watch.payload,
		maxCount: watch.maxCount,
	});
}
