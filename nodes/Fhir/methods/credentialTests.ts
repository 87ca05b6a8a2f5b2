import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { credentialConnection, testNode } from '../connection/credentialConnection';
import { networkPolicy } from '../connection/network';
import { platform } from '../connection/platform';
import { testEgress } from '../connection/testEgress';
import { tlsChoice } from '../connection/tls';
import { messageOf } from '../support/errors';
import { fieldText } from '../support/text';
import { testHandshake } from '../transport/diagnosis/handshake';
import { Failure, inputFailure } from '../transport/errors/failure';
import type { TlsSettings } from '../transport/tls/settings';
import { loginRequired, testLogin } from './testLogin';

/**
 * The connection tests of all credentials, for a node's `methods.credentialTest`: the names are those of `testedBy` in its
 * list of credentials. Each returns what the dialog shows, and never rejects.
 */
export const credentialTests = {
	fhirBasicAuthApiTest,
	fhirOAuth2ApiTest,
	fhirHeaderAuthApiTest,
	fhirAwsApiTest,
	fhirNoLoginApiTest,
	fhirCaBundleApiTest,
};

/** Is the base URL a FHIR server, and does it accept the login? */
async function fhirBasicAuthApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await testResult(async () => await testLogin(credentialConnection(this, 'basic', dataOf(credential))));
}

/** The same, with an access token that is fetched first. */
async function fhirOAuth2ApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await testResult(async () => await testLogin(credentialConnection(this, 'oAuth2', dataOf(credential))));
}

/** Is the base URL a FHIR server, and does it accept the token or the keys? */
async function fhirHeaderAuthApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await testResult(async () => await testLogin(credentialConnection(this, 'header', dataOf(credential))));
}

/** The same, with signed requests. */
async function fhirAwsApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await testResult(async () => await testLogin(credentialConnection(this, 'aws', dataOf(credential))));
}

/** Is the base URL a FHIR server that needs no login? */
async function fhirNoLoginApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const data = dataOf(credential);
	return await testResult(async () => await testLogin(credentialConnection(this, 'noLogin', data), loginRequired));
}

/**
 * Is every block of the bundle valid, and does a TLS handshake with *Test URL* succeed? The dialog shows no text of ours
 * with a success, so a certificate that has expired fails the test, unless a successful handshake shows that it does not
 * matter. The node shows such warnings on every run.
 */
async function fhirCaBundleApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const data = dataOf(credential);
	return await testResult(async () => {
		const { settings, warnings } = tlsChoice('custom', data, Date.now());
		const url = fieldText(data.testUrl).trim();
		if (url !== '') await assertHandshake(this, url, settings, warnings);
		else if (warnings.length > 0) throw bundleWarning(warnings);
	});
}

/** Throws the `Failure` of a handshake that does not succeed, with the bundle's warnings in its advice. */
async function assertHandshake(
	context: ICredentialTestFunctions,
	url: string,
	settings: TlsSettings,
	warnings: readonly string[],
): Promise<void> {
	const network = networkPolicy(testNode, testEgress(context), undefined, url);
	await testHandshake(platform.wire, url, settings, { network }).catch((error: unknown) => {
		const failure = error instanceof Failure ? error : undefined;
		throw (
			failure?.with({
				advice: [failure.advice, ...warnings.map((warning) => `${warning}.`)].filter(Boolean).join(' '),
			}) ?? error
		);
	});
}

function bundleWarning(warnings: readonly string[]): Failure {
	return inputFailure(
		warnings.join('. '),
		'Replace or remove it. If it has to stay, enter the address of the server as "Test URL": the test then checks whether the server is trusted.',
	);
}

function dataOf(credential: ICredentialsDecrypted): ICredentialDataDecryptedObject {
	return credential.data ?? {};
}

/** Runs a test and returns what the dialog shows: one plain text with what happened and what to do, without markup. */
async function testResult(test: () => Promise<void>): Promise<INodeCredentialTestResult> {
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
