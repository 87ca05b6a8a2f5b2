import type { DemoServers } from './servers';

/** A credential as `n8n import:credentials` takes it. */
export interface Credential {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** The credentials that the workflows of `examples/` name, filled in for this run's servers. */
export function credentialsFor({ ca, basic, oauth }: DemoServers): Credential[] {
	// Only for the test in each dialog, which sees no other credential.
	const test = { testTlsValidation: 'custom', testCaBundle: ca };
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
	];
}
