import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INode,
	Logger,
} from 'n8n-workflow';
import type { Egress } from './network';

/** Whichever of n8n's contexts a connection is made in, this is what it is read from. */
export interface ConnectionSource {
	readonly node: INode;
	readonly logger: Logger;
	/** A field of the form; undefined where it is not shown. */
	parameter(name: string): unknown;
	/** The decrypted data of the node's credential of this type; throws n8n's error where none is chosen. */
	credential(type: string): Promise<ICredentialDataDecryptedObject>;
	/** n8n's egress filter, where this n8n has one (2.30 and later). */
	readonly egress: Egress | undefined;
}

/** The connection's fields as one input item of an execution sees them. */
export function executionSource(context: IExecuteFunctions, item: number): ConnectionSource {
	return {
		node: context.getNode(),
		logger: context.logger,
		parameter: (name) => context.getNodeParameter(name, item, null) ?? undefined,
		credential: async (type) => await context.getCredentials(type, item),
		egress: egressOf(context.helpers),
	};
}

/** The connection's fields as they stand in the open form: for drop-downs. */
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
