import { type Mask, noMask } from '../../support/mask';
import type { BaseUrl } from '../../transport/baseUrl';
import { Failure } from '../../transport/errors/failure';
import { serverText } from '../../transport/errors/redact';
import type { HttpRequest } from '../../transport/http';
import type { FhirResponse } from './response';
import { isAbsolute, rewriteJobLink, rewriteLink, type RewriteContext } from './rewriteLink';

/** How a link that a server returned is interpreted. */
export interface LinkContext extends RewriteContext {
	/** The URL of the response: a link without a path is relative to it. */
	readonly responseUrl: string;
	/** Rewrite it to the base URL, whatever host and path it names; `job` as `rewriteJobLink` does. */
	readonly rewrite?: boolean | 'job';
	/** Hides the secrets of the connection where an error shows the link. */
	readonly mask?: Mask;
}

/**
 * The absolute URL of a link, with its query unchanged: an absolute link as it is, `?page=2` relative to the URL of the
 * response, `Patient?page=2` below the base URL, and `/Patient?page=2` too, unless it includes the base URL's path
 * already. Throws a `Failure` of kind `response` if it is not a web address, of kind `policy` if it leads from https to
 * http.
 */
export function resolveLink(link: string, context: LinkContext): string {
	const { baseUrl, mask = noMask } = context;
	const resolved = targetOf(link.trim(), context);
	if (resolved === undefined || !/^https?:/i.test(resolved)) {
		throw new Failure({
			kind: 'response',
			message: 'The server returned a link that is not a web address',
			advice: `Show the link to the server's administrator. If a proxy before the server writes such links, switch on "Rewrite Links to Base URL".`,
			details: { link: serverText(withoutQuery(link), 300, mask) },
		});
	}
	if (baseUrl.origin.startsWith('https:') && /^http:/i.test(resolved)) {
		throw new Failure({
			kind: 'policy',
			message: 'The server returned a link that leads from https to http, where anyone could read the traffic',
			advice: `The server does not know that it is reached by https. Switch on "Rewrite Links to Base URL", or ask the server's administrator to configure its public address.`,
			details: { link: serverText(withoutQuery(resolved), 300, mask) },
		});
	}
	return resolved;
}

/**
 * Where the credentials go if a link in this response is followed (see `HttpRequest.authorization`): the server itself may
 * lead to any path of its origin, another server to what is below the base URL.
 */
export function reachOfLinks({ withCredentials }: Pick<FhirResponse, 'withCredentials'>): HttpRequest['authorization'] {
	return withCredentials ? 'origin' : 'own';
}

function targetOf(link: string, context: LinkContext): string | undefined {
	const { baseUrl, responseUrl, rewrite = false } = context;
	if (rewrite === 'job') return absoluteLink(rewriteJobLink(link, context), baseUrl, responseUrl);
	const isRewritten = rewrite && !link.startsWith('?') && (!isAbsolute(link) || /^(https?:|\/\/)/i.test(link));
	return isRewritten ? rewriteLink(link, context) : absoluteLink(link, baseUrl, responseUrl);
}

function absoluteLink(link: string, base: BaseUrl, responseUrl: string): string | undefined {
	if (isAbsolute(link)) return URL.canParse(link, responseUrl) ? absoluteText(link, responseUrl) : undefined;
	if (link.startsWith('?')) return responseUrl.replace(/[?#].*$/s, '') + link;
	const path = withoutQuery(link);
	if (link.startsWith('/') && (path === base.path || path.startsWith(`${base.path}/`))) return base.origin + link;
	const below = `${base.href}/${link.replace(/^\//, '')}`;
	return URL.canParse(below) ? below : undefined;
}

/** An absolute link stays exactly as it is: its query is opaque and must not be encoded again. */
function absoluteText(link: string, responseUrl: string): string {
	return link.startsWith('//') ? new URL(responseUrl).protocol + link : link;
}

function withoutQuery(link: string): string {
	return link.replace(/[?#].*$/s, '');
}
