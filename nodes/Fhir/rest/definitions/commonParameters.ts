import type { SearchParameterDefinition } from './searchParameters';

const parameter = (name: string, type: string, meaning: string): SearchParameterDefinition => ({
	name,
	type,
	meaning,
	targets: [],
});

/** The search parameters that all resource types have (R4 §3.1.1.4.1), the most used first. */
export const commonParameters: readonly SearchParameterDefinition[] = [
	parameter('_id', 'token', 'ID of the resource on this server'),
	parameter('_lastUpdated', 'date', 'When the resource last changed on the server'),
	parameter('_tag', 'token', 'A tag of the resource'),
	parameter('_profile', 'uri', 'A profile that the resource says it follows'),
	parameter('_security', 'token', 'A security label of the resource'),
	parameter('_source', 'uri', 'Where the resource comes from'),
	parameter('_text', 'string', "Words in the resource's narrative"),
	parameter('_content', 'string', 'Words anywhere in the resource'),
	parameter('_list', 'string', 'ID of a List that the resource is in'),
];
