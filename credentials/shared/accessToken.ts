import {
	type ICredentialDataDecryptedObject,
	type IHttpRequestHelper,
	type IN8nHttpFullResponse,
	LoggerProxy,
} from 'n8n-workflow';
import { oAuth2Authorization } from '../../nodes/Fhir/connection/oAuth2';
import { n8nRuntime } from '../../nodes/Fhir/connection/runtime';
import { fieldText } from '../../nodes/Fhir/support/text';
import { parseBaseUrl } from '../../nodes/Fhir/transport/baseUrl';
import { noMask } from '../../nodes/Fhir/support/mask';
import type { HttpBody, HttpRequest, HttpResponse } from '../../nodes/Fhir/transport/http';

/**
 * The access token of a FHIR OAuth2 API credential for n8n's own nodes, fetched with n8n's HTTP helper: its proxies and its
 * egress filter apply, and only public certificate authorities are trusted. A token that the credential still has was
 * rejected by the server, or n8n would not ask for another. Rejects with a `Failure`.
 */
export async function accessToken(
	credential: ICredentialDataDecryptedObject,
	{ httpRequest }: IHttpRequestHelper['helpers'],
): Promise<string> {
	const baseUrl = parseBaseUrl(fieldText(credential.baseUrl));
	const path = { baseUrl, tls: { mode: 'default' }, networkKey: 'n8n' } as const;
	const authorization = oAuth2Authorization(credential, path, n8nRuntime(LoggerProxy));
	const rejected = fieldText(credential.accessToken);
	if (rejected !== '') authorization.rejected?.(`Bearer ${rejected}`);
	const header = await authorization.header({ send: async (request) => await send(request, httpRequest) });
	return fieldText(header).replace(/^Bearer /, '');
}

/** Sends a request of the transport with n8n's helper. A token response is small, so it is read as a whole. */
async function send(
	request: HttpRequest,
	httpRequest: IHttpRequestHelper['helpers']['httpRequest'],
): Promise<HttpResponse> {
	const response = (await httpRequest({
		method: request.method,
		url: request.url,
		headers: { ...request.headers },
		body: await textBody(request.body),
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: request.redirects === 'none',
	})) as IN8nHttpFullResponse;
	const text = typeof response.body === 'string' ? response.body : JSON.stringify(response.body ?? '');
	return {
		status: response.statusCode,
		headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, fieldText(value)])),
		url: request.url,
		mask: noMask,
		text: async () => text,
		bytes: async () => Buffer.from(text),
		stream: () => {
			throw new Error('Responses of n8n’s helper are not streamed');
		},
		discard: async () => undefined,
	};
}

async function textBody(body: HttpBody | undefined): Promise<string | undefined> {
	if (body === undefined || typeof body === 'string') return body;
	const chunks = typeof body === 'function' ? (body() as AsyncIterable<Uint8Array | string>) : [body];
	const bytes: Uint8Array[] = [];
	for await (const chunk of chunks) bytes.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
	return Buffer.concat(bytes).toString('utf8');
}
