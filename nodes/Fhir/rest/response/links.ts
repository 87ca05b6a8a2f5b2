import type { BaseUrl } from '../../transport/baseUrl';
import { Failure } from '../../transport/errors/failure';
import { isResourceType } from '../model/resourceTypes';
import { bounded } from '../../support/text';

/** How a link that a server gave is read. */
export interface LinkContext {
	readonly baseUrl: BaseUrl;
	/** The URL that answered: what a link without path is relative to. */
	readonly answered: string;
	/** Lead it through the base URL, whatever host and path it names. */
	readonly rewrite?: boolean;
	/** The answer's `self` link and the request's path: together they tell the base path that the server believes in. */
	readonly self?: string;
	readonly path?: string;
}

/**
 * The absolute URL that a link means, its query untouched: absolute ones as they are; `?page=2` on the URL that
 * answered; `Patient?page=2` below the base URL; `/Patient?page=2` too, unless it holds the base URL's
 * path already. Throws a `Failure` for what is no web address, and for a way back from https to http.
 */
export function resolveLink(link: string, context: LinkContext): string {
	const { baseUrl, answered, rewrite = false } = context;
	const target = absoluteLink(link.trim(), baseUrl, answered);
	const resolved = rewrite && target ? rewritten(target, context) : target;
	if (resolved === undefined || !/^https?:/.test(resolved)) {
		throw new Failure({
			kind: 'response',
			message: 'The server gave a link that is no web address',
			advice: 'Show the link to whoever runs the server.',
			details: { link: bounded(withoutQuery(link), 300) },
		});
	}
	if (baseUrl.origin.startsWith('https:') && resolved.startsWith('http:')) {
		throw new Failure({
			kind: 'policy',
			message: 'The server gave a link that leaves https for http, where anybody could read along',
			advice:
				'The server does not know that it stands behind https. Switch on the option that rewrites next links to the base URL, or have the public address set in the server.',
			details: { link: bounded(withoutQuery(resolved), 300) },
		});
	}
	return resolved;
}

function absoluteLink(link: string, base: BaseUrl, answered: string): string | undefined {
	if (/^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith('//'))
		return URL.canParse(link, answered) ? absoluteText(link, answered) : undefined;
	if (link.startsWith('?')) return answered.replace(/[?#].*$/s, '') + link;
	const path = link.replace(/[?#].*$/s, '');
	if (link.startsWith('/') && (path === base.path || path.startsWith(`${base.path}/`))) return base.origin + link;
	const below = `${base.href}/${link.replace(/^\//, '')}`;
	return URL.canParse(below) ? below : undefined;
}

/** An absolute link stays letter for letter: what is opaque must not be encoded anew. */
function absoluteText(link: string, answered: string): string {
	return link.startsWith('//') ? new URL(answered).protocol + link : link;
}

/** Origin and base path of the base URL, then what stands below the base path in the link. */
function rewritten(link: string, { baseUrl, self, path }: LinkContext): string {
	const [, linkPath = '', rest = ''] = /^https?:\/\/[^/?#]*([^?#]*)(.*)$/is.exec(link) ?? [];
	const prefixes = [serverBasePath(self, path), baseUrl.path];
	const prefix = prefixes.find((base) => base !== undefined && (linkPath === base || linkPath.startsWith(`${base}/`)));
	const below = prefix === undefined ? restPart(linkPath) : linkPath.slice(prefix.length);
	return baseUrl.href + (below === '/' ? '' : below) + rest;
}

/** The path before the request's own in the `self` link. */
function serverBasePath(self: string | undefined, path: string | undefined): string | undefined {
	if (!self || !path || !URL.canParse(self)) return undefined;
	const { pathname } = new URL(self);
	const own = `/${path.replace(/\/_search$/, '')}`;
	return pathname.endsWith(own) ? pathname.slice(0, -own.length) : undefined;
}

/** From the first segment on that only a FHIR base has below it: a type, `_history`, `$everything`. */
function restPart(path: string): string {
	const segments = path.split('/');
	const first = segments.findIndex((segment) => isResourceType(segment) || /^[_$]/.test(segment));
	return first < 0 ? '' : `/${segments.slice(first).join('/')}`;
}

function withoutQuery(link: string): string {
	return link.replace(/[?#].*$/s, '');
}
