import { onlyReads } from './repeatable';
import type { FhirRequest, Interaction } from './request';

/** Does it change something on the server, as far as method and interaction say? */
export function isWrite({ method, interaction, path }: FhirRequest): boolean {
	return method !== 'GET' && method !== 'HEAD' && interaction !== 'search' && !onlyReads(path);
}

/** The interaction as a noun: "the create", "the search". */
export function interactionLabel({ interaction }: FhirRequest): string {
	return nouns[interaction];
}

const nouns: Record<Interaction, string> = {
	read: 'read',
	vread: 'read',
	update: 'update',
	patch: 'patch',
	delete: 'delete',
	create: 'create',
	search: 'search',
	history: 'history request',
	capabilities: 'request for its capabilities',
	batch: 'batch',
	transaction: 'transaction',
	operation: 'operation',
	graphql: 'GraphQL query',
	page: 'request for the next page',
	discovery: 'discovery request',
};

/** `Patient/1`, or what stands for it. */
export function targetLabel({ path }: FhirRequest): string {
	const [type = '', id] = path.split('/');
	return type === '' ? 'The resource' : id === undefined ? `This ${type}` : `${type}/${id}`;
}
