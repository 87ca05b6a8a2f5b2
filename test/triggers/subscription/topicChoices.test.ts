import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';
import { testNode } from '../../../nodes/Fhir/connection/credentialConnection';
import { subscriptionTopics, topicFilterChoices } from '../../../nodes/Fhir/triggers/subscription/topicChoices';
import { closeAfterEach } from '../../helpers/closing';
import { startServer } from '../../servers/httpServer';
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

describe('The list of the parameters that a topic can be filtered by', () => {
	const topic = {
		resourceType: 'SubscriptionTopic',
		id: 't',
		url: topicUrl,
		canFilterBy: [
			{ resource: 'Encounter', filterParameter: 'patient', description: 'Whose encounter it is' },
			{ resource: 'Encounter', filterParameter: 'status' },
			{ resource: 'Appointment', filterParameter: 'patient', description: 'The same for appointments' },
		],
	};

	test.each([
		['chosen from the list', { __rl: true, mode: 'list', value: topicUrl }],
		['by a URL with a version', `${topicUrl}|1`],
	])('has those of the topic %s', async (_what, chosen) => {
		const bundle = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: topic }] };
		const fhir = closeAfterEach(
			await startServer((_request, response) => {
				response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(bundle));
			}),
		);
		const form = openForm({ baseUrl: `${fhir.url}/fhir`, topic: chosen });
		expect(await topicFilterChoices.call(form)).toEqual([
			{ name: 'patient', value: 'patient', description: 'Whose encounter it is' },
			{ name: 'status', value: 'status', description: '' },
		]);
		expect(fhir.requests.map(({ url }) => decodeURIComponent(url))).toEqual([
			`/fhir/SubscriptionTopic?url=${topicUrl}&_count=10`,
		]);
	});

	test.each([
		['no topic is chosen', { topic: '' }],
		['the topic is an expression that is not worked out', { topic: '={{ $json.topic }}' }],
		['the server cannot be asked', { topic: topicUrl, baseUrl: 'nowhere' }],
	])('is empty where %s', async (_what, parameters) => {
		expect(await topicFilterChoices.call(openForm(parameters))).toEqual([]);
	});
});
