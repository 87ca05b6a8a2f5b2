import type { HttpBody, HttpHeaders, HttpMethod, HttpRequest } from '../../transport/http';
import type { Bundle, Resource } from '../model/resource';

/**
 * The interactions of FHIR's REST API (R4 §3.1.0), with the specification's names, and the other requests of this
 * client.
 */
export type Interaction =
	| 'read'
	| 'vread'
	| 'update'
	| 'patch'
	| 'delete'
	| 'create'
	| 'search'
	| 'history'
	| 'capabilities'
	| 'batch'
	| 'transaction'
	| 'operation'
	| 'graphql'
	| 'page'
	| 'discovery';

/**
 * A query as an ordered list, since names may repeat (R4 §3.1.1.3). Values are plain: they are encoded once, when sent.
 */
export type Query = ReadonlyArray<readonly [name: string, value: string]>;

/** A body that is not a resource as JSON: a patch document, a form, a file. */
export interface RawBody {
	readonly contentType: string;
	readonly content: HttpBody;
}

/** One request to a FHIR server as data. `FhirClient.send` sends it. */
export interface FhirRequest {
	readonly interaction: Interaction;
	readonly method: HttpMethod;
	/**
	 * The path below the base URL, encoded, without a leading slash: `Patient/1`. Empty for the base itself. See
	 * `restPath`.
	 */
	readonly path: string;
	/** A URL that replaces base URL and path: a next link, a status URL. */
	readonly url?: string;
	readonly query?: Query;
	/** `Accept` where the user has chosen none: FHIR JSON by default, any type for a file. */
	readonly accept?: string;
	/** Names in lower case. `accept` and `content-type` have defaults: see `headersFor`. */
	readonly headers?: HttpHeaders;
	/** A resource or Bundle is sent as `application/fhir+json`, a `RawBody` with its own content type. */
	readonly body?: Resource | Bundle | RawBody;
	/**
	 * The JSON of `body` as text, where it is at hand: it is sent as it is, and the resources in `body` need no more than
	 * what says what they are.
	 */
	readonly bodyText?: string;
	/** May it be repeated when its effect is unknown? Default: depends on the interaction (see `isRepeatable`). */
	readonly repeatable?: boolean;
	/** Statuses from 300 on that are not errors for this request, e.g. 304 for a conditional read. */
	readonly accepts?: readonly number[];
	/**
	 * Writes with the same ordering key are sent one after another. The key is the resource that they name
	 * (`Patient/1`) or their condition (`Patient?identifier=…`). Reads do not have a key.
	 */
	readonly orderingKey?: string;
	/** The maximum size of the response in bytes, for files. Default: the client's limit. */
	readonly maxBytes?: number;
	/**
	 * Should numbers that JavaScript would change be an `ExactNumber` in the resource of the response, so that it can be written
	 * back? Such a resource is not for the output of the node.
	 */
	readonly exactNumbers?: boolean;
	/** See `HttpRequest.keepsEncoding`. */
	readonly keepsEncoding?: boolean;
	/** See `HttpRequest.redirects`. */
	readonly redirects?: HttpRequest['redirects'];
	/** See `HttpRequest.authorization`: `none` for a request without credentials. */
	readonly authorization?: HttpRequest['authorization'];
}

/** Is the body sent as it is, and not a resource? */
export function isRawBody(body: FhirRequest['body']): body is RawBody {
	return body !== undefined && !('resourceType' in body);
}

/** The form of a request whose body is text, e.g. of a search by POST; empty for any other. */
export function formOf({ body }: Pick<FhirRequest, 'body'>): string {
	return isRawBody(body) && typeof body.content === 'string' ? body.content : '';
}
