import { type ILoadOptionsFunctions, type INodeListSearchResult, NodeOperationError } from 'n8n-workflow';
import { connect } from '../connection/connection';
import { type ConnectionSource, formSource } from '../connection/sources';
import { offeredTopics } from '../rest/subscription/topics';
import { asError } from '../support/errors';
import { Failure } from '../transport/errors/failure';

/**
 * The list of *Topic*: the topics that the server offers. `filter` is a part of a title or URL, in any case of letters.
 * Rejects with the error that n8n shows where the server cannot be asked, or offers none.
 */
export async function subscriptionTopics(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	try {
		const { client } = await connect(settingsSource(formSource(this)));
		const topics = await offeredTopics(client);
		return {
			results: topics
				.filter(({ title, url }) => `${title}\n${url}`.toLowerCase().includes(wanted))
				.sort((a, b) => a.title.localeCompare(b.title))
				.map(({ title, url }) => ({ name: title, value: url, url })),
		};
	} catch (error) {
		const description = error instanceof Failure ? error.advice : undefined;
		throw new NodeOperationError(this.getNode(), asError(error), { description });
	}
}

/** The trigger's *Options* have another name than those of the FHIR node. */
function settingsSource(source: ConnectionSource): ConnectionSource {
	return { ...source, parameter: (name) => source.parameter(name === 'options' ? 'settings' : name) };
}
