import type { ICredentialDataDecryptedObject, IExecuteFunctions, INodeCredentialsDetails } from 'n8n-workflow';
import { holdsExpression } from '../support/expressions';

/** The credentials of an execution, with the values that they have for an input item. */
export interface ExecutionCredentials {
	/** The decrypted data for an input item (from 0); rejects with n8n's error where no credential is chosen. */
	of(type: string, item: number): Promise<ICredentialDataDecryptedObject>;
	/** Is the data the same for all input items? Then it is read once. */
	areFixed(type: string): Promise<boolean>;
}

/**
 * The credentials of the node. n8n fetches, decrypts and works out a credential anew at each call, for the item of the call:
 * that takes about as long as a request. A credential in which nothing can differ is therefore read once.
 */
export function executionCredentials(context: IExecuteFunctions): ExecutionCredentials {
	const common = new Map<string, Promise<ICredentialDataDecryptedObject | undefined>>();
	const commonOf = async (type: string) => {
		const found = common.get(type) ?? sameForAll(context, type);
		common.set(type, found);
		return await found;
	};
	return {
		of: async (type, item) => (await commonOf(type)) ?? (await context.getCredentials(type, item)),
		areFixed: async (type) => (await commonOf(type)) !== undefined,
	};
}

/** The credential's data where it is the same for all items; undefined where it is not, or where that is not certain. */
async function sameForAll(
	context: IExecuteFunctions,
	type: string,
): Promise<ICredentialDataDecryptedObject | undefined> {
	const fixed = context.getInputData().length <= 1 || (await isWithoutExpressions(context, type));
	if (!fixed) return undefined;
	const data: ICredentialDataDecryptedObject = await context.getCredentials(type, 0);
	return data;
}

/** The parts of n8n's execution context that lead to what is stored. They are no part of its interface for nodes. */
interface ContextParts {
	readonly mode?: unknown;
	readonly additionalData?: {
		readonly credentialsHelper?: {
			getDecrypted?(
				additionalData: unknown,
				credential: INodeCredentialsDetails,
				type: string,
				mode: unknown,
				executeData: unknown,
				raw: boolean,
			): Promise<ICredentialDataDecryptedObject>;
		};
	};
}

/**
 * Is the credential stored without an expression? n8n's interface for nodes shows only values that are worked out, so this
 * looks at what they are worked out from. Where that is not possible, the answer is no, and each item has its credential
 * read, as n8n's own HTTP Request node does for each item in any case.
 */
async function isWithoutExpressions(context: IExecuteFunctions, type: string): Promise<boolean> {
	// To read it gives n8n's error, the same for all items.
	if (!context.getNode().credentials?.[type]) return true;
	const stored = await storedCredential(context, type);
	return stored !== undefined && !holdsExpression(stored);
}

/** The node's credential of this type as it is stored, its expressions not worked out; undefined where n8n does not show that. */
export async function storedCredential(
	context: IExecuteFunctions,
	type: string,
): Promise<ICredentialDataDecryptedObject | undefined> {
	const { additionalData, mode } = context as ContextParts;
	const chosen = context.getNode().credentials?.[type];
	if (!chosen || !additionalData?.credentialsHelper?.getDecrypted) return undefined;
	try {
		const { credentialsHelper } = additionalData;
		return await credentialsHelper.getDecrypted?.(additionalData, chosen, type, mode, undefined, true);
	} catch {
		return undefined;
	}
}
