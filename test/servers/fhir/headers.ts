import type { Resource } from '@medplum/fhirtypes';
import type { IncomingHttpHeaders } from 'node:http';

/** A version as FHIR writes it into ETag and If-Match (R4 http.html section 3.1.0.1.3). */
export function entityTag(versionId: string): string {
	return `W/"${versionId}"`;
}

/** ETag, Last-Modified, and where the resource is: `Location` for a new one, else `Content-Location`. */
export function versionHeaders(resource: Resource, base: string, created: boolean): Record<string, string> {
	const { versionId, lastUpdated } = resource.meta ?? {};
	if (!versionId || !lastUpdated || !resource.id) return {};
	return {
		etag: entityTag(versionId),
		'last-modified': new Date(lastUpdated).toUTCString(),
		[created ? 'location' : 'content-location']:
			`${base}/${resource.resourceType}/${resource.id}/_history/${versionId}`,
	};
}

/** Does the client hold this version already (R4 http.html section 3.1.0.1.4)? */
export function isUnchanged(asked: IncomingHttpHeaders, resource: Resource): boolean {
	const { versionId, lastUpdated } = resource.meta ?? {};
	const tags = asked['if-none-match'];
	if (tags !== undefined) return versionId !== undefined && tags.split(/\s*,\s*/).includes(entityTag(versionId));
	const since = Date.parse(asked['if-modified-since'] ?? '');
	// HTTP dates have no milliseconds.
	return Math.floor(Date.parse(lastUpdated ?? '') / 1000) * 1000 <= since;
}

/** What `Prefer: return=…` asks for; without it the whole resource comes back. */
export function preferredReturn({ prefer }: IncomingHttpHeaders): 'minimal' | 'representation' | 'OperationOutcome' {
	const wanted = /return=(minimal|OperationOutcome)/.exec([prefer].flat().join(','))?.[1];
	return wanted === 'minimal' || wanted === 'OperationOutcome' ? wanted : 'representation';
}

/** Does the client want parameters that the server does not know refused (`Prefer: handling=strict`)? */
export function isStrict(headers: IncomingHttpHeaders | undefined): boolean {
	return [headers?.prefer].flat().join(',').includes('handling=strict');
}
