import 'reflect-metadata';
import { HookContext, PollContext, WebhookContext } from 'n8n-core';
import {
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	type Logger,
	Workflow,
} from 'n8n-workflow';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { FhirSubscriptionTrigger } from '../../../nodes/Fhir/FhirSubscriptionTrigger.node';
import { type Credentials, credentialNames } from '../../engine/support/n8n';
import { freshModule } from '../../helpers/freshModule';

/** A workflow with the trigger, its webhooks behind a real HTTP server, and n8n's own contexts for each call. */
export interface Host {
	readonly url: string;
	/** The address that the server of a subscription gets. */
	readonly endpoint: string;
	/** The items of each execution that was started, in order. */
	readonly executions: INodeExecutionData[][];
	/** The lines of n8n's log. */
	readonly log: string[];
	/** What n8n keeps in its database. */
	staticData: IDataObject;
	/** Responds to all requests itself, as something else at this address. */
	respondsAs: { status: number; body: string } | undefined;
	/** From now on, n8n's webhook address leads to this one. */
	leadTo(url: string): void;
	activate(): Promise<void>;
	checkExists(): Promise<boolean>;
	deactivate(): Promise<void>;
	/** n8n's poll; its items are an execution too. */
	poll(): Promise<void>;
	/** Tests listen for one delivery: as `activate`, by the editor's button. */
	listen(): Promise<void>;
	stopListening(): Promise<void>;
	/** All items so far. */
	items(): IDataObject[];
	close(): Promise<void>;
}

/** What differs from one process of n8n to another. */
export interface HostSettings {
	readonly parameters: IDataObject;
	readonly credentials?: Credentials;
	/** The workflow and node of another host: the same ones in another process. */
	readonly twin?: Host & { readonly identity: Identity };
	readonly webhookUrl?: string;
	/** A copy of the node that was loaded anew has no memory: it stands for another process. */
	readonly type?: FhirSubscriptionTrigger;
}

export interface Identity {
	readonly workflowId: string;
	readonly node: INode;
}

