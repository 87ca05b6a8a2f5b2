import 'reflect-metadata';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeCredentials,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentialTypes } from '../../../nodes/Fhir/connection/authentication';
import { Fhir } from '../../../nodes/Fhir/Fhir.node';
import { TestCredentials } from './testCredentials';

// A folder that is not there: by default, n8n lets nodes write to one in the home of the user who runs the tests.
process.env.N8N_RESTRICT_FILE_ACCESS_TO ??= join(tmpdir(), 'n8n-nodes-fhir-no-files');

/** The data of credentials by type, as a user enters them in the dialogs. */
export type Credentials = Record<string, IDataObject>;

/** The choice of Authentication that the first of these credentials goes with. */
export function authenticationOf(credentials: Credentials): string | undefined {
	return Object.entries(credentialTypes).find(([, type]) => type !== undefined && type in credentials)?.[0];
}

/** The settings of one execution. */
export interface RunSettings {
	/** The parameters of the node; a missing parameter has the default of the form. */
	readonly parameters: IDataObject;
	readonly credentials?: Credentials;
	/** JSON of the input items; default: one empty item. */
	readonly input?: IDataObject[];
	readonly binary?: Array<INodeExecutionData['binary']>;
	readonly onError?: INode['onError'];
	readonly retryOnFail?: boolean;
	/** The type of the node; default: FHIR. */
	readonly type?: string;
	/** Its version; default 1. */
	readonly typeVersion?: number;
	/** What started the execution; default: a person. */
	readonly mode?: WorkflowExecuteMode;
	/** What n8n keeps with the workflow; the node changes it. */
	readonly staticData?: IDataObject;
	/** Leave the input as it is, instead of freezing it, which n8n does not do and which takes time. Default: false. */
	readonly isMeasured?: boolean;
}

/** The result of an execution. */
export interface RunResult {
	/** Items of the first output. */
	readonly output: INodeExecutionData[];
	/** Items of the error output, where `onError` enables it. */
	readonly errors: INodeExecutionData[];
	/** The error that ended the execution. */
	readonly error:
		(Error & { description?: string | null; httpCode?: string | null; context?: IDataObject }) | undefined;
	readonly hints: string[];
	readonly run: IRun;
}

/** Passes its input on: the node before the node under test. */
const start = {
	description: {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		inputs: [],
		outputs: ['main'],
		properties: [],
		defaults: { name: 'Start' },
		description: '',
	},
	async execute(this: { getInputData(): INodeExecutionData[] }) {
		return [this.getInputData()];
	},
} as unknown as INodeType;

const types: Record<string, INodeType> = { start, fhir: new Fhir() };

/** Registers another node type with the engine, e.g. a node that the bench compares with. */
export function addNodeType(name: string, type: INodeType): void {
	types[name] = type;
}

/** A running execution; `stop` does what n8n's stop button does. */
export interface Execution {
	readonly result: Promise<RunResult>;
	stop(): void;
}

/** The credentials of a node as its workflow names them. */
export function credentialNames(credentials: Credentials): INodeCredentials {
	return Object.fromEntries(Object.keys(credentials).map((name) => [name, { id: '1', name }]));
}

/** Starts the node in n8n's own engine, between a start node and the end of the workflow. */
export function startNode(settings: RunSettings): Execution {
	const {
		parameters,
		credentials = {},
		input,
		onError,
		retryOnFail,
		type = 'fhir',
		typeVersion = 1,
		binary,
		mode,
		staticData,
		isMeasured = false,
	} = settings;
	const nodes: INode[] = [
		{ id: '1', name: 'Start', type: 'start', typeVersion: 1, position: [0, 0], parameters: {} },
		{
			id: '2',
			name: 'FHIR',
			type,
			typeVersion,
			position: [200, 0],
			parameters: parameters as INodeParameters,
			credentials: credentialNames(credentials),
			...(onError && { onError }),
			...(retryOnFail && { retryOnFail, waitBetweenTries: 1 }),
		},
	];
	const connections = { Start: { main: [[{ node: 'FHIR', type: 'main' as const, index: 0 }]] } };
	return startWorkflow(nodes, connections, { credentials, input, binary, mode, staticData, isMeasured });
}

/** Starts a workflow whose first node is "Start"; the result is that of its node "FHIR". */
export function startWorkflow(
	nodes: INode[],
	connections: IConnections,
	settings: Omit<RunSettings, 'parameters'>,
): Execution {
	const { credentials = {}, input = [{}], binary, mode = 'manual', staticData, isMeasured } = settings;
	const nodeTypes = {
		getByName: (name: string) => types[name],
		getByNameAndVersion: (name: string) => types[name],
		getKnownTypes: () => ({}),
	} as unknown as INodeTypes;
	const workflow = new Workflow({ id: 'w', nodes, connections, nodeTypes, active: false, settings: {}, staticData });
	const base = { id: 'w', name: 'w', nodes, connections, active: false, settings: {} } as unknown as IWorkflowBase;
	const additional = {
		hooks: new ExecutionLifecycleHooks(mode, '1', base),
		credentialsHelper: new TestCredentials(credentials),
		executionId: '1',
		restApiUrl: 'http://n8n.test/restApiUrl',
		instanceBaseUrl: 'http://n8n.test/instanceBaseUrl',
		webhookBaseUrl: 'http://n8n.test/webhookBaseUrl',
		webhookTestBaseUrl: 'http://n8n.test/webhookTestBaseUrl',
		webhookWaitingBaseUrl: 'http://n8n.test/webhookWaitingBaseUrl',
		formWaitingBaseUrl: 'http://n8n.test/formWaitingBaseUrl',
		variables: {},
		setExecutionStatus() {},
		sendDataToUI() {},
		logAiEvent() {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const items = input.map((json, index): INodeExecutionData => ({
		json: isMeasured ? json : frozen(json),
		...(binary?.[index] && { binary: binary[index] }),
	}));
	const first = workflow.getNode('Start');
	if (!first) throw new Error('no start node');
	const data = createRunExecutionData({
		executionData: { nodeExecutionStack: [{ node: first, data: { main: [items] }, source: null }] },
	});
	const running = new WorkflowExecute(additional, mode, data).processRunExecutionData(workflow);
	const keep = () => Object.assign(staticData ?? {}, JSON.parse(JSON.stringify(workflow.staticData)));
	return { result: running.then(resultOf).finally(keep), stop: () => running.cancel() };
}

/** Freezes an input item: other nodes receive it too, so a node that changes it has to fail. */
function frozen<T>(value: T): T {
	if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
		Object.freeze(value);
		Object.values(value).forEach(frozen);
	}
	return value;
}

/** Runs the node to its end; see `startNode`. */
export async function runNode(settings: RunSettings): Promise<RunResult> {
	return await startNode(settings).result;
}

function resultOf(run: IRun): RunResult {
	const task = run.data.resultData.runData.FHIR?.at(-1);
	return {
		output: task?.data?.main?.[0] ?? [],
		errors: task?.data?.main?.[1] ?? [],
		error: run.data.resultData.error ?? task?.error,
		hints: task?.hints?.map(({ message }) => message) ?? [],
		run,
	};
}
