import { isResourceType } from './resourceTypes';

/** What a REST URL says about a resource: its type, its id and perhaps a version. */
export interface ResourceAddress {
	readonly type: string;
	readonly id: string;
	readonly versionId?: string;
}

const restUrl = /(?:^|\/)([A-Z][A-Za-z]{1,63})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/([A-Za-z0-9\-.]{1,64}))?\/?$/;

/**
 * Type, id and version from the end of a REST URL, absolute or relative, with or without `_history`
 * (R4 §2.3.0.1 "RESTful URL"); undefined where the URL does not name a resource. `expected` is a type to accept
 * although the specification does not define it.
 */
export function parseResourceUrl(url: string, expected?: string): ResourceAddress | undefined {
	const [, type, id, version] = restUrl.exec(url.replace(/[?#].*$/s, '')) ?? [];
	if (type === undefined || id === undefined || !(isResourceType(type) || type === expected)) return undefined;
	return version === undefined ? { type, id } : { type, id, versionId: version };
}

/**
 * The version in an ETag: `W/"3"`, and the `"3"` or `3` that some servers send (R4 §3.1.0.1.4); undefined where it does
 * not look like a version id.
 */
export function versionOfETag(etag: string): string | undefined {
	const version = /^\s*(?:W\/)?"?([^"]+)"?\s*$/.exec(etag)?.[1];
	return version && /^[A-Za-z0-9\-.]{1,64}$/.test(version) ? version : undefined;
}
