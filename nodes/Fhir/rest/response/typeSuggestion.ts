import { isTypeName } from '../model/ids';
import { isResourceType, nearestResourceType } from '../model/resourceTypes';
import type { FhirRequest } from '../request/request';

/** The statuses by which servers reject a resource type that they do not know. */
const unknownTypeStatuses = new Set([400, 404, 405, 422, 501]);

/**
 * Advice for a request that a server rejected, and in which there is a resource type that FHIR does not define: the most
 * similar name, where one is similar enough. A type that only this server has may be rejected for other reasons: the server
 * has to name it, or to find nothing at its address. Undefined for all other requests.
 */
export function typeSuggestion(status: number, request: FhirRequest, serverText = ''): string | undefined {
	if (!unknownTypeStatuses.has(status)) return undefined;
	for (const type of typesIn(request)) {
		if (isResourceType(type) || !isTypeName(type) || !(status === 404 || serverText.includes(type))) continue;
		const nearest = nearestResourceType(type);
		if (nearest !== undefined)
			return `FHIR does not define the resource type \`${type}\`: did you mean \`${nearest}\`?`;
	}
	return undefined;
}

/** The types that a request names: `Patient/1/Observation`, `_type=Patient,Observation`. */
function typesIn({ path, query = [] }: FhirRequest): string[] {
	const [type = '', , inCompartment = ''] = path.split('/');
	return [type, inCompartment, ...query.flatMap(([name, value]) => (name === '_type' ? value.split(',') : []))];
}
