import { getDataType, type SearchRequest } from '@medplum/core';
import type { Stored } from './store';

const TAG = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };

function keeps({ summary, fields }: SearchRequest, type: string): ((element: string) => boolean) | undefined {
	if (fields) return (element) => fields.includes(element);
	if (summary === 'text') return (element) => element === 'text';
	if (summary === 'data') return (element) => element !== 'text';
	const short = getDataType(type).summaryProperties;
	if (summary !== 'true' || !short) return undefined;
	// Choice elements stand in the definition without their type: `deceased`, not `deceasedBoolean`.
	return (element) => short.has(element) || [...short].some((name) => new RegExp(`^${name}[A-Z]`).test(element));
}

/** What `_elements` and `_summary` leave of a resource, tagged SUBSETTED (R4 search.html section 3.1.1.5.8). */
export function subset(resource: Stored, request: SearchRequest): Stored {
	const kept = request.fields || request.summary ? keeps(request, resource.resourceType) : undefined;
	if (!kept) return resource;
	const always = ['resourceType', 'id', 'meta'];
	const entries = Object.entries(resource).filter(([name]) => always.includes(name) || kept(name.replace(/^_/, '')));
	return {
		...(Object.fromEntries(entries) as unknown as Stored),
		meta: { ...resource.meta, tag: [...(resource.meta?.tag ?? []), TAG] },
	};
}
