import {
	type ICredentialDataDecryptedObject,
	type IHttpRequestOptions,
	type INodeProperties,
	isDomainAllowed,
} from 'n8n-workflow';
import { fieldText } from '../../nodes/Fhir/support/text';
import { Failure } from '../../nodes/Fhir/transport/errors/failure';

/**
 * Where the credential may go from n8n's HTTP Request node, whose address is in the workflow. The names and values of both
 * fields are n8n's, which would add its own otherwise: there, `all` means any host, and is the default.
 */
export const allowedDomainsFields: INodeProperties[] = [
	{
		displayName: 'Allowed HTTP Request Domains',
		name: 'allowedHttpRequestDomains',
		type: 'options',
		options: [
			{
				name: 'Base URL Only',
				value: 'all',
				description: 'The HTTP Request node can use this credential for the server of the base URL',
			},
			{
				name: 'None',
				value: 'none',
				description: 'The HTTP Request node cannot use this credential',
			},
			{
				name: 'Specific Domains',
				value: 'domains',
				description: 'The HTTP Request node can use this credential for the domains entered below',
			},
		],
		default: 'all',
		description: "To which servers this credential may be sent from n8n's HTTP Request node",
	},
	{
		displayName: 'Allowed Domains',
		name: 'allowedDomains',
		type: 'string',
		default: '',
		placeholder: 'e.g. fhir.example.org, *.example.com',
		description:
			'Domains for the HTTP Request node, separated by commas. Include that of the base URL and, for OAuth2, that of the token URL; an asterisk stands for any subdomain.',
		displayOptions: { show: { allowedHttpRequestDomains: ['domains'] } },
	},
];

/** n8n's options of a request; nodes that use its older helper have `uri` in place of `url`. */
export type RequestOptions = IHttpRequestOptions & { uri?: string; sendCredentialsOnCrossOriginRedirect?: boolean };

/**
 * The request with a login that `add` adds to it. Throws a `Failure` of kind `policy` if it goes neither to the server of the
 * base URL (scheme, host and port) nor to a domain that the credential names. A redirect to another server gets no login.
 */
export function forOwnServer(
	credential: ICredentialDataDecryptedObject,
	request: RequestOptions,
	add: (request: RequestOptions) => RequestOptions,
): RequestOptions {
	const named = credential.allowedHttpRequestDomains === 'domains' ? fieldText(credential.allowedDomains).trim() : '';
	const url = urlOf(request);
	if (!isOwnServer(url, credential.baseUrl) && !isNamed(url, named)) throw notAllowed(url);
	// With named domains, n8n checks each redirect itself.
	return { ...add(request), ...(named === '' && { sendCredentialsOnCrossOriginRedirect: false }) };
}

/** The address of a request, absolute; undefined where it is none. */
export function urlOf({ url, uri, baseURL }: RequestOptions): URL | undefined {
	const text = fieldText(url) || fieldText(uri);
	return URL.canParse(text, baseURL) ? new URL(text, baseURL) : undefined;
}

function isOwnServer(url: URL | undefined, baseUrl: unknown): boolean {
	const text = fieldText(baseUrl).trim();
	return url !== undefined && URL.canParse(text) && new URL(text).origin === url.origin;
}

function isNamed(url: URL | undefined, domains: string): boolean {
	return url !== undefined && domains !== '' && isDomainAllowed({ url: url.href, allowedDomains: domains });
}

function notAllowed(url: URL | undefined): Failure {
	return new Failure({
		kind: 'policy',
		message: `This credential is not sent to ${url?.host ?? 'this address'}, which is not the server of its base URL. To allow it, choose "Specific Domains" under "Allowed HTTP Request Domains" in the credential`,
		advice: 'Enter the domain, and that of the base URL, under "Allowed Domains" in the credential.',
	});
}
