import {
	type ICredentialDataDecryptedObject,
	type ICredentialsExpressionResolveValues,
	ICredentialsHelper,
	type IDataObject,
	type IExecuteData,
	type INodeParameters,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

/** Credentials by type, in the place of n8n's store. */
export class TestCredentials extends ICredentialsHelper {
	constructor(private readonly byType: Record<string, IDataObject>) {
		super();
	}
	getParentTypes() {
		return [];
	}
	async authenticate(_data: unknown, _type: string, options: never) {
		return options;
	}
	async preAuthentication() {
		return undefined;
	}
	async runPreAuthentication() {
		return undefined;
	}
	async getCredentials(): Promise<never> {
		throw new Error('not used here');
	}
	/** As n8n does it: `raw` is what is stored; without it, expressions are worked out for the item. */
	async getDecrypted(
		_additional: unknown,
		_node: unknown,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		values?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const found = this.byType[type];
		if (!found) throw new Error(`no credential of type ${type}`);
		const stored = structuredClone(found) as ICredentialDataDecryptedObject;
		if (raw || !values) return stored;
		const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = values;
		return workflow.expression.getParameterValue(
			stored as INodeParameters,
			runExecutionData,
			runIndex,
			itemIndex,
			node.name,
			connectionInputData,
			mode,
			{},
			executeData,
		) as ICredentialDataDecryptedObject;
	}
	async updateCredentials() {}
	async updateCredentialsOauthTokenData() {}
	getCredentialsProperties() {
		return [];
	}
	isCredentialUsableByNode() {
		return true;
	}
}
