import type { Mask } from '../../support/mask';
import type { HttpHeaders, HttpResponse } from '../../transport/http';
import type { OperationOutcome, Resource } from '../model/resource';

/** A response of a FHIR server, read and parsed. */
export interface FhirResponse {
	readonly status: number;
	readonly headers: HttpHeaders;
	/** The URL of the response, after redirects. */
	readonly url: string;
	/** See `HttpResponse.mask`. */
	readonly mask: Mask;
	/** See `HttpResponse.earlierAttempt`: a write may have found its own effect. */
	readonly earlierAttempt?: HttpResponse['earlierAttempt'];
	/** See `HttpResponse.withCredentials`. */
	readonly withCredentials?: boolean;
	/** The body if it is a resource, including an OperationOutcome. */
	readonly resource?: Resource;
	/** The body if it is JSON but not a resource: SMART configuration, GraphQL. */
	readonly json?: unknown;
	/** The body if it is neither: plain text with a success status. */
	readonly text?: string;
	/** The body if it is an OperationOutcome. */
	readonly outcome?: OperationOutcome;
	/** Type, id and version that the body or the headers name: a response may have no body. */
	readonly type?: string;
	readonly id?: string;
	readonly versionId?: string;
	/** `Location` as an absolute URL. */
	readonly location?: string;
	/** `Last-Modified`, or `meta.lastUpdated`, as the server wrote it. */
	readonly lastModified?: string;
}
