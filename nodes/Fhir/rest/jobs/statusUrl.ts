import { asError } from '../../support/errors';
import { Failure, type FailureFields } from '../../transport/errors/failure';
import { maskTokens } from '../../transport/errors/redact';
import type { HttpResponse } from '../../transport/http';
import type { FhirClient } from '../client';
import { resolveLink } from '../response/links';

/**
 * The status URL of an accepted job (202), absolute; undefined if the response is not about a job, or does not say where
 * its status is. Throws what `resolveLink` throws.
 */
export function statusUrlOf(
	client: FhirClient,
	response: Pick<HttpResponse, 'status' | 'headers' | 'url'> & Partial<Pick<HttpResponse, 'mask'>>,
): string | undefined {
	const link = statusLinkOf(response);
	if (response.status !== 202 || link === undefined) return undefined;
	return jobLink(client, response, link);
}

/** The absolute URL of a link that a response about a job has. Throws what `resolveLink` throws. */
export function jobLink(
	client: FhirClient,
	{ url, mask }: Pick<HttpResponse, 'url'> & Partial<Pick<HttpResponse, 'mask'>>,
	link: string,
): string {
	const rewrite = client.rewriteLinks && 'job';
	return resolveLink(link, { baseUrl: client.baseUrl, responseUrl: url, rewrite, mask });
}

/** The link to the status as the server sent it. Some servers send `Location` in place of `Content-Location`. */
export function statusLinkOf({ headers }: Pick<HttpResponse, 'headers'>): string | undefined {
	return [headers['content-location'], headers.location].find((link) => link !== undefined && link.trim() !== '');
}

/**
 * The same error with the job's status URL in its details, and with `changes`. Errors of other requests show a URL without its
 * query, but this query is the job's name: without it, a job that may have run for hours could not be taken up again.
 */
export function withStatusUrl(error: unknown, url: string, changes: Partial<FailureFields> = {}): Error {
	if (!(error instanceof Failure)) return asError(error);
	return error.with({ ...changes, details: { ...error.details, ...changes.details, statusUrl: shownStatusUrl(url) } });
}

/** Names of query parameters that hold a secret: access tokens, API keys, the signatures of pre-signed URLs. */
const secretName = /token|secret|signature|^sig$|passw|credential|api[-_]?key|^key$|^code$|auth/i;

/** A status URL as errors and the log show it: with its query, but without user info and without what looks like a secret. */
export function shownStatusUrl(url: string): string {
	const [address = '', query] = url.replace(/#.*$/s, '').split(/\?(.*)/s, 2);
	const shown = address.replace(/^(https?:\/\/)[^/]*@/i, '$1');
	if (query === undefined) return maskTokens(shown);
	const parameters = query.split('&').map((parameter) => {
		const name = parameter.replace(/=.*$/s, '');
		return name !== parameter && secretName.test(name) ? `${name}=[token]` : parameter;
	});
	return maskTokens(`${shown}?${parameters.join('&')}`);
}
