import { type Mask, noMask } from '../../support/mask';
import type { BaseUrl } from '../../transport/baseUrl';
import { Failure } from '../../transport/errors/failure';
import { serverText } from '../../transport/errors/redact';
import { isResourceType } from '../model/resourceTypes';

/** How a link that a server returned is interpreted. */
export interface LinkContext {
	readonly baseUrl: BaseUrl;
	/** The URL of the response: a link without a path is relative to it. */
	readonly responseUrl: string;
	/** Rewrite it to the base URL, whatever host and path it names. */
	readonly rewrite?: boolean;
	/**
	 * The response's `self` link and the request's path: together they show which base path the server believes it has.
	 */
	readonly self?: string;
	readonly path?: string;
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
	const { baseUrl, responseUrl, rewrite = false, mask = noMask } = context;
	const target = absoluteLink(link.trim(), baseUrl, responseUrl);
	const resolved = rewrite && target ? rewritten(target, context) : target;
	if (resolved === undefined || !/^https?:/.test(resolved)) {
		throw new Failure({
			kind: 'response',
			message: 'The server returned a link that is not a web address',
			advice: "Show the link to the server's administrator.",
			details: { link: serverText(withoutQuery(link), 300, mask) },
		});
	}
	if (baseUrl.origin.startsWith('https:') && resolved.startsWith('http:')) {
		throw new Failure({
			kind: 'policy',
			message: 'The server returned a link that leads from https to http, where anyone could read the traffic',
			advice:
				"The server does not know that it is reached by https. Switch on the option that rewrites next links to the base URL, or ask the server's administrator to configure its public address.",
			details: { link: serverText(withoutQuery(resolved), 300, mask) },
		});
	}
	return resolved;
}

function absoluteLink(link: string, base: BaseUrl, responseUrl: string): string | undefined {
	if (/^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith('//'))
		return URL.canParse(link, responseUrl) ? absoluteText(link, responseUrl) : undefined;
	if (link.startsWith('?')) return responseUrl.replace(/[?#].*$/s, '') + link;
	const path = link.replace(/[?#].*$/s, '');
	if (link.startsWith('/') && (path === base.path || path.startsWith(`${base.path}/`))) return base.origin + link;
	const below = `${base.href}/${link.replace(/^\//, '')}`;
	return URL.canParse(below) ? below : undefined;
}

/** An absolute link stays exactly as it is: its query is opaque and must not be encoded again. */
function absoluteText(link: string, responseUrl: string): string {
	return link.startsWith('//') ? new URL(responseUrl).protocol + link : link;
}

/** Origin and path of the base URL, followed by the part of the link below the server's base path. */
function rewritten(link: string, { baseUrl, self, path }: LinkContext): string {
	const [, linkPath = '', rest = ''] = /^https?:\/\/[^/?#]*([^?#]*)(.*)$/is.exec(link) ?? [];
	const prefixes = [serverBasePath(self, path), baseUrl.path];
	const prefix = prefixes.find((base) => base !== undefined && (linkPath === base || linkPath.startsWith(`${base}/`)));
	const below = prefix === undefined ? fhirPart(linkPath) : linkPath.slice(prefix.length);
	return baseUrl.href + (below === '/' ? '' : below) + rest;
}

/** The part of the `self` link's path in front of the request's path. */
function serverBasePath(self: string | undefined, path: string | undefined): string | undefined {
	if (!self || !path || !URL.canParse(self)) return undefined;
	const { pathname } = new URL(self);
	const own = `/${path.replace(/\/_search$/, '')}`;
	return pathname.endsWith(own) ? pathname.slice(0, -own.length) : undefined;
}

/** The path from the first segment that can only be below a FHIR base URL: a type, `_history`, `$everything`. */
function fhirPart(path: string): string {
	const segments = path.split('/');
	const first = segments.findIndex((segment) => isResourceType(segment) || /^[_$]/.test(segment));
	return first < 0 ? '' : `/${segments.slice(first).join('/')}`;
}

function withoutQuery(link: string): string {
	return link.replace(/[?#].*$/s, '');
}
