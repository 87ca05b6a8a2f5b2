import {
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IHttpRequestOptions,
	LoggerProxy,
} from 'n8n-workflow';
import { awsCredentialAuthorization } from '../../nodes/Fhir/connection/aws';
import { n8nRuntime } from '../../nodes/Fhir/connection/runtime';
import { fieldText } from '../../nodes/Fhir/support/text';
import { parseBaseUrl } from '../../nodes/Fhir/transport/baseUrl';
import { inputFailure } from '../../nodes/Fhir/transport/errors/failure';
import type { HttpMethod } from '../../nodes/Fhir/transport/http';
import { forOwnServer, type RequestOptions, urlOf } from './ownServer';
import { withoutRedirects } from './redirects';

/** A request of n8n's own nodes; the HTTP Request node has `uri` instead of `url`, and may have a form. */
type NodeRequest = RequestOptions & { readonly form?: unknown };

/**
 * A request of n8n's HTTP Request node with the signature of a FHIR AWS API credential. Query and body are put in the form in
 * which they are sent, since the signature covers them. Throws a `Failure` for another server, and for a body that is a stream
 * or a form with files.
 */
export async function signedRequest(
	credential: ICredentialDataDecryptedObject,
	requested: NodeRequest,
): Promise<IHttpRequestOptions> {
	const request: NodeRequest = forOwnServer(credential, requested, withoutRedirects);
	const address = urlOf(request);
	if (!address) throw inputFailure('The request has no address', 'Enter the URL in the HTTP Request node.');
	const url = withQuery(address, request.qs);
	const headers = lowerCase(request.headers ?? {});
	const body = bodyOf(request, headers);
	const authorization = awsCredentialAuthorization(
		credential,
		parseBaseUrl(fieldText(credential.baseUrl)),
		n8nRuntime(LoggerProxy),
	);
	const method = (request.method ?? 'GET') as HttpMethod;
	const added = await authorization.sign?.({ method, url, headers, body, signal: undefined });
	const { qs: _query, form: _form, ...others } = request;
	return {
		...others,
		...(fieldText(request.url) !== '' ? { url: url.href, baseURL: undefined } : { uri: url.href }),
		headers: { ...headers, ...added },
		...(body !== undefined && { body }),
	};
}

function withQuery(url: URL, query: IDataObject | undefined): URL {
	const added = Object.entries(query ?? {}).flatMap(([name, value]) =>
		(Array.isArray(value) ? value : [value]).map((each) => `${encode(name)}=${encode(fieldText(each))}`),
	);
	const result = new URL(url.href);
	result.search = [url.search.slice(1), ...added].filter(Boolean).join('&');
	return result;
}

/** Bytes, which n8n sends as they are. */
function bodyOf(request: NodeRequest, headers: Record<string, string>): Buffer | undefined {
	const { form } = request;
	const body: unknown = request.body;
	if (form !== undefined && body === undefined) {
		headers['content-type'] = 'application/x-www-form-urlencoded';
		return Buffer.from(typeof form === 'string' ? form : urlEncoded(form as IDataObject));
	}
	if (body === undefined || body === null || body === '') return undefined;
	if (typeof body === 'string') return Buffer.from(body);
	if (Buffer.isBuffer(body)) return body;
	const { constructor } = Object.getPrototypeOf(body) as { constructor?: { name: string } };
	if (!Array.isArray(body) && constructor?.name !== 'Object') {
		throw inputFailure(
			'The HTTP Request node cannot send this kind of body with a FHIR AWS API credential',
			'A signature needs the whole body: send text or JSON, or use Binary → Upload of the FHIR node for a file.',
		);
	}
	if (/x-www-form-urlencoded/i.test(headers['content-type'] ?? '')) return Buffer.from(urlEncoded(body as IDataObject));
	headers['content-type'] ??= 'application/json';
	return Buffer.from(JSON.stringify(body));
}

function urlEncoded(form: IDataObject): string {
	return Object.entries(form)
		.map(([name, value]) => `${encode(name)}=${encode(fieldText(value))}`)
		.join('&');
}

const encode = encodeURIComponent;

function lowerCase(headers: object): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), fieldText(value)]));
}
