import type { INodeProperties } from 'n8n-workflow';
import type { Parameters } from '../form/parameters';
import type { OutputItem } from '../items/output';
import type { Session } from '../items/session';

/** The work of one input item, made from its parameters before anything is sent. */
export interface Work {
	/**
	 * Items that share an ordering key run one after another, in input order (see `FhirRequest.orderingKey`). Several keys
	 * where the item writes several resources.
	 */
	readonly orderingKey?: string | readonly string[];
	/** Does the work and returns the output items; rejects with the error of this item. */
	run(session: Session): Promise<OutputItem[]>;
}

/** How one input item of a batch ended: with output items, or with an error. */
export interface BatchOutcome {
	/** Input item, from 0. */
	readonly item: number;
	readonly items?: OutputItem[];
	readonly error?: unknown;
}

/** What both kinds of runnables have. */
interface Prepared {
	/**
	 * Loads what the work needs, once before any of it is made, and after `untilInstalled`. `first` has the fields of the first
	 * item.
	 */
	readonly prepare?: (untilInstalled: () => Promise<void>, first: Parameters) => Promise<void>;
	/** Values of fields that the form does not show, since the choice of *Resource* has decided them. */
	readonly given?: Readonly<Record<string, string>>;
	/** Does it work without a server? Then its session has no client. */
	readonly isLocal?: true;
	/** Can it be run so that it changes nothing on the server? Whether a request does is then judged by the request. */
	readonly reads?: true;
}

/** Work that is made for each input item separately. */
export interface ItemRunnable extends Prepared {
	/** The form fields that the work reads, for their titles in errors. */
	readonly fields: readonly INodeProperties[];
	/** Makes the work of one item; throws an input `Failure` that names the field at fault. */
	readonly work: (parameters: Parameters) => Work;
	readonly batch?: undefined;
}

/** The session of an input item; rejects with the error of this item. Sessions with equal keys share a connection. */
export type SessionOf = (parameters: Parameters) => Promise<Session> | Session;

/** Work on all input items at once. */
export interface BatchRunnable extends Prepared {
	/** The form fields that the work reads, for their titles in errors. */
	readonly fields: readonly INodeProperties[];
	/**
	 * Takes the parameters of every input item, in input order. Returns an outcome for each item that was started, in any
	 * order; with `stopOnFailure` it starts nothing after the first failure. Rejects where no item could be started.
	 */
	readonly batch: (
		parameters: readonly Parameters[],
		sessionOf: SessionOf,
		stopOnFailure: boolean,
	) => Promise<BatchOutcome[]>;
}

/** What the runner can run. It knows no operation: the registry of operations makes these. */
export type Runnable = ItemRunnable | BatchRunnable;

/**
 * Looks up what to run by the form's values of *Resource* and *Operation*; throws an input `Failure` where there is no
 * such operation.
 */
export type FindRunnable = (resource: string, operation: string) => Runnable;