/** Starts a host. */
export async function startHost({
	parameters,
	credentials = {},
	twin,
	webhookUrl: givenUrl,
	type = new FhirSubscriptionTrigger(),
}: HostSettings): Promise<Host & { identity: Identity }> {
	let webhookUrl = givenUrl;
	const log: string[] = [];
	const logger = Object.fromEntries(
		['debug', 'info', 'warn', 'error', 'verbose'].map((level) => [
			level,
			(message: string, data?: unknown) => log.push(`${level} ${message} ${JSON.stringify(data ?? '')}`),
		]),
	) as unknown as Logger;
	const webhookId = randomUUID();
	const identity: Identity = twin?.identity ?? {
		workflowId: randomUUID(),
		node: {
			id: randomUUID(),
			webhookId,
			name: 'Trigger',
			type: 'fhirSubscriptionTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: parameters as INode['parameters'],
			credentials: credentialNames(credentials),
		},
	};
	const id = identity.node.webhookId ?? '';
	// Test webhooks have what is saved apart from the workflow.
	let testData: IDataObject = {};
	const executions: INodeExecutionData[][] = [];

	// Polls have the workflow as it was activated: n8n does not read it again for them.
	let activated: IDataObject | undefined;

	/** As n8n does it: a workflow for each call, with what is in the database; what it changes is written back. */
	async function inWorkflow<Result>(
		isTest: boolean,
		work: (workflow: Workflow) => Promise<Result>,
		data = isTest ? testData : host.staticData,
	): Promise<Result> {
		const nodeTypes = { getByNameAndVersion: () => type, getByName: () => type, getKnownTypes: () => ({}) };
		const workflow = new Workflow({
			id: identity.workflowId,
			name: 'Results',
			nodes: [structuredClone(identity.node)],
			connections: {},
			active: true,
			nodeTypes,
			staticData: structuredClone(data),
		});
		try {
			return await work(workflow);
		} finally {
			if ((workflow.staticData as { __dataChanged?: boolean }).__dataChanged === true) {
				const saved = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
				if (isTest) testData = saved;
				else host.staticData = saved;
				if (data === activated) activated = saved;
			}
		}
	}

	const additional = (extra: object = {}) =>
		({
			webhookBaseUrl: `${webhookUrl ?? host.url}/webhook`,
			webhookTestBaseUrl: `${webhookUrl ?? host.url}/webhook-test`,
			credentialsHelper: {
				isCredentialUsableByNode: () => true,
				getDecrypted: async (_data: unknown, _node: unknown, name: string) => structuredClone(credentials[name]),
			},
			...extra,
		}) as unknown as IWorkflowExecuteAdditionalData;
	const logged = <Context extends object>(context: Context): Context =>
		Object.defineProperty(context, 'logger', { value: logger });
	const nodeOf = (workflow: Workflow) => workflow.getNode('Trigger') as INode;
	const webhookData = (isTest: boolean) =>
		({ isTest, webhookDescription: type.description.webhooks?.find(({ name }) => name === 'default') }) as IWebhookData;

	async function hook(
		name: 'checkExists' | 'create' | 'delete',
		mode: 'trigger' | 'manual' | 'internal',
		isTest = false,
	) {
		return await inWorkflow(isTest, async (workflow) => {
			const data = webhookData(isTest);
			const context = logged(new HookContext(workflow, nodeOf(workflow), additional(), mode, 'activate', data));
			return await type.webhookMethods.default[name].call(context);
		});
	}

	async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const [, endpoint, first, second, resourceType, resourceId] = (request.url ?? '').split('/');
		const isTest = endpoint === 'webhook-test';
		if (host.respondsAs) {
			response.writeHead(host.respondsAs.status).end(host.respondsAs.body);
			return;
		}
		if (first !== id || second !== id) {
			response.writeHead(404).end();
			return;
		}
		const express = Object.assign(response, {
			status: (code: number) => {
				response.statusCode = code;
				return response;
			},
		});
		Object.assign(request, { params: { resourceType, resourceId } });
		const result = await inWorkflow(isTest, async (workflow) => {
			const data = additional({ httpRequest: request, httpResponse: express });
			const mode = isTest ? 'manual' : 'webhook';
			const context = logged(new WebhookContext(workflow, nodeOf(workflow), data, mode, webhookData(isTest), [], null));
			return await type.webhook.call(context);
		});
		const [items] = result.workflowData ?? [];
		if (items) executions.push(items);
		if (result.noWebhookResponse !== true) response.end();
	}

	const server = http.createServer((request, response) => void serve(request, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const create = async (mode: 'trigger' | 'manual') => {
		const isTest = mode === 'manual';
		if (!(await hook('checkExists', mode, isTest))) await hook('create', mode, isTest);
		if (!isTest) activated = structuredClone(host.staticData);
	};
	const host: Host & { identity: Identity } = {
		identity,
		url,
		get endpoint() {
			return `${webhookUrl ?? url}/webhook/${id}/${id}`;
		},
		respondsAs: undefined,
		leadTo: (address) => (webhookUrl = address),
		executions,
		log,
		staticData: twin ? structuredClone(twin.staticData) : {},
		activate: async () => await create('trigger'),
		checkExists: async () => await hook('checkExists', 'trigger'),
		deactivate: async () => {
			await hook('delete', 'internal');
		},
		async poll() {
			const found = await inWorkflow(
				false,
				async (workflow) => {
					const context = logged(new PollContext(workflow, nodeOf(workflow), additional(), 'trigger', 'init'));
					return await type.poll.call(context);
				},
				activated,
			);
			if (found?.[0]) executions.push(found[0]);
		},
		listen: async () => await create('manual'),
		stopListening: async () => {
			await hook('delete', 'internal', true);
		},
		items: () => executions.flat().map(({ json }) => json),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return host;
}

/** The same workflow and node in another process of n8n, with what is saved with the workflow. */
export async function freshHost(twin: Host & { identity: Identity }, webhookUrl?: string) {
	const fresh = freshModule(() =>
		jest.requireActual<{ FhirSubscriptionTrigger: typeof FhirSubscriptionTrigger }>(
			'../../../nodes/Fhir/FhirSubscriptionTrigger.node',
		),
	);
	return await startHost({ parameters: {}, twin, type: new fresh.FhirSubscriptionTrigger(), webhookUrl });
}
