import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { connect } from '../../connection/connection';
import { formSource } from '../../connection/sources';
import { nodeError } from '../../items/errors';
import { offeredTopics } from '../../rest/subscription/topics';
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
