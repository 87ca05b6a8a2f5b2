import type { IExecuteFunctions } from 'n8n-workflow';
import type { RequestGuard } from '../connection/connection';
import { storedCredential } from '../connection/executionCredentials';
import { shortToolVersion } from '../form/fields/tool';
import { assertCredentialNotTheModels, assertNotTheModels } from '../form/modelReach';
import { assertReads, readOnlyFailure } from '../rest/request/readOnly';
import { covers } from '../transport/baseUrl';
import { inputFailure } from '../transport/errors/failure';
import type { Runnable } from './work';

/** A run that an AI agent has asked for. */
export interface ToolRun {
	/** Are the results cut to what a model can take in? Tools of the node's first version give all. */
	readonly isShort: boolean;
	/** Throws an input `Failure` where *Read Only* is on, and the operation is one that writes. */
	assertAllowed(runnable: Runnable): void;
	/** Throws an input `Failure` for a request that this tool must not send. */
	readonly guard: RequestGuard;
	/** Rejects with an input `Failure` where the model could decide about the data of the node's credential of this type. */
	assertCredential(type: string): Promise<void>;
}

/**
 * The rules of a run that an AI agent has asked for; undefined for any other run. Throws an input `Failure` where the model
 * could decide about what is not its own to choose.
 */
export function toolRunOf(context: IExecuteFunctions): ToolRun | undefined {
	if (!isTool(context)) return undefined;
	const { parameters, typeVersion } = context.getNode();
	assertNotTheModels(parameters);
	const isShort = typeVersion >= shortToolVersion;
	const readOnly = isShort ? parameters.readOnly !== false : parameters.readOnly === true;
	return {
		isShort,
		assertAllowed: ({ reads, isLocal }) => {
			if (readOnly && !reads && !isLocal) throw readOnlyFailure('this operation changes something on the server');
		},
		guard: (request, baseUrl) => {
			if (readOnly) assertReads(request);
			const { url, authorization } = request;
			// Where the server itself led to, its own links name another host.
			if (isShort && url !== undefined && authorization !== 'origin' && !covers(baseUrl, url)) {
				throw inputFailure(
					'The address is not below the base URL',
					'A tool sends requests to its own FHIR server only. Nothing was sent.',
				);
			}
		},
		assertCredential: async (type) => assertCredentialNotTheModels(await storedCredential(context, type)),
	};
}

/**
 * n8n runs a tool in three ways: within the agent, as a node that the agent asks n8n to run (only the type's name and the place
 * of its output tell it from others), and for agents outside of workflows, in a mode that no workflow has.
 */
export function isTool(context: IExecuteFunctions): boolean {
	const { type, rewireOutputLogTo } = context.getNode();
	if (type.endsWith('Tool') || rewireOutputLogTo === 'ai_tool' || context.getMode() === 'internal') return true;
	return typeof context.isToolExecution === 'function' && context.isToolExecution();
}
