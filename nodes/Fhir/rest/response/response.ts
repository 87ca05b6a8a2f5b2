import type { HttpHeaders } from '../../transport/http';
import type { OperationOutcome, Resource } from '../model/resource';

/** What a server answered, read and taken apart. */
export interface FhirResponse {
	readonly status: number;
	readonly headers: HttpHeaders;
	/** The URL that answered. */
	readonly url: string;
	/** The body where it is a resource, OperationOutcome included. */
	readonly resource?: Resource;
	/** The body where it is JSON and no resource: SMART configuration, GraphQL. */
	readonly json?: unknown;
	/** The body where it is neither: plain text that came with a success. */
	readonly text?: string;
	/** The body where it is an OperationOutcome. */
	readonly outcome?: OperationOutcome;
	/** Type, id and version that the headers or the body name: answers may come without a body. */
	readonly type?: string;
	readonly id?: string;
	readonly versionId?: string;
	/** `Location`, made absolute. */
	readonly location?: string;
	/** `Last-Modified` as an ISO instant. */
	readonly lastModified?: string;
}
