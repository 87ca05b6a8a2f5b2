import type { BaseUrl } from '../../transport/baseUrl';
import { isResourceType } from '../model/resourceTypes';

/** What is known of the server that returned a link. */
export interface RewriteContext {
	readonly baseUrl: BaseUrl;
	/** The response's `self` link and the request's path: together they show which base path the server believes it has. */
	readonly self?: string;
	readonly path?: string;
}

/**
 * A link led back to the base URL, with its query unchanged: origin and path of the base URL, followed by the part of the
 * link below the server's own base path. Works on text: a gateway's links may not be URLs (`https://h:443:443/fhir`).
 * Where that part cannot be told, the base URL with the link's query.
 */
export function rewriteLink(link: string, context: RewriteContext): string {
	const { path, rest } = partsOf(link);
	const known = knownPart(path, context);
	const below = known ?? (isAbsolute(link) || looksLikeBase(path) ? '' : path);
	return context.baseUrl.href + (below === '/' ? '' : below) + rest;
}

/**
 * The same for the address of a job. It is the only one that the job has, so that it stays as it is where the part below
 * the server's base path cannot be told, or where it leads to the base URL's origin already.
 */
export function rewriteJobLink(link: string, { baseUrl }: RewriteContext): string {
	if (!isAbsolute(link) || (URL.canParse(link) && new URL(link).origin === baseUrl.origin)) return link;
	const { path, rest } = partsOf(link);
	const known = knownPart(path, { baseUrl });
	return known ? baseUrl.href + known + rest : link;
}

/** Does a link name a scheme or a host? */
export function isAbsolute(link: string): boolean {
	return /^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith('//');
}

/** The path of a link, absolute or relative, from its first slash, and what follows it. */
function partsOf(link: string): { path: string; rest: string } {
	const [, named = '', rest = ''] = /^(?:(?:https?:)?\/\/[^/?#]*)?([^?#]*)(.*)$/is.exec(link) ?? [];
	const path = named === '' || named.startsWith('/') ? named : `/${named}`;
	return { path, rest };
}

/** The part below the server's base path, if a path shows where that ends. */
function knownPart(path: string, { baseUrl, self, path: requested }: RewriteContext): string | undefined {
	const bases = [serverBasePath(self, requested), baseUrl.path === '' ? undefined : baseUrl.path];
	const base = bases.find((prefix) => prefix !== undefined && (path === prefix || path.startsWith(`${prefix}/`)));
	if (base !== undefined) return path.slice(base.length);
	const part = fhirPart(path);
	return part === '' ? undefined : part;
}

/** The part of the `self` link's path in front of the request's path. */
function serverBasePath(self: string | undefined, requested: string | undefined): string | undefined {
	if (!self || !requested) return undefined;
	const { path } = partsOf(self);
	const own = `/${requested.replace(/\/_search$/, '')}`;
	return path.endsWith(own) ? path.slice(0, -own.length) : undefined;
}

/** The path from the first segment that can only be below a FHIR base URL: a type, `_history`, `$everything`. */
export function fhirPart(path: string): string {
	const segments = path.split('/');
	const first = segments.findIndex((segment) => isResourceType(segment) || /^[_$]/.test(segment));
	return first < 0 ? '' : `/${segments.slice(first).join('/')}`;
}

/** Does a path end as base paths do: `/internal/fhir`, `/hapi/baseR4`, `/api/v2`? */
function looksLikeBase(path: string): boolean {
	return /\/(\w*fhir\w*|(base)?-?r[345]b?|(base)?-?d?stu-?[23]|v\d+|api)\/*$/i.test(path);
}
