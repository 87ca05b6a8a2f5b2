import 'reflect-metadata';
import { CredentialTestContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { Fhir } from '../../../nodes/Fhir/Fhir.node';

const tests = new Fhir().methods.credentialTest;

/** Runs the connection test of a credential in n8n's own context and returns the result that the dialog shows. */
export async function tested(
	type: keyof typeof tests,
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const context = new CredentialTestContext(
		{} as IWorkflowExecuteAdditionalData,
	) as unknown as ICredentialTestFunctions;
	return await tests[type].call(context, { id: '1', name: 'tested', type, data });
}
