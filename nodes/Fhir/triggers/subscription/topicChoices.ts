import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import { connect } from '../../connection/connection';
import { formSource } from '../../connection/sources';
import { nodeError } from '../../items/errors';
import { offeredTopics, topicFilters } from '../../rest/subscription/topics';
import { enteredText } from '../../support/locatorValue';
import { withOwnOptions } from './parameters';

/**
 * The list of *Topic*: the topics that the server offers. `filter` is a part of a title or URL, in any case of letters.
 * Rejects with the error that n8n shows where the server cannot be asked.
 */
export async function subscriptionTopics(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	try {
		const { client } = await connect(withOwnOptions(formSource(this)));
		const topics = await offeredTopics(client);
		return {
			results: topics
				.filter(({ title, url }) => `${title}\n${url}`.toLowerCase().includes(wanted))
				.sort((a, b) => a.title.localeCompare(b.title))
				.map(({ title, url }) => ({ name: title, value: url, url })),
		};
	} catch (error) {
		throw nodeError(this.getNode(), error, undefined);
	}
}

/**
 * The list of *Filters → Parameter*: what the chosen topic can be filtered by. Empty where that cannot be found out: the name
 * can be typed. Never rejects.
 */
export async function topicFilterChoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const source = withOwnOptions(formSource(this));
	const topic = enteredText(source.parameter('topic'));
	if (topic === '') return [];
	try {
		const { client } = await connect(source);
		return (await topicFilters(client, topic)).map(({ parameter, meaning }) => ({
			name: parameter,
			value: parameter,
			description: meaning,
		}));
	} catch {
		return [];
	}
}
