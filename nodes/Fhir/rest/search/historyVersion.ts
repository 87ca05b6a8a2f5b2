import { type BundleEntry, isResource } from '../model/resource';
import { parseResourceUrl, versionOfETag } from '../model/resourceUrl';

/**
 * One version from a history entry (R4 §3.1.0.10): the resource, or, if the entry has none, an object with what it says
 * about the version (`resourceType`, `id`, `versionId`, `lastUpdated`) and `deleted: true` if the resource was deleted.
 */
export function historyVersion(entry: BundleEntry): Record<string, unknown> {
	const { resource, request, response, fullUrl } = entry;
	if (isResource(resource)) return resource;
	const type = request?.url.split('/', 1)[0];
	const named = [request?.url, response?.location, fullUrl].flatMap((url) =>
		url ? (parseResourceUrl(url, type) ?? []) : [],
	);
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

/**
 * `request` is required in a history, but some servers leave it out: then an entry without a resource is a deletion.
 */
function isDeletion({ request }: BundleEntry): boolean {
	return request?.method === undefined || request.method === 'DELETE';
}
