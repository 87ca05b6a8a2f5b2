import type { FhirRequest, Interaction } from './request';

/** The interaction as a noun for messages: "create", "search", without an article. */
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
	capabilities: 'capabilities request',
	batch: 'batch',
	transaction: 'transaction',
	operation: 'operation',
	graphql: 'GraphQL query',
	page: 'request for the next page',
	discovery: 'discovery request',
};

/** What a request is about, for the beginning of a message: `Patient/1`, `This Patient` or `The resource`. */
export function targetLabel({ path }: FhirRequest): string {
	const [type = '', id] = path.split('/');
	return type === '' ? 'The resource' : id === undefined ? `This ${type}` : `${type}/${id}`;
}

/** Method and target of a request, without the query, which may name a patient: `GET Patient/1`, `POST [base]`. */
export function requestLabel({ method, path, url }: FhirRequest): string {
	if (url === undefined) return `${method} ${path === '' ? '[base]' : path}`;
	if (!URL.canParse(url)) return method;
	const { origin, pathname } = new URL(url);
	return `${method} ${origin}${pathname}`;
}
