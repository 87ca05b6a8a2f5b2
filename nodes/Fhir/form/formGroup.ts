import type { INodeProperties } from 'n8n-workflow';

/** How an operation stands in the *Operation* drop-down. */
export interface OperationChoice {
	/** Title case, e.g. "Get Many". */
	readonly name: string;
	/** What the workflow's JSON holds, e.g. `getAll`. */
	readonly value: string;
	/** A sentence for a newcomer. */
	readonly description: string;
	/** As n8n's node panel lists it, e.g. "Get many resources". */
	readonly action: string;
}

/** What an operation shows in the form. */
export interface OperationForm {
	readonly choice: OperationChoice;
	/** The fields below the operation; the form shows them for this operation only. */
	readonly fields: readonly INodeProperties[];
	/** Fields that version 1.1 has below these, and version 1 among its options or not at all. Several operations may share them. */
	readonly front?: readonly INodeProperties[];
	/** Its entries of *Options*, beside those that every operation has. */
	readonly options?: readonly INodeProperties[];
	/** Present where the operation takes all input items at once: *Items in Parallel* then has no meaning. */
	readonly batch?: unknown;
	/** Does it work without a server? Then the form asks for no connection, and has none of its options. */
	readonly isLocal?: true;
}

/** An entry of the *Resource* drop-down, with its operations. */
export interface FormGroup {
	readonly name: string;
	/** What the workflow's JSON holds. */
	readonly value: string;
	readonly description: string;
	readonly operations: readonly OperationForm[];
	/**
	 * Operations of another group that this one has too, for one resource type: they have that group's fields, except for *Resource
	 * Type*.
	 */
	readonly shared?: readonly OperationForm[];
	/** The `value` of the operation that the form chooses first. */
	readonly defaultOperation: string;
	/** The same in version 1 of the node, where that is another one. */
	readonly oldDefault?: string;
	/** Its place among the groups that stand before the others. */
	readonly rank?: number;
}
