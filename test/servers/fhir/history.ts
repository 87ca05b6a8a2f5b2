import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { entityTag } from './headers';
import { pageOf, parametersOf, type Query } from './paging';
import type { Version } from './store';

function entryOf({ type, id, method, existed, versionId, lastUpdated, resource }: Version): BundleEntry {
	const url = method === 'POST' ? type : `${type}/${id}`;
	const status = resource ? (existed ? '200' : '201') : '204';
	return {
		resource,
		request: { method, url },
		response: { status, etag: entityTag(versionId), lastModified: lastUpdated },
	};
}

/** A page of versions, newest first; deletions are entries without a resource (R4 http.html section 3.1.0.13). */
export function historyBundle(versions: readonly Version[], query: Query, pageSize: number): Bundle {
	const parameters = parametersOf(query);
	const since = parameters.get('_since');
	const wanted = versions.filter(({ lastUpdated }) => since === null || Date.parse(lastUpdated) >= Date.parse(since));
	const { offset, count } = pageOf(parameters, pageSize);
	const entry = wanted
		.reverse()
		.slice(offset, offset + count)
		.map(entryOf);
	return { resourceType: 'Bundle', type: 'history', total: wanted.length, entry };
}
