import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { credentialConnection, testNode } from '../connection/credentialConnection';
import { networkPolicy } from '../connection/network';
import { testEgress } from '../connection/testEgress';
import { fieldText } from '../support/text';
import { tlsChoice } from '../connection/tls';
import { messageOf } from '../support/errors';
import { Failure, inputFailure } from '../transport/errors/failure';
import { testHandshake } from '../transport/diagnosis/handshake';
import type { TlsSettings } from '../transport/tls/settings';
import { testLogin } from './testLogin';

/** Connection test of a FHIR Basic Auth API credential: is it a FHIR server, and does the login count there? */
export async function fhirBasicAuthApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await verdict(async () => await testLogin(credentialConnection(this, 'basic', dataOf(credential))));
}

/** Connection test of a FHIR OAuth2 API credential: as for Basic Auth, with a token that is fetched first. */
export async function fhirOAuth2ApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await verdict(async () => await testLogin(credentialConnection(this, 'oAuth2', dataOf(credential))));
}

/**
 * Connection test of a FHIR CA Bundle API credential: is every block sound, and does a handshake with *Test URL*
 * succeed? A success has no text of its own in the dialog, so that what deserves a second look is told where there is
 * no successful handshake to outweigh it. The node tells it on every run.
 */
export async function fhirCaBundleApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const data = dataOf(credential);
	return await verdict(async () => {
		const { settings, warnings } = tlsChoice('custom', data, Date.now());
		const url = fieldText(data.testUrl).trim();
		if (url !== '') await shakeHands(this, url, settings, warnings);
		else if (warnings.length > 0) throw secondLook(warnings);
	});
}

async function shakeHands(
	context: ICredentialTestFunctions,
	url: string,
	settings: TlsSettings,
	warnings: readonly string[],
): Promise<void> {
	const network = networkPolicy(testNode, testEgress(context), undefined, url);
	await testHandshake(url, settings, { network }).catch((error: unknown) => {
		const failure = error instanceof Failure ? error : undefined;
		throw (
			failure?.with({
				advice: [failure.advice, ...warnings.map((warning) => `${warning}.`)].filter(Boolean).join(' '),
			}) ?? error
		);
	});
}

function secondLook(warnings: readonly string[]): Failure {
	return inputFailure(
		warnings.join('. '),
		'Replace it or take it out. If it belongs there, enter the address of the server as "Test URL": what counts then is whether the server is trusted.',
	);
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
				: `The connection could not be tested: ${messageOf(error) || String(error)}`;
		return { status: 'Error', message };
	}
}
