import type { Workflow, WorkflowNode } from '../demo/workflows';

/** The address of the webhook that starts `load`. */
export const LOAD_PATH = 'queue-load';

/** The step that starts `files`. */
export const FILES_START = 'Start';

/** Identifiers of what the workflow `load` creates. */
export const LOAD_SYSTEM = 'urn:queue:load';

const bundle = { fhirCaBundleApi: { id: 'fhirExampleCa', name: 'FHIR: internal CA' } };
const oAuth = { fhirOAuth2Api: { id: 'fhirExampleOAuth', name: 'FHIR: OAuth2' }, ...bundle };
const basic = { fhirBasicAuthApi: { id: 'fhirExampleBasic', name: 'FHIR: user and password' }, ...bundle };
const resourceType = { __rl: true, mode: 'list', value: 'Basic' };
const byBasic = { authentication: 'basic', tlsValidation: 'custom' };

type Extra = Partial<WorkflowNode> & { webhookId?: string };

function node(name: string, type: string, parameters: Record<string, unknown>, extra: Extra = {}) {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters, ...extra };
}

/** Steps one after another. */
function workflow(id: string, nodes: Array<ReturnType<typeof node>>): Workflow {
	const connections = Object.fromEntries(
		nodes.slice(1).map(({ name }, index) => [nodes[index]?.name, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
	);
	const settings = { executionOrder: 'v1' };
	return { id, name: id, nodes, connections, settings, active: false } as Workflow;
}

function fhir(name: string, parameters: Record<string, unknown>, credentials: WorkflowNode['credentials']) {
	return node(name, 'n8n-nodes-fhir.fhir', { options: {}, ...parameters }, { credentials });
}

const toOAuth = { authentication: 'oAuth2', tlsValidation: 'custom', resource: 'resource', resourceType };
const created = `={{ { resourceType: "Basic", code: { text: "load" }, identifier: [{ system: "${LOAD_SYSTEM}", value: $json.query.n }] } }}`;

/** Webhook → creates a resource → reads it: with the login by OAuth2. */
const load = workflow('queueLoad', [
	node('Webhook', 'n8n-nodes-base.webhook', { path: LOAD_PATH }, { typeVersion: 2, webhookId: LOAD_PATH }),
	fhir('Create', { ...toOAuth, operation: 'create', body: created }, oAuth),
	fhir('Read', { ...toOAuth, operation: 'get', resourceId: '={{ $json.id }}' }, oAuth),
]);

/** n8n allows each time of a poll once a minute: these make it every five seconds. */
const everyFiveSeconds = Array.from({ length: 12 }, (_, index) => ({
	mode: 'custom',
	cronExpression: `${index * 5} * * * * *`,
}));

const poll = workflow('queuePoll', [
	node(
		'FHIR Trigger',
		'n8n-nodes-fhir.fhirTrigger',
		{
			...byBasic,
			pollTimes: { item: everyFiveSeconds },
			watch: 'types',
			resourceTypes: ['Basic'],
			events: ['created', 'updated', 'deleted'],
			start: 'now',
			options: {},
		},
		{ credentials: basic },
	),
]);

const subscription = (id: string, settings: Record<string, unknown>) =>
	workflow(id, [
		node(
			'FHIR Subscription Trigger',
			'n8n-nodes-fhir.fhirSubscriptionTrigger',
			{
				...byBasic,
				kind: 'criteria',
				resourceType,
				searchBy: 'parameters',
				searchParameters: {},
				payload: 'full-resource',
				settings,
			},
			{ credentials: basic, webhookId: id },
		),
	]);

/** A large file from one server to another: through n8n's storage. */
function files(baseUrl: string): Workflow {
	const none = { authentication: 'none', baseUrl, resource: 'binary', binaryPropertyName: 'data' };
	return workflow('queueFiles', [
		node(FILES_START, 'n8n-nodes-base.manualTrigger', {}),
		fhir('Download', { ...none, operation: 'download', findBy: 'id', binaryId: 'large' }, undefined),
		fhir('Upload', { ...none, operation: 'upload' }, undefined),
	]);
}

/** The workflows of the run, beside the examples. `filesUrl` is the server of large files. */
export function queueWorkflows(filesUrl: string) {
	return {
		load,
		poll,
		subscription: subscription('queueSubscription', {}),
		catchingUp: subscription('queueCatchingUp', { catchUpInterval: 1 }),
		files: files(filesUrl),
	};
}
