import 'reflect-metadata';
import { HookContext, LoadOptionsContext, PollContext, WebhookContext } from 'n8n-core';
import {
	type IDataObject,
	type INode,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import { Fhir } from '../../nodes/Fhir/Fhir.node';
import { connect } from '../../nodes/Fhir/connection/connection';
import { type ConnectionSource, formSource, nodeSource } from '../../nodes/Fhir/connection/sources';

const saved = { authentication: 'basic', tlsValidation: 'default', options: { timeout: 1 } };
const credential = { baseUrl: 'https://fhir.example.org/r4', user: 'u', password: 'p' };

/** A node with these parameters in each of n8n's own contexts that are not executions of items. */
function sources(parameters: IDataObject, credentials: INode['credentials']): Array<[string, () => ConnectionSource]> {
	const node = {
		id: '1',
		name: 'FHIR',
		type: 'fhir',
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials,
	} as INode;
	const fhir = new Fhir();
	const nodeTypes = { getByNameAndVersion: () => fhir, getByName: () => fhir, getKnownTypes: () => ({}) };
	const workflow = new Workflow({
		id: 'w',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypes,
	});
	const additional = {
		currentNodeParameters: node.parameters,
		credentialsHelper: { isCredentialUsableByNode: () => true, getDecrypted: async () => ({ ...credential }) },
	} as unknown as IWorkflowExecuteAdditionalData;
	const webhook = { webhookDescription: { name: 'default' } } as unknown as IWebhookData;
	return [
		['poll', () => nodeSource(new PollContext(workflow, node, additional, 'trigger', 'activate'))],
		['hook', () => nodeSource(new HookContext(workflow, node, additional, 'trigger', 'activate', webhook))],
		['webhook', () => nodeSource(new WebhookContext(workflow, node, additional, 'webhook', webhook, [], null))],
		['load options', () => formSource(new LoadOptionsContext(workflow, node, additional, ''))],
	];
}

describe.each(sources(saved, { fhirBasicAuthApi: { id: '1', name: 'Hospital' } }))(
	"n8n's %s context as the source of a connection",
	(_context, source) => {
		test('gives the node, its fields, and undefined for a field that is not shown', () => {
			const { node, parameter } = source();
			expect(node.name).toBe('FHIR');
			expect(parameter('authentication')).toBe('basic');
			expect(parameter('options')).toEqual({ timeout: 1 });
			expect(parameter('baseUrl')).toBeUndefined();
		});

		test('gives the data of the chosen credential', async () => {
			expect(await source().credential('fhirBasicAuthApi')).toEqual(credential);
		});

		test('gives the egress filter of n8n', () => {
			expect(source().egress?.validateUrl).toBeInstanceOf(Function);
		});

		test('is enough to make a connection', async () => {
			const { client } = await connect(source());
			expect(client.baseUrl.href).toMatch(credential.baseUrl);
		});
	},
);

test.each(sources(saved, undefined))('in the %s context a missing credential is an error of n8n', async (_, source) => {
	await expect(source().credential('fhirBasicAuthApi')).rejects.toThrow('does not have any credentials set');
});

test.each(
	sources({ ...saved, authentication: 'none', baseUrl: '={{ "https://fhir.example.org" + "/r4" }}' }, undefined).slice(
		0,
		3,
	),
)('in the %s context an expression without an item is worked out', (_, source) => {
	expect(source().parameter('baseUrl')).toBe('https://fhir.example.org/r4');
});
