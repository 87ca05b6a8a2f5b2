import type { Credential } from '../demo/credentials';
import type { LoadServers } from './servers';

export const workflowId = 'fhirLoad';
export const webhookPath = 'load';

const oAuth = { id: 'fhirLoadOAuth', name: 'Load: OAuth2' };
const bundle = { id: 'fhirLoadCa', name: 'Load: internal CA' };

/** The credentials of the workflow. */
export function loadCredentials({ ca, baseUrl, tokenUrl, client }: LoadServers): Credential[] {
	const login = { baseUrl, tokenUrl, ...client, clientAuthentication: 'secretHeader', scope: 'system/*.cruds' };
	return [
		{ ...oAuth, type: 'fhirOAuth2Api', data: login },
		{ ...bundle, type: 'fhirCaBundleApi', data: { caBundle: ca, alsoTrustPublicCas: false } },
	];
}

const patient = { __rl: true, mode: 'list', value: 'Patient' };
const number = '{{ $("Webhook").item.json.query.n }}';
const id = `=load-${number}`;
const body = `={{ { resourceType: "Patient", id: "load-" + $("Webhook").item.json.query.n, active: true, birthDate: "1974-12-25", identifier: [{ system: "urn:load", value: $("Webhook").item.json.query.n }] } }}`;
const change = '[{ "op": "replace", "path": "/birthDate", "value": "1974-12-26" }]';
const forget = { findBy: 'queryString', queryString: `=identifier=urn:load|${number}` };

/** The steps, by name: what a workflow does with one patient. Each goes on whatever became of the one before. */
const steps: Record<string, object> = {
	Put: { operation: 'upsert', findBy: 'id', resourceId: id, body },
	Read: { operation: 'get', resourceId: id },
	Patch: {
		operation: 'patch',
		findBy: 'id',
		resourceId: id,
		patchFormat: 'jsonPatch',
		patchInput: 'json',
		jsonPatch: change,
	},
	Search: { operation: 'getAll', returnAll: true, options: { count: 10 } },
	Delete: { operation: 'delete', ...forget },
};

export const stepNames = Object.keys(steps);

const retry = { retries: 4, retryBudget: 8_000, timeout: 10_000 };

/** Webhook → the steps → an item with each step's error. */
export function loadWorkflow(): object {
	const node = (name: string, type: string, typeVersion: number, parameters: object, more: object = {}) => ({
		id: name,
		name,
		type,
		typeVersion,
		position: [0, 0],
		parameters,
		...more,
	});
	const fhir = Object.entries(steps).map(([name, parameters]) => {
		const { options } = parameters as { options?: object };
		const all = {
			resource: 'resource',
			authentication: 'oAuth2',
			tlsValidation: 'custom',
			resourceType: patient,
			...parameters,
			options: { ...retry, ...options },
		};
		return node(name, 'n8n-nodes-fhir.fhir', 1, all, {
			credentials: { fhirOAuth2Api: oAuth, fhirCaBundleApi: bundle },
			onError: 'continueRegularOutput',
			alwaysOutputData: true,
			// The search gives many items: one of them is enough for the next step.
			executeOnce: true,
		});
	});
	const errors = stepNames.map((name) => `"${name}": $("${name}").first().json.error ?? ""`).join(', ');
	const nodes = [
		node(
			'Webhook',
			'n8n-nodes-base.webhook',
			2,
			{ path: webhookPath, responseMode: 'lastNode' },
			{ webhookId: 'load' },
		),
		...fhir,
		node(
			'Errors',
			'n8n-nodes-base.set',
			3.4,
			{ mode: 'raw', jsonOutput: `={{ { ${errors} } }}` },
			{ executeOnce: true },
		),
	];
	const connections = Object.fromEntries(
		nodes.slice(1).map(({ name }, index) => [nodes[index]?.name, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
	);
	return { id: workflowId, name: 'Load', nodes, connections, settings: {}, active: false };
}
