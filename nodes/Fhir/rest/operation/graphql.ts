import { isObject } from '../../support/json';
import { Failure } from '../../transport/errors/failure';
import { operationPath } from '../request/path';
import type { FhirRequest } from '../request/request';
import type { Json } from '../model/resource';
import type { FhirResponse } from '../response/response';
import { nonBlankText } from '../../support/text';
import { serverText } from '../../transport/errors/redact';

/** A GraphQL query on the whole server or, with type and id, on one resource (R4 §3.3). */
export interface GraphqlQuery {
	readonly query: string;
	readonly variables?: { [name: string]: Json | undefined };
	readonly operationName?: string;
	readonly resource?: { readonly type: string; readonly id: string };
}

/** Errors that are kept of one answer. */
const mostErrors = 20;

/** The query as a POST with a JSON body (R4 §3.3.1). What only reads may be repeated. */
export function graphqlRequest({ query, variables, operationName, resource }: GraphqlQuery): FhirRequest {
	const content = JSON.stringify({ query, variables, operationName });
	return {
		interaction: 'graphql',
		method: 'POST',
		path: operationPath('graphql', resource?.type, resource?.id),
		body: { contentType: 'application/json', content },
		repeatable: !/\bmutation\b/.test(query),
	};
}

/** What a query gave. */
export interface GraphqlResult {
	readonly data: Record<string, unknown>;
	/** Why parts of the data are missing, in sentences. */
	readonly errors: readonly string[];
}

/**
 * Reads a GraphQL answer: errors come with status 200 there. Throws a `Failure` of kind `response` where it holds
 * nothing but errors, or is none at all.
 */
export function graphqlResult({ json, status }: FhirResponse): GraphqlResult {
	const { data, errors } = isObject(json) ? json : {};
	const said = (Array.isArray(errors) ? errors : []).slice(0, mostErrors).map(sentence);
	if (isObject(data)) return { data, errors: said };
	const [first] = said;
	throw new Failure({
		kind: 'response',
		status,
		message: first === undefined ? 'The server did not answer as GraphQL does' : `The GraphQL query failed: ${first}`,
		advice:
			first === undefined
				? 'Server → Get Capabilities tells whether it offers the operation `$graphql`.'
				: "Check the query and its variables against the server's GraphQL schema.",
		details: { ...(said.length > 0 && { errors: said }) },
	});
}

/** The message of an error, and which field of the query it is about. */
function sentence(error: unknown): string {
	const { message, path } = isObject(error) ? error : {};
	const text = serverText(nonBlankText(message) ?? 'no reason given', 500);
	return Array.isArray(path) && path.length > 0 ? `${text} (at ${serverText(path.join('.'), 200)})` : text;
}
