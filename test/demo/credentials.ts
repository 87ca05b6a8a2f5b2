import type { DemoServers } from './servers';

/** A credential as `n8n import:credentials` takes it. */
export interface Credential {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** The credentials that the workflows of `examples/` name, filled in for this run's servers. */
export function credentialsFor(servers: Omit<DemoServers, 'hospital'>): Credential[] {
	const { ca, basic, fixedToken, googleKeyFile, aws, oauth, clients, mutualTls, model } = servers;
	// Only for the test in each dialog, which sees no other credential.
	const test = { testTlsValidation: 'custom', testCaBundle: ca };
	const { baseUrl, tokenUrl, scope } = oauth;
	const { certificate, key, ...mutualTlsLogin } = mutualTls;
	return [
		{
			id: 'fhirExampleBasic',
			name: 'FHIR: user and password',
			type: 'fhirBasicAuthApi',
			data: { ...basic, ...test },
		},
		{
			id: 'fhirExampleOAuth',
			name: 'FHIR: OAuth2',
			type: 'fhirOAuth2Api',
			data: { ...oauth, clientAuthentication: 'secretHeader', ...test },
		},
		{
			id: 'fhirExampleCa',
			name: 'FHIR: internal CA',
			type: 'fhirCaBundleApi',
			data: { caBundle: ca, alsoTrustPublicCas: false, testUrl: basic.baseUrl },
		},
		{
			id: 'fhirExampleJwt',
			name: 'FHIR: signed JWT',
			type: 'fhirOAuth2Api',
			// Without a token URL: the FHIR server is asked for it.
			data: { baseUrl, scope, clientAuthentication: 'privateKeyJwt', ...clients.jwt, ...test },
		},
		{
			id: 'fhirExampleScope',
			name: 'FHIR: one scope',
			type: 'fhirOAuth2Api',
			data: { baseUrl, tokenUrl, clientAuthentication: 'secretBody', ...clients.oneScope, ...test },
		},
		{
			id: 'fhirExampleRaw',
			name: 'FHIR: secret as it is',
			type: 'fhirOAuth2Api',
			data: { baseUrl, tokenUrl, scope, clientAuthentication: 'secretHeaderRaw', ...clients.rawSecret, ...test },
		},
		{
			id: 'fhirExampleToken',
			name: 'FHIR: fixed token',
			type: 'fhirHeaderAuthApi',
			data: { baseUrl: basic.baseUrl, headerType: 'bearerToken', token: fixedToken, ...test },
		},
		{
			id: 'fhirExampleGoogle',
			name: 'FHIR: Google service account',
			type: 'fhirOAuth2Api',
			data: {
				baseUrl: basic.baseUrl,
				clientAuthentication: 'googleServiceAccount',
				serviceAccountKey: googleKeyFile,
				...test,
			},
		},
		{ id: 'fhirExampleAws', name: 'FHIR: AWS access key', type: 'fhirAwsApi', data: { ...aws, ...test } },
		{
			id: 'fhirExampleMutualTlsLogin',
			name: 'FHIR: user and password, behind mTLS',
			type: 'fhirBasicAuthApi',
			data: { ...mutualTlsLogin, ...test },
		},
		{
			id: 'fhirExampleMutualTls',
			name: 'FHIR: internal CA and client certificate',
			type: 'fhirCaBundleApi',
			data: {
				caBundle: ca,
				alsoTrustPublicCas: false,
				mutualTls: true,
				clientCertificate: certificate,
				clientPrivateKey: key,
				testUrl: mutualTls.baseUrl,
			},
		},
		{ id: 'fhirExampleModel', name: 'FHIR: language model', type: 'openAiApi', data: model },
	];
}
