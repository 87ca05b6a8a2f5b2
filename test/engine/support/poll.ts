import 'reflect-metadata';
import { Container } from '@n8n/di';
import { PollContext, TriggersAndPollers } from 'n8n-core';
import {
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	LoggerProxy,
	Workflow,
} from 'n8n-workflow';
import { FhirTrigger } from '../../../nodes/Fhir/FhirTrigger.node';
import type { Credentials } from './n8n';

const type = new FhirTrigger();
const nodeTypes = {
	getByName: () => type,
	getByNameAndVersion: () => type,
	getKnownTypes: () => ({}),
} as unknown as INodeTypes;

/** A workflow that is active in n8n, with a FHIR Trigger. n8n's database is a text. */
export class ActiveWorkflow {
	/** What is stored: as n8n does it, after a poll that emits something, and after the poll of the activation. */
	stored = '{}';
	/** The warnings in n8n's log. */
	readonly log: string[] = [];
	private workflow: Workflow;

	constructor(
		private readonly parameters: IDataObject,
		private readonly credentials: Credentials = {},
	) {
		this.workflow = this.load();
	}

	/** Polls as n8n does at the activation of the workflow. */
	async activate(): Promise<INodeExecutionData[]> {
		const items = await this.poll();
		this.save();
		return items;
	}

	/** One poll as n8n's timer starts it; `killed`: n8n ends before it has saved the state. */
	async poll({ killed = false } = {}): Promise<INodeExecutionData[]> {
		const data = await this.run('trigger');
		if (killed) this.restart();
		else if (data !== null) this.save();
		return data?.[0] ?? [];
	}

	/** What *Fetch Test Event* does. */
	async fetchTestEvent(): Promise<INodeExecutionData[]> {
		return (await this.run('manual'))?.[0] ?? [];
	}

	/** n8n ends and starts again: only what is stored is left. `parameters`: changed in the editor meanwhile. */
	restart(parameters: IDataObject = {}): void {
		Object.assign(this.parameters, parameters);
		this.workflow = this.load();
	}

	private async run(mode: 'trigger' | 'manual'): Promise<INodeExecutionData[][] | null> {
		const node = this.workflow.getNode('FHIR Trigger');
		if (!node) throw new Error('no trigger node');
		const { credentials } = this;
		const additional = {
			credentialsHelper: {
				isCredentialUsableByNode: () => true,
				getDecrypted: async (_data: unknown, _node: unknown, name: string) => structuredClone(credentials[name]),
			},
		} as unknown as IWorkflowExecuteAdditionalData;
		const context = new PollContext(this.workflow, node, additional, mode, mode === 'manual' ? 'manual' : 'activate');
		const warn = (message: string) => void this.log.push(message);
		Object.defineProperty(context, 'logger', { value: { ...LoggerProxy, warn, info: warn } });
		return await Container.get(TriggersAndPollers).runPollFunction(this.workflow, node, context);
	}

	private save(): void {
		this.stored = JSON.stringify(this.workflow.staticData);
	}

	private load(): Workflow {
		const names = Object.fromEntries(
			Object.keys(this.credentials).map((name) => [name, { id: `id of ${name}`, name }]),
		);
		const node = {
			id: '1',
			name: 'FHIR Trigger',
			type: 'fhirTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: this.parameters,
			credentials: names,
		} as INode;
		const staticData = JSON.parse(this.stored) as IDataObject;
		return new Workflow({ id: 'w', nodes: [node], connections: {}, active: true, nodeTypes, staticData });
	}
}
