import { listMember, textMember } from '../../support/jsonMembers';
import type { Resource } from '../model/resource';

/** The resource types that a CapabilityStatement lists (`rest.resource.type`), each once, in its order. */
export function servedTypes(statement: Resource): string[] {
	const types = listMember(statement, 'rest')
		.flatMap((rest) => listMember(rest, 'resource'))
		.flatMap((resource) => textMember(resource, 'type') ?? []);
	return [...new Set(types)];
}
