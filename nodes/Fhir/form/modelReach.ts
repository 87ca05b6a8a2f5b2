import type { INodeParameters } from 'n8n-workflow';
import { type Failure, inputFailure } from '../transport/errors/failure';
import { isObject } from '../support/json';
import { connectionFields, connectionOptionFields } from './fields/connection';
import { rewriteLinksOption } from './fields/paging';
import { toolFields } from './fields/tool';

/** Where the data of an expression can come from without passing through the model: settings, and nodes before the agent. */
const fixedSources = new Set([
	'',
	'vars',
	'env',
	'secrets',
	'workflow',
	'execution',
	'now',
	'today',
	'node',
	'if',
	'ifEmpty',
]);

/** Fields of the form that decide where requests go, who they come from, and what a tool may do. */
const ownFields = new Map(
	[...connectionFields, ...toolFields.filter(({ name }) => name !== 'simplify')].map(({ name, displayName }) => [
		name,
		displayName,
	]),
);

/** The collections that have such fields too. */
const collections = { options: 'Options', connection: 'Connection' } as const;

/** The same among the entries of these; the last one belongs to *Reference → Resolve*. */
const ownOptions = new Map([
	...[...connectionOptionFields, rewriteLinksOption].map(({ name, displayName }) => [name, displayName] as const),
	['otherServers', 'Read From Other Servers'],
]);

/**
 * Can a language model decide what this value, as n8n stores it, is worked out to? It can by `$fromAI`, and by `$json` and the
 * like: an agent's tool has what the model gave as its input item.
 */
export function modelDecides(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=') && namesIn(value).some((name) => !fixedSources.has(name));
	if (typeof value !== 'object' || value === null) return false;
	return Object.values(value).some(modelDecides);
}

/** What follows each `$` of an expression: `vars` of `$vars.url`, and nothing of `$('Settings')`. */
function namesIn(expression: string): string[] {
	return [...expression.matchAll(/\$(\w*)/g)].map(([, name = '']) => name);
}

/**
 * Throws an input `Failure` where the parameters of a tool, as n8n stores them, let the model decide about the connection or
 * about the limits of the tool: base URL, authentication, TLS, headers, time limits, *Read Only*.
 */
export function assertNotTheModels(typed: INodeParameters): void {
	for (const [name, title] of ownFields) if (modelDecides(typed[name])) throw theModels(title);
	for (const [collection, collectionTitle] of Object.entries(collections)) {
		const entries: unknown = typed[collection];
		if (typeof entries === 'string' && modelDecides(entries)) throw theModels(collectionTitle);
		if (!isObject(entries)) continue;
		for (const [name, title] of ownOptions) if (modelDecides(entries[name])) throw theModels(title);
	}
}

/** The same for a credential, whose fields may have expressions too. */
export function assertCredentialNotTheModels(stored: unknown): void {
	if (modelDecides(stored)) throw theModels('Credential');
}

function theModels(title: string): Failure {
	return inputFailure(
		`"${title}" has an expression by which an AI model could decide where requests go or what the tool may do`,
		'Enter a fixed value. Instead of `$fromAI` and `$json`, an expression can use `$vars`, `$env` or a node before the agent, such as `{{ $("Settings").first().json.url }}`. Nothing was sent.',
	);
}
