import { fieldText, withoutTrailing } from '../../support/text';
import type { BaseUrl } from '../../transport/baseUrl';
import { linkOf } from '../model/bundle';
import type { Bundle, BundleEntry } from '../model/resource';
import { parseResourceUrl, versionOfETag } from '../model/resourceUrl';
import { fhirPart } from '../response/rewriteLink';

/** What an entry is about: two entries are about the same thing if both parts are equal. */
export interface EntryIdentity {
	/** `Patient/1`, or the full URL of a resource without an id. */
	readonly name: string;
	/** The server that the full URL names; empty for the server that was asked. */
	readonly server: string;
}

/** Tells what entries are about, over the pages of one search. */
export interface EntryIdentifier {
	/** Learns from a page under which addresses the server knows itself. `isOwn`: it came from the base URL's origin. */
	learn(bundle: Bundle, isOwn: boolean): void;
	/** Undefined for an entry that says nothing about its identity. */
	identityOf(entry: BundleEntry): EntryIdentity | undefined;
}

/**
 * Creates an identifier of entries by full URL (R4 §2.36.4, `Bundle.entry.fullUrl`): `Patient/1` of another server is
 * another patient. Servers are careless with the part before `Patient/1`, so that these mean the server that was asked: no
 * full URL, the base URL under http or https, the base that the server's self link shows (its inner address), and
 * `urn:uuid:` with the resource's own id, and what is no URL at all. `path` is the path of the search.
 */
export function createEntryIdentifier(baseUrl: BaseUrl | undefined, path: string): EntryIdentifier {
	const own = new Set<string>(baseUrl ? [serverName(baseUrl.href)] : []);
	const known = new Map<string, string>();
	const named = (base: string): string => {
		let name = known.get(base);
		if (name === undefined) known.set(base, (name = serverName(base)));
		return own.has(name) ? '' : name;
	};
	return {
		learn(bundle, isOwn) {
			const self = isOwn ? linkOf(bundle, 'self') : undefined;
			if (self !== undefined) own.add(serverName(baseOf(self, path)));
		},
		identityOf({ resource, fullUrl, request, response }) {
			if (resource?.id !== undefined) {
				const id = fieldText(resource.id);
				const name = `${resource.resourceType}/${id}`;
				return { name, server: fullUrl === undefined ? '' : serverOf(fullUrl, name, id, named) };
			}
			const url = fullUrl ?? request?.url ?? response?.location;
			if (url === undefined) return undefined;
			if (/^urn:/i.test(url)) return { name: url, server: '' };
			const address = parseResourceUrl(url, resource?.resourceType);
			if (!address) return undefined;
			const name = `${address.type}/${address.id}`;
			return { name, server: serverOf(url, name, address.id, named) };
		},
	};
}

/** The version of an entry's resource, as far as the entry names it. */
export function versionOf({ resource, response, fullUrl, request }: BundleEntry): string | undefined {
	const version: unknown = resource?.meta?.versionId;
	if (version !== undefined) return fieldText(version);
	if (response?.etag !== undefined) return versionOfETag(response.etag) ?? response.etag;
	for (const url of [response?.location, fullUrl, request?.url]) {
		const found = url?.includes('/_history/') ? parseResourceUrl(url)?.versionId : undefined;
		if (found !== undefined) return found;
	}
	return undefined;
}

function serverOf(fullUrl: string, name: string, id: string, named: (base: string) => string): string {
	if (fullUrl.startsWith('http') && fullUrl.endsWith(`/${name}`)) return named(fullUrl.slice(0, -name.length));
	const uuid = /^urn:(?:uuid|oid):(.+)/i.exec(fullUrl)?.[1];
	if (uuid !== undefined) return uuid.toLowerCase() === id.toLowerCase() ? '' : fullUrl;
	if (!/^https?:/i.test(fullUrl)) return '';
	const plain = withoutTrailing(withoutVersion(fullUrl.replace(/[?#].*$/s, '')), '/');
	return named(plain.endsWith(`/${name}`) ? plain.slice(0, -name.length) : plain);
}

/** A base URL without what says nothing about the server: scheme, default port, case of the host, doubled slashes. */
function serverName(base: string): string {
	const [, host = '', path = ''] = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*)([^?#]*)/i.exec(base) ?? ['', '', base];
	return host.toLowerCase().replace(/:(80|443)$/, '') + path.replace(/\/+/g, '/').replace(/\/$/, '');
}

/** The base URL in a self link: what is before the path of the search. HAPI's pages have the base itself. */
function baseOf(self: string, path: string): string {
	const plain = withoutTrailing(self.replace(/[?#].*$/s, ''), '/');
	const own = path.replace(/\/?_search$/, '');
	if (own !== '' && plain.endsWith(`/${own}`)) return plain.slice(0, -own.length);
	const part = fhirPart(plain.replace(/^[a-z]+:\/\/[^/]*/i, ''));
	return part === '' ? plain : plain.slice(0, -part.length);
}

function withoutVersion(url: string): string {
	const at = url.lastIndexOf('/_history/');
	return at < 0 || url.includes('/', at + 10) ? url : url.slice(0, at);
}
