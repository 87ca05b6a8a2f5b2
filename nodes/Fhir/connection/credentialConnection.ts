import type { ICredentialDataDecryptedObject, ICredentialTestFunctions, INode } from 'n8n-workflow';
import type { FhirClient } from '../rest/client';
import type { Authentication } from './authentication';
import { connectWith } from './connection';
import { n8nRuntime } from './runtime';
import { testEgress } from './testEgress';
import { tlsChoice, type TlsValidation } from './tls';

/**
 * The client for a credential's connection test. A test sees no other credential, so the dialog has fields of its own for
 * the SSL/TLS validation of the test. Throws an input `Failure` as `connect` does.
 */
export function credentialConnection(
	context: ICredentialTestFunctions,
	authentication: Exclude<Authentication, 'none'>,
	credential: ICredentialDataDecryptedObject,
): FhirClient {
	const runtime = n8nRuntime(context.logger);
	const validation = (credential.testTlsValidation ?? 'default') as TlsValidation;
	const tls = tlsChoice(validation, { caBundle: credential.testCaBundle ?? '' }, runtime.now());
	const egress = testEgress(context);
	const { baseUrl } = credential;
	return connectWith({ authentication, credential, baseUrl, tls, runtime, node: testNode, egress }).client;
}

/** n8n's helpers need a node, which they name in their errors. */
export const testNode: INode = {
	id: 'credential-test',
	name: 'Credential Test',
	type: 'fhir',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
