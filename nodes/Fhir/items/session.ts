import type { FhirClient } from '../rest/client';
import type { RecordFile } from '../rest/jobs/jobRecords';
import type { PublicJwks } from '../transport/auth/jwks';
import type { BinaryFiles } from './files';

/** What n8n keeps for the node with the workflow, from one execution to the next. */
export interface NodeMemory {
	/** Does n8n keep it? Not in an execution that was started by hand. */
	readonly isKept: boolean;
	get(name: string): unknown;
	set(name: string, value: string): void;
}

/** What an operation may use while it runs that needs no server: what n8n offers. */
export interface LocalSession {
	/** Aborts when the user stops the execution; undefined where n8n has no such signal. */
	readonly signal: AbortSignal | undefined;
	/** n8n's store for files. */
	readonly files: BinaryFiles;
	/** Is the node's setting *Retry On Fail* on? n8n then runs it again for what looks like an error in its output. */
	readonly retriesNode: boolean;
	readonly memory: NodeMemory;
	/** Stands for the node in its workflow: the same in each execution. */
	readonly nodeKey: string;
	/** What n8n lets the node keep while an execution runs. */
	readonly records: RecordFile;
	/** Shows a hint on the node's output; hints that say the same are shown once, with their number. */
	readonly hint: (message: string) => void;
	/** Writes a line to n8n's log. */
	readonly log: (message: string) => void;
	/** Present where only a part of long results is shown: do these items fill the output? Then no more need be read. */
	readonly isFull?: (items: ReadonlyArray<{ readonly json: Record<string, unknown> }>) => boolean;
}

/** What an operation may use while it runs: one server, reached with one login, and what n8n offers beside it. */
export interface Session extends LocalSession {
	readonly client: FhirClient;
	/** Where *Items in Parallel* is Automatic: how many requests the server should have at the moment. */
	readonly requestLimit: (() => number) | undefined;
	/** Stands for all that makes the connection; no secret can be read from it. */
	readonly key: string;
	/** The JWKS of the login's private key; throws an input `Failure` where the login has no key. */
	readonly publicKeys: () => PublicJwks;
}
