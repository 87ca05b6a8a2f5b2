import type { HttpBody, HttpHeaders, HttpMethod, HttpRequest } from '../../transport/http';
import type { Bundle, Resource } from '../model/resource';

/** The interactions of FHIR's REST API (R4 §3.1.0) and what stands beside them, by the specification's names. */
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

/** A query as an ordered list: names may repeat (R4 §3.1.1.3). Values are plain; encoding happens once, when sent. */
export type Query = ReadonlyArray<readonly [name: string, value: string]>;

/** A body that is not a JSON resource: a patch document, a form, a file. */
export interface RawBody {
	readonly contentType: string;
	readonly content: HttpBody;
}

/** One interaction as data: what an operation of the form stands for. Nothing is sent by making it. */
export interface FhirRequest {
	readonly interaction: Interaction;
	readonly method: HttpMethod;
	/** Below the base, encoded, without a leading slash: `Patient/1`; empty for the base itself. `restPath` makes it. */
	readonly path: string;
	/** Used as it is in place of base and path: a next link, a status URL. */
	readonly url?: string;
	readonly query?: Query;
	/** Names in lower case. `accept` and `content-type` have defaults. */
	readonly headers?: HttpHeaders;
	/** A resource is sent as `application/fhir+json`. */
	readonly body?: Resource | Bundle | RawBody;
	/** May it be repeated when its effect is unknown? Default: what the interaction says (`isRepeatable`). */
	readonly repeatable?: boolean;
	/** Statuses from 300 on that are an answer here and no error, e.g. 304 for a conditional read. */
	readonly accepts?: readonly number[];
	/**
	 * Writes with the same ordering key are sent one after another: the resource they name (`Patient/1`) or the
	 * condition they carry (`Patient?identifier=…`). Reads have none.
	 */
	readonly orderingKey?: string;
	/** Bytes the answer may have, where it is a file and no resource. Default: the client's limit. */
	readonly maxBytes?: number;
	/** See `HttpRequest.authorization`: `none` for what has to be read without login. */
	readonly authorization?: HttpRequest['authorization'];
}

/** Is it a body that is sent as it is, and no resource? */
export function isRawBody(body: FhirRequest['body']): body is RawBody {
	return body !== undefined && !('resourceType' in body);
}
