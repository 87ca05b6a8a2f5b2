import type { IBinaryData, INodeProperties } from 'n8n-workflow';
import type { FhirClient } from '../rest/client';
import type { FhirRequest } from '../rest/request/request';
import type { FhirResponse } from '../rest/response/response';
import type { PublicJwks } from '../transport/auth/jwks';
import type { BinaryFiles } from '../items/files';
import type { Parameters } from '../form/parameters';

/** What becomes of an answer: the runner adds the pairing to its input item. */
export interface OutputItem {
	readonly json: Record<string, unknown>;
	readonly binary?: Record<string, IBinaryData>;
}

/** How an operation stands in the form's drop-down. */
export interface OperationChoice {
	/** Title case, e.g. "Get Many". */
	readonly name: string;
	/** What the workflow's JSON says, e.g. `getAll`. */
	readonly value: string;
	/** A sentence for a newcomer. */
	readonly description: string;
	/** As n8n's node panel lists it, e.g. "Get many resources". */
	readonly action: string;
}

/** What an operation may use while it runs. */
export interface Session {
	readonly client: FhirClient;
	/** Aborts when the execution is stopped, or when another item's error ends the run. */
	readonly signal: AbortSignal | undefined;
	/** The JWKS of the login's private key; throws an input `Failure` where it has none. */
	readonly publicKeys: () => PublicJwks;
	/** n8n's store for files. */
	readonly files: BinaryFiles;
	/** Shows a note on the node's output, each text once. */
	readonly hint: (message: string) => void;
	/** A line in n8n's log. */
	readonly log: (message: string) => void;
}

/** One item's work, made from its parameters before anything is sent. */
export interface Work {
	/** See `FhirRequest.lane`; several where it writes several resources. */
	readonly orderingKey?: string | readonly string[];
	run(session: Session): Promise<OutputItem[]>;
}

interface Described {
	readonly choice: OperationChoice;
	/** The form's fields below the operation; the form adds when they are shown. */
	readonly fields: readonly INodeProperties[];
	/** Entries of its *Options* beside those that every operation has. */
	readonly options?: readonly INodeProperties[];
}

/** The common case: one request, one answer. */
export interface RequestOperation extends Described {
	/** Reads the fields and makes the request; throws an input `Failure` that names the field. */
	request(parameters: Parameters): FhirRequest;
	/** Turns the answer into items. */
	items(response: FhirResponse, parameters: Parameters, session: Session): OutputItem[];
}

/** An item that takes several requests: paging, polling, files. */
export interface WorkOperation extends Described {
	work(parameters: Parameters): Work;
}

/**
 * All input items at once: Send Items. Gives one list of outcomes, each naming the input item it belongs to; an
 * item without one was not started. `stopOnFailure`: nothing new is sent after a failure.
 */
export interface BatchOperation extends Described {
	readonly batch: (
		parameters: readonly Parameters[],
		session: Session,
		stopOnFailure: boolean,
	) => Promise<BatchOutcome[]>;
}

/** What became of one input item in a `BatchOperation`: items, or the error that it alone has. */
export interface BatchOutcome {
	/** Input item, from 0. */
	readonly item: number;
	readonly items?: OutputItem[];
	readonly error?: unknown;
}

export type Operation = RequestOperation | WorkOperation | BatchOperation;

/** A group of operations: an entry of the form's *Resource* drop-down. */
export interface OperationGroup {
	readonly name: string;
	readonly value: string;
	readonly description: string;
	readonly operations: readonly Operation[];
	/** The operation that the form chooses first. */
	readonly defaultOperation: string;
}
