import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { credentialConnection } from '../connection/credentialConnection';
import { tlsSettings } from '../connection/tls';
import { textOf } from '../connection/text';
import { Failure } from '../transport/errors/failure';
import { testHandshake } from '../transport/tls/diagnose';
import { proveLogin } from './proveLogin';

/** Connection test of a FHIR Basic Auth API credential: is it a FHIR server, and does the login count there? */
export async function fhirBasicAuthApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await verdict(async () => await proveLogin(credentialConnection(this, 'basic', dataOf(credential))));
}

/** Connection test of a FHIR OAuth2 API credential: as for Basic Auth, with a token that is fetched first. */
export async function fhirOAuth2ApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await verdict(async () => await proveLogin(credentialConnection(this, 'oAuth2', dataOf(credential))));
}

/** Connection test of a FHIR CA Bundle API credential: is every block sound, and does a handshake with *Test URL* succeed? */
export async function fhirCaBundleApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const data = dataOf(credential);
	return await verdict(async () => {
		const tls = tlsSettings('custom', data, Date.now());
		const url = textOf(data.testUrl).trim();
		if (url !== '') await testHandshake(url, tls);
	});
}

function dataOf(credential: ICredentialsDecrypted): ICredentialDataDecryptedObject {
	return credential.data ?? {};
}

/** The dialog shows one plain text: what happened and what to do, without markup. */
async function verdict(test: () => Promise<void>): Promise<INodeCredentialTestResult> {
	try {
		await test();
		return { status: 'OK', message: 'Connection successful' };
	} catch (error) {
		const message =
			error instanceof Failure
				? [error.message, error.advice].filter(Boolean).join('. ').replaceAll('`', '"')
				: `The connection could not be tested: ${error instanceof Error ? error.message : String(error)}`;
		return { status: 'Error', message };
	}
}
