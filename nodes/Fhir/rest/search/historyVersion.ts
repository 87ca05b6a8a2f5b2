import { namedBy, versionOfETag } from '../model/resourceUrl';
import type { BundleEntry } from '../model/resource';
import { isResource } from '../model/resource';

/**
 * One version of a history (R4 §3.1.0.10): the resource as it was, or, where the entry has none, what it
 * names: type, id, version and time, and that the resource was deleted then.
 */
export function versionIn(entry: BundleEntry): Record<string, unknown> {
	const { resource, request, response, fullUrl } = entry;
	if (isResource(resource)) return resource;
	const named = [request?.url, response?.location, fullUrl].flatMap((url) => (url ? (namedBy(url) ?? []) : []));
	const [first] = named;
	const versionId =
		(response?.etag ? versionOfETag(response.etag) : undefined) ??
		named.find((name) => name.versionId !== undefined)?.versionId;
	return {
		...(first && { resourceType: first.type, id: first.id }),
		...(isDeletion(entry) && { deleted: true }),
		...(versionId !== undefined && { versionId }),
		...(response?.lastModified !== undefined && { lastUpdated: response.lastModified }),
	};
}

/** `request` is required in a history, and servers leave it out: an entry without a resource then is a deletion. */
function isDeletion({ request }: BundleEntry): boolean {
	return request?.method === undefined || request.method === 'DELETE';
}
