import { idInSegment, isId, isTypeName } from './ids';
import { isResourceType } from './resourceTypes';

/** What a REST URL says about a resource: its type, its id and perhaps a version. */
export interface ResourceAddress {
	readonly type: string;
	readonly id: string;
	readonly versionId?: string;
}

/**
 * Type, id and version from the end of a REST URL, absolute or relative, with or without `_history`
 * (R4 §2.3.0.1 "RESTful URL"); undefined where the URL does not name a resource. `expected` is a type to accept
 * although the specification does not define it.
 */
export function parseResourceUrl(url: string, expected?: string): ResourceAddress | undefined {
	const end = url.search(/[?#]/);
	const segments = (end < 0 ? url : url.slice(0, end)).split('/');
	if (segments.length > 2 && segments.at(-1) === '') segments.pop();
	const versioned = segments.at(-2) === '_history';
	const [type = '', encodedId = ''] = versioned ? segments.slice(-4, -2) : segments.slice(-2);
	const id = idInSegment(encodedId);
	const versionId = versioned ? idInSegment(segments.at(-1) ?? '') : undefined;
	if (id === undefined || (versioned && versionId === undefined)) return undefined;
	if (!isResourceType(type) && !(type === expected && isTypeName(type))) return undefined;
	return versionId === undefined ? { type, id } : { type, id, versionId };
}

/**
 * The version in an ETag: `W/"3"`, and the `"3"` or `3` that some servers send (R4 §3.1.0.1.4); undefined where it does
 * not look like a version id.
 */
export function versionOfETag(etag: string): string | undefined {
	const text = etag.trim();
	const bare = (text.startsWith('W/') ? text.slice(2) : text).replace(/^"/, '').replace(/"$/, '');
	return isId(bare) ? bare : undefined;
}
