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

/** What the dialog says after Save, for a credential filled in like this: the test runs in n8n's own context. */
export async function tested(
	type: keyof typeof tests,
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const context = new CredentialTestContext(
		{} as IWorkflowExecuteAdditionalData,
	) as unknown as ICredentialTestFunctions;
	return await tests[type].call(context, { id: '1', name: 'tested', type, data });
}
