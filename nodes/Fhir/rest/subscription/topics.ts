import { listMember, textMember } from '../../support/jsonMembers';
import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { capabilityStatement, resourceEntries } from '../conformance/capabilities';
import { isR5OrLater } from '../conformance/offers';
import { isResource } from '../model/resource';
import { searchRequest } from '../search/searchRequest';

/** A topic that a server offers. */
export interface Topic {
	/** Its canonical URL. */
	readonly url: string;
	readonly title: string;
}

const canonicalExtension =
	'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/capabilitystatement-subscriptiontopic-canonical';

/**
 * The topics that a server offers: its SubscriptionTopics (R4B, R5), and those that its CapabilityStatement names (R4 by the
 * Backport guide). Throws what `FhirClient.send` throws where neither can be read.
 */
export async function offeredTopics(client: FhirClient): Promise<Topic[]> {
	const statement = await capabilityStatement(client);
	const named = resourceEntries(statement, 'Subscription')
		.flatMap((resource) => listMember(resource, 'extension'))
		.filter((one) => textMember(one, 'url') === canonicalExtension)
		.flatMap((one) => textMember(one, 'valueCanonical') ?? textMember(one, 'valueUri') ?? []);
	const topics = new Map(named.map((url) => [url, { url, title: url }]));
	for (const topic of await listedTopics(client)) topics.set(topic.url, topic);
	return [...topics.values()];
}

/** A parameter by which the events of a topic can be filtered. */
export interface TopicFilter {
	readonly parameter: string;
	/** What it is, in the words of the topic; may be empty. */
	readonly meaning: string;
}

/**
 * The filter parameters of a topic (R5 SubscriptionTopic.canFilterBy); none where the server does not have the topic as a
 * resource. Throws what `FhirClient.send` throws.
 */
export async function topicFilters(client: FhirClient, topic: string): Promise<TopicFilter[]> {
	const [url = ''] = topic.split('|');
	const filters = new Map<string, TopicFilter>();
	const request = searchRequest({ path: 'SubscriptionTopic', query: [['url', url]] });
	for await (const { matches } of client.search(request, { limit: 10 })) {
		for (const one of matches.flatMap(({ resource }) => listMember(resource, 'canFilterBy'))) {
			const parameter = textMember(one, 'filterParameter');
			if (parameter === undefined || filters.has(parameter)) continue;
			filters.set(parameter, { parameter, meaning: textMember(one, 'description') ?? '' });
		}
	}
	return [...filters.values()];
}

async function listedTopics(client: FhirClient): Promise<Topic[]> {
	const query = [['_count', '200']] as const;
	const topics: Topic[] = [];
	try {
		for await (const { matches } of client.search(searchRequest({ path: 'SubscriptionTopic', query }), {
			limit: 1_000,
		})) {
			for (const { resource } of matches) {
				const url = isResource(resource) ? textMember(resource, 'url') : undefined;
				if (url !== undefined) topics.push({ url, title: textMember(resource, 'title') ?? url });
			}
		}
	} catch (error) {
		if (!(error instanceof Failure) || error.kind !== 'http') throw asError(error);
	}
	return topics;
}

/** Which kind of topic subscription a server has: R5's own, or that of the Backport guide. */
export async function topicRelease(client: FhirClient, signal?: AbortSignal): Promise<'r4' | 'r5'> {
	return isR5OrLater(await capabilityStatement(client, signal)) ? 'r5' : 'r4';
}
