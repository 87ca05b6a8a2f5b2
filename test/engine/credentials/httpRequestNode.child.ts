/* eslint-disable @typescript-eslint/no-explicit-any -- n8n's own modules come from another installation, without types */
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ICredentialType } from 'n8n-workflow';
import { FhirAwsApi } from '../../../credentials/FhirAwsApi.credentials';
import { FhirBasicAuthApi } from '../../../credentials/FhirBasicAuthApi.credentials';
import { FhirHeaderAuthApi } from '../../../credentials/FhirHeaderAuthApi.credentials';
import { FhirNoLoginApi } from '../../../credentials/FhirNoLoginApi.credentials';
import { FhirOAuth2Api } from '../../../credentials/FhirOAuth2Api.credentials';

/** The message of the parent: one read by n8n's HTTP Request node. */
export interface HttpRequestRun {
	/** The folder that n8n is installed in. */
	home: string;
	url: string;
	type: 'fhirAwsApi' | 'fhirBasicAuthApi' | 'fhirHeaderAuthApi' | 'fhirNoLoginApi' | 'fhirOAuth2Api';
	/** Further parameters of the node. */
	parameters?: Record<string, unknown>;
	/** The data of the credential that n8n has stored. */
	stored: Record<string, unknown>;
}

/** The result, and the data of the credential that is stored afterwards. */
export interface HttpRequestResult {
	output?: unknown[];
	error?: string;
	stored: Record<string, unknown>;
}

/** A node type of this name may use any credential in the engine. */
const nodeType = 'n8n-nodes-base.httpRequest';

const types: Record<string, ICredentialType> = {
	fhirAwsApi: new FhirAwsApi(),
	fhirBasicAuthApi: new FhirBasicAuthApi(),
	fhirHeaderAuthApi: new FhirHeaderAuthApi(),
	fhirNoLoginApi: new FhirNoLoginApi(),
	fhirOAuth2Api: new FhirOAuth2Api(),
};

async function run({ home, url, type, stored, parameters: further }: HttpRequestRun): Promise<HttpRequestResult> {
	const load = createRequire(join(home, 'node_modules', 'n8n', 'package.json')) as (name: string) => any;
	load('reflect-metadata');
	const { ExecutionLifecycleHooks, WorkflowExecute } = load('n8n-core');
	const { createRunExecutionData, Workflow } = load('n8n-workflow');
	const { CredentialsHelper } = load('./dist/credentials-helper.js');
	const { HttpRequest } = load('n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js');

	// n8n's own helper; only the storage of credentials is replaced.
	const helper = new CredentialsHelper({ getByName: (name: string) => types[name], getParentTypes: () => [] });
	helper.getDecrypted = async () => structuredClone(stored);
	helper.getCredentials = async () => ({ getData: async () => stored });
	helper.updateCredentials = async (_node: unknown, _type: string, data: Record<string, unknown>) => {
		stored = data;
	};
	helper.isCredentialUsableByNode = () => true;

	const start = {
		description: {
			name: 'start',
			displayName: 'Start',
			group: ['trigger'],
			version: 1,
			inputs: [],
			outputs: ['main'],
			properties: [],
		},
		async execute(this: any) {
			return [this.getInputData()];
		},
	};
	const nodeTypes: Record<string, any> = { start, [nodeType]: new HttpRequest().nodeVersions[4.2] };
	const getByNameAndVersion = (name: string) => nodeTypes[name];
	// By default the node treats `application/fhir+json` as text.
	const options = { response: { response: { responseFormat: 'json' } } };
	const parameters = { url, authentication: 'predefinedCredentialType', nodeCredentialType: type, options, ...further };
	const nodes = [
		{ id: '1', name: 'Start', type: 'start', typeVersion: 1, position: [0, 0], parameters: {} },
		{
			id: '2',
			name: 'HTTP Request',
			type: nodeType,
			typeVersion: 4.2,
			position: [0, 0],
			parameters,
			credentials: { [type]: { id: '1', name: 'FHIR' } },
		},
	];
	const connections = { Start: { main: [[{ node: 'HTTP Request', type: 'main', index: 0 }]] } };
	const settings = { id: 'w', name: 'w', nodes, connections, active: false, settings: {} };
	const workflow = new Workflow({
		...settings,
		nodeTypes: { getByName: getByNameAndVersion, getByNameAndVersion, getKnownTypes: () => ({}) },
	});
	const additional = {
		hooks: new ExecutionLifecycleHooks('manual', '1', settings),
		credentialsHelper: helper,
		executionId: '1',
		webhookWaitingBaseUrl: 'http://n8n.test/webhook-waiting',
		formWaitingBaseUrl: 'http://n8n.test/form-waiting',
		variables: {},
		setExecutionStatus: () => undefined,
		sendDataToUI: () => undefined,
		logAiEvent: () => undefined,
	};
	const nodeExecutionStack = [{ node: workflow.getNode('Start'), data: { main: [[{ json: {} }]] }, source: null }];
	const data = createRunExecutionData({ executionData: { nodeExecutionStack } });
	const { resultData } = (await new WorkflowExecute(additional, 'manual', data).processRunExecutionData(workflow)).data;
	const items: Array<{ json: unknown }> | undefined = resultData.runData['HTTP Request']?.[0]?.data?.main?.[0];
	return { output: items?.map(({ json }) => json), error: resultData.error?.message, stored };
}

process.on('message', (message: HttpRequestRun) => {
	run(message).then(
		(result) => process.send?.(result),
		(error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error), stored: {} }),
	);
});
process.on('disconnect', () => process.exit());
