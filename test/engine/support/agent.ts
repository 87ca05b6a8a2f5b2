import type {
	EngineRequest,
	EngineResponse,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
} from 'n8n-workflow';
import { Fhir } from '../../../nodes/Fhir/Fhir.node';
import { addNodeType, type Credentials, credentialNames, startWorkflow } from './n8n';

/** How an agent runs its tools: itself, within its own run, or by asking n8n to run them as nodes. Both are n8n's ways. */
export type AgentKind = 'inline' | 'requests';

/** What an agent's run of the tool is made from. */
export interface AgentRun {
	/** The parameters of the tool. */
	readonly parameters: IDataObject;
	/** What the model gives the tool: one call with these arguments. */
	readonly call?: IDataObject;
	readonly kind?: AgentKind;
	/** Default: the newest. */
	readonly typeVersion?: number;
	readonly credentials?: Credentials;
	/** JSON of the agent's input item. */
	readonly input?: IDataObject;
	readonly onError?: INode['onError'];
}

/** What the agent has of its tool. */
export interface AgentResult {
	/** The tool's items, or what n8n makes of its error. */
	readonly items: IDataObject[];
	/** What the model is told of a failed call. */
	readonly error: string | undefined;
	/** How n8n introduces the tool to a model; only with an agent that runs it itself. */
	readonly tool: { readonly name: string; readonly description: string; readonly arguments: string[] } | undefined;
}

/** The FHIR node as n8n turns it into a tool. */
class FhirTool extends Fhir {
	constructor() {
		super();
		this.description = { ...this.description, name: 'fhirTool', inputs: [], outputs: ['ai_tool'] };
	}
}

/** A tool as LangChain has it. */
interface ModelTool {
	readonly name: string;
	readonly description: string;
	readonly schema: { readonly shape: Record<string, unknown> };
	invoke(args: IDataObject): Promise<string>;
}

/** Calls its tool once, within its own run. */
const inlineAgent = {
	description: agentDescription('inlineAgent'),
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const [tool] = (await this.getInputConnectionData('ai_tool', 0)) as ModelTool[];
		if (!tool) throw new Error('no tool');
		const { name, description, schema } = tool;
		const said = await tool.invoke(this.getNodeParameter('call', 0) as IDataObject).then(
			(text) => ({ text }),
			(error: unknown) => ({ error: (error as Error).message }),
		);
		return [[{ json: { ...said, tool: { name, description, arguments: Object.keys(schema.shape) } } }]];
	},
} as unknown as INodeType;

/** Asks n8n to run its tool once, and ends when it is called again. */
const requestAgent = {
	description: agentDescription('requestAgent'),
	async execute(this: IExecuteFunctions, response?: EngineResponse): Promise<INodeExecutionData[][] | EngineRequest> {
		if (response?.actionResponses.length) return [[{ json: {} }]];
		const input = this.getNodeParameter('call', 0) as IDataObject;
		const action = { actionType: 'ExecutionNodeAction', nodeName: 'FHIR', type: 'ai_tool', id: 'call-1', metadata: {} };
		return { actions: [{ ...action, input }], metadata: {} } as unknown as EngineRequest;
	},
} as unknown as INodeType;

function agentDescription(name: string) {
	return {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		inputs: ['main', { type: 'ai_tool', displayName: 'Tool' }],
		outputs: ['main'],
		properties: [{ displayName: 'Call', name: 'call', type: 'json', default: {} }],
		defaults: { name: 'Agent' },
		description: '',
	};
}

addNodeType('fhirTool', new FhirTool());
addNodeType('inlineAgent', inlineAgent);
addNodeType('requestAgent', requestAgent);

/** Runs an agent in n8n's engine that calls the FHIR node as its tool once. */
export async function runAgent(settings: AgentRun): Promise<AgentResult> {
	const {
		parameters,
		call = {},
		kind = 'requests',
		typeVersion = 1.1,
		credentials = {},
		input = {},
		onError,
	} = settings;
	const node = (name: string, type: string, more: Partial<INode>): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...more,
	});
	const nodes = [
		node('Start', 'start', {}),
		node('Agent', kind === 'inline' ? 'inlineAgent' : 'requestAgent', {
			parameters: { call: call as INodeParameters },
		}),
		node('FHIR', 'fhirTool', {
			typeVersion,
			parameters: parameters as INodeParameters,
			credentials: credentialNames(credentials),
			...(onError && { onError }),
		}),
	];
	const connections = {
		Start: { main: [[{ node: 'Agent', type: 'main' as const, index: 0 }]] },
		FHIR: { ai_tool: [[{ node: 'Agent', type: 'ai_tool' as const, index: 0 }]] },
	};
	const { run } = await startWorkflow(nodes, connections, { credentials, input: [input] }).result;
	const { runData, error } = run.data.resultData;
	const agent = runData.Agent?.at(-1)?.data?.main?.[0]?.[0]?.json;
	if (error && !agent) throw error;
	if (kind === 'inline') {
		const { text, error: told, tool } = (agent ?? {}) as { text?: string; error?: string; tool?: AgentResult['tool'] };
		return { items: text === undefined ? [] : (JSON.parse(text) as IDataObject[]), error: told, tool };
	}
	const items = runData.FHIR?.at(-1)?.data?.ai_tool?.[0]?.map(({ json }) => json) ?? [];
	const failed = typeof items[0]?.error === 'string' ? items[0].error : undefined;
	return { items: failed === undefined ? items : [], error: failed, tool: undefined };
}
