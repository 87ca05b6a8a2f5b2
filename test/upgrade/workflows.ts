import type { Workflow, WorkflowNode } from '../demo/workflows';

/** The addresses of the webhooks that start `load`, `long` and `table`. */
export const PATHS = { load: 'upgrade-load', long: 'upgrade-long', table: 'upgrade-table' };

const bundle = { fhirCaBundleApi: { id: 'fhirExampleCa', name: 'FHIR: internal CA' } };
const oAuth = { fhirOAuth2Api: { id: 'fhirExampleOAuth', name: 'FHIR: OAuth2' }, ...bundle };
const basic = { fhirBasicAuthApi: { id: 'fhirExampleBasic', name: 'FHIR: user and password' }, ...bundle };
const type = (value: string) => ({ __rl: true, mode: 'list', value });

type Extra = Partial<WorkflowNode> & { webhookId?: string };
type Node = ReturnType<typeof node>;

function node(name: string, nodeType: string, parameters: Record<string, unknown>, extra: Extra = {}) {
	return { id: name, name, type: nodeType, typeVersion: 1, position: [0, 0], parameters, ...extra };
}

function webhook(path: string): Node {
	return node('Webhook', 'n8n-nodes-base.webhook', { path }, { typeVersion: 2, webhookId: path });
}

function fhir(name: string, parameters: Record<string, unknown>, login: 'basic' | 'oAuth2'): Node {
	const all = { authentication: login, tlsValidation: 'custom', resource: 'resource', options: {}, ...parameters };
	return node(name, 'n8n-nodes-fhir.fhir', all, { credentials: login === 'basic' ? basic : oAuth });
}

/** Steps one after another. */
function workflow(id: string, nodes: Node[]): Workflow {
	const connections = Object.fromEntries(
		nodes.slice(1).map(({ name }, index) => [nodes[index]?.name, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
	);
	const settings = { executionOrder: 'v1' };
	return { id, name: id, nodes, connections, settings, active: false } as Workflow;
}

const created = '={{ { resourceType: "Observation", status: "final", code: { text: "upgrade" } } }}';

/** What a workflow of the first release can do, under load: an execution for each call, and one every two seconds. */
export const oldWorkflows = {
	load: workflow('upgradeLoad', [
		webhook(PATHS.load),
		fhir('Create', { operation: 'create', resourceType: type('Observation'), body: created }, 'basic'),
		fhir('Read', { operation: 'get', resourceType: type('Observation'), resourceId: '={{ $json.id }}' }, 'basic'),
	]),
	schedule: workflow('upgradeSchedule', [
		node(
			'Schedule Trigger',
			'n8n-nodes-base.scheduleTrigger',
			{ rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } },
			{ typeVersion: 1.2 },
		),
		fhir('Search', { operation: 'getAll', resourceType: type('Patient'), limit: 5 }, 'basic'),
	]),
	/** One patient after another from a slow server, then once more: runs while the package is replaced. */
	long: workflow('upgradeLong', [
		webhook(PATHS.long),
		fhir('Search', { operation: 'getAll', resourceType: type('Patient'), limit: 15 }, 'basic'),
		fhir(
			'Read Slowly',
			{
				operation: 'get',
				resourceType: type('Patient'),
				resourceId: '={{ $json.id }}',
				options: { concurrency: 1 },
			},
			'oAuth2',
		),
		fhir('Read Again', { operation: 'get', resourceType: type('Patient'), resourceId: '={{ $json.id }}' }, 'basic'),
	]),
};

const pollTimes = {
	item: Array.from({ length: 12 }, (_, index) => ({ mode: 'custom', cronExpression: `${index * 5} * * * * *` })),
};

/** What the first release does not have: both triggers, and tables. */
export const newWorkflows = {
	table: workflow('upgradeTable', [
		webhook(PATHS.table),
		fhir('Search', { operation: 'getAll', resourceType: type('Patient'), limit: 5 }, 'basic'),
		fhir(
			'Table',
			{
				...{ resource: 'table', operation: 'fromItems', tableFrom: 'items', tableResource: '={{ $json }}' },
				...{ viewFrom: 'columns', tableColumns: { column: [{ name: 'id', path: 'getResourceKey()' }] } },
				...{ tableType: 'Patient', tableOutput: 'items' },
			},
			'basic',
		),
	]),
	poll: workflow('upgradePoll', [
		node(
			'FHIR Trigger',
			'n8n-nodes-fhir.fhirTrigger',
			{
				...{ authentication: 'basic', tlsValidation: 'custom', pollTimes, watch: 'types', resourceTypes: ['Basic'] },
				...{ events: ['created', 'updated', 'deleted'], start: 'now', options: {} },
			},
			{ credentials: basic },
		),
	]),
	subscription: workflow('upgradeSubscription', [
		node(
			'FHIR Subscription Trigger',
			'n8n-nodes-fhir.fhirSubscriptionTrigger',
			{
				...{ authentication: 'basic', tlsValidation: 'custom', kind: 'criteria', resourceType: type('Basic') },
				...{ searchBy: 'parameters', searchParameters: {}, payload: 'full-resource', settings: {} },
			},
			{ credentials: basic, webhookId: 'upgradeSubscription' },
		),
	]),
};
