import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';
import { testNode } from '../../../nodes/Fhir/connection/credentialConnection';
import { subscriptionTopics } from '../../../nodes/Fhir/triggers/subscription/topicChoices';
import { startSubscriptionServer, type SubscriptionServer, topicUrl } from '../../servers/subscriptionServer';

let server: SubscriptionServer;
beforeEach(async () => (server = await startSubscriptionServer({ kind: 'r4' })));
afterEach(async () => await server.close());

/** The open form of the trigger. */
function openForm(parameters: IDataObject = {}): ILoadOptionsFunctions {
	const quiet = () => undefined;
	const header = [{ name: 'X-Ward', value: '7' }];
	const form: IDataObject = {
		authentication: 'none',
		baseUrl: server.baseUrl,
		settings: { retries: 0, headers: { header } },
		...parameters,
	};
	return {
		getNode: () => testNode,
		logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
		getCurrentNodeParameter: (name: string) => form[name],
		helpers: {},
	} as unknown as ILoadOptionsFunctions;
}

describe('The list of topics in the form', () => {
	test('has the topics of the server that the filter leaves, asked for with the options of the trigger', async () => {
		const { results } = await subscriptionTopics.call(openForm());
		expect(results).toEqual([{ name: topicUrl, value: topicUrl, url: topicUrl }]);
		expect(server.requests.every(({ headers }) => headers['x-ward'] === '7')).toBe(true);
		expect(await subscriptionTopics.call(openForm(), topicUrl.toUpperCase())).toEqual({ results });
		expect(await subscriptionTopics.call(openForm(), 'nothing')).toEqual({ results: [] });
	});

	test('rejects with what to do where the server cannot be asked', async () => {
		await expect(subscriptionTopics.call(openForm({ baseUrl: 'nowhere' }))).rejects.toMatchObject({
			name: 'NodeOperationError',
			description: expect.stringMatching(/\w/) as string,
		});
	});
});
