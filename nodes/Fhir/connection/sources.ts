import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	INode,
	IPollFunctions,
	IWebhookFunctions,
	Logger,
} from 'n8n-workflow';
import type { Egress } from './network';

/** What a connection is made from, in whichever of n8n's contexts. */
export interface ConnectionSource {
	readonly node: INode;
	readonly logger: Logger;
	/** A field of the form; undefined where it is not shown. */
	parameter(name: string): unknown;
	/** The decrypted data of the node's credential of this type; rejects with n8n's error where none is chosen. */
	credential(type: string): Promise<ICredentialDataDecryptedObject>;
	/** n8n's egress filter, where this n8n has one (2.30 and later). */
	readonly egress: Egress | undefined;
}

/** n8n's contexts in which a node works with its own saved parameters. */
export type NodeContext = IExecuteFunctions | IPollFunctions | IHookFunctions | IWebhookFunctions;

/**
 * The connection's fields of a node that executes, polls, or serves a webhook. An execution has input items, and `item`
 * (from 0) is the one that expressions are worked out for; the other contexts have none.
 */
export function nodeSource(context: NodeContext, item = 0): ConnectionSource {
	const parameter =
		'getInputData' in context
			? (name: string) => context.getNodeParameter(name, item, null)
			: (name: string) => context.getNodeParameter(name, null);
	return {
		node: context.getNode(),
		logger: context.logger,
		parameter: (name) => parameter(name) ?? undefined,
		credential: async (type) => await context.getCredentials(type, item),
		egress: egressOf(context.helpers),
	};
}

/** The connection's fields as they stand in the open form, for its drop-downs. */
export function formSource(context: ILoadOptionsFunctions): ConnectionSource {
	return {
		node: context.getNode(),
		logger: context.logger,
		parameter: (name) => context.getCurrentNodeParameter(name) ?? undefined,
		credential: async (type) => await context.getCredentials(type),
		egress: egressOf(context.helpers),
	};
}

function egressOf(helpers: object): Egress | undefined {
	const { getSecureEgressFilter } = helpers as { getSecureEgressFilter?: () => Egress };
	return getSecureEgressFilter?.();
}
