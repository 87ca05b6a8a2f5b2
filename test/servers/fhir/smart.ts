/** Which OAuth server stands before the FHIR server. */
export interface SmartOptions {
	/** May be relative to the base. */
	tokenUrl: string;
	scopes?: string[];
}

/** `[base]/.well-known/smart-configuration` of a server for SMART Backend Services. */
export function smartConfiguration({ tokenUrl, scopes = ['system/*.rs', 'system/*.cruds'] }: SmartOptions) {
	return {
		token_endpoint: tokenUrl,
		token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
		token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
		grant_types_supported: ['client_credentials'],
		scopes_supported: scopes,
		code_challenge_methods_supported: ['S256'],
		capabilities: ['client-confidential-asymmetric', 'client-confidential-symmetric', 'permission-v2'],
	};
}
