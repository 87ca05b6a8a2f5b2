import type { IHttpRequestOptions } from 'n8n-workflow';

/**
 * A request that follows no redirects, in both forms that n8n's nodes use: along a redirect to another server, n8n drops
 * `Authorization` at most, and no API key.
 */
export function withoutRedirects<Request extends IHttpRequestOptions>(request: Request): Request {
	return { ...request, disableFollowRedirect: true, followRedirect: false, followAllRedirects: false };
}
