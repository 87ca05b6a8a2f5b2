import { toJson } from '../../support/exactNumber';
import { isObject } from '../../support/json';
import { nonBlankText } from '../../support/text';
import { Failure } from '../../transport/errors/failure';
import type { Mask } from '../../support/mask';
import { serverText } from '../../transport/errors/redact';
import type { Json } from '../model/resource';
import { operationPath } from '../request/path';
import type { FhirRequest } from '../request/request';
import { withServerWords } from '../response/errorInSuccess';
import type { FhirResponse } from '../response/response';

/** A GraphQL query on the whole server or, with type and id, on one resource (R4 §3.3). */
export interface GraphqlQuery {
	readonly query: string;
	readonly variables?: { [name: string]: Json | undefined };
	readonly operationName?: string;
	readonly resource?: { readonly type: string; readonly id: string };
}

/** How many errors of a response are kept. */
const maxErrors = 20;

/** The request for a query: a POST with a JSON body (R4 §3.3.1). It may be repeated unless the query is a mutation. */
export function graphqlRequest({ query, variables, operationName, resource }: GraphqlQuery): FhirRequest {
	const content = toJson({ query, variables, operationName });
	return {
		interaction: 'graphql',
		method: 'POST',
		path: operationPath('graphql', resource?.type, resource?.id),
		body: { contentType: 'application/json', content },
		repeatable: !/\bmutation\b/.test(query),
	};
}

/** The result of a query. */
export interface GraphqlResult {
	/** `data` of the response. */
	readonly data: Record<string, unknown>;
	/** Sentences that say why parts of the data are missing. */
	readonly errors: readonly string[];
}

/**
 * Reads a GraphQL response (R4 §3.3.1), which has status 200 even if it contains errors. Throws a `Failure` of kind
 * `response` if it contains no data, only errors, or if it is not a GraphQL response.
 */
export function graphqlResult(response: FhirResponse): GraphqlResult {
	const { json, status, mask } = response;
	const { data, errors } = isObject(json) ? json : {};
	const messages = (Array.isArray(errors) ? errors : []).slice(0, maxErrors).map((error) => errorMessage(error, mask));
	if (isObject(data)) return { data, errors: messages };
	const [first] = messages;
	throw new Failure({
		kind: 'response',
		status,
		message:
			first === undefined
				? withServerWords('The server did not return a GraphQL response', response)
				: `The GraphQL query failed: ${first}`,
		advice:
			first === undefined
				? 'Server → Get Capabilities shows whether it offers the operation `$graphql`.'
				: "Check the query and its variables against the server's GraphQL schema.",
		details: { ...(messages.length > 0 && { errors: messages }) },
	});
}

/** The message of an error, and the field of the query that it is about. */
function errorMessage(error: unknown, mask: Mask): string {
	const { message, path } = isObject(error) ? error : {};
	const text = serverText(nonBlankText(message) ?? 'no reason given', 500, mask);
	return Array.isArray(path) && path.length > 0 ? `${text} (at ${serverText(path.join('.'), 200, mask)})` : text;
}
