import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { RunResult } from '../../engine/support/n8n';
import type { Session } from './session';

/** What the node is given for a check. */
export interface CheckInput {
	/** The parameters of the operation; those of the connection are added. `options` are merged. */
	readonly parameters: IDataObject;
	/** JSON of the input items; default: one empty item. */
	readonly input?: IDataObject[];
	readonly binary?: Array<INodeExecutionData['binary']>;
	/** The version of the node; default 1. */
	readonly typeVersion?: number;
}

/** One operation of the node, tried in one way. */
export interface Check {
	/** *Resource* and *Operation* of the form: `resource:getAll`. */
	readonly operation: string;
	/** What is special about this way. */
	readonly variant?: string;
	/** Does it change something on the server? Then it runs with --write only. */
	readonly writes?: true;
	/**
	 * FHIR's name for what the server has to offer, to be looked up in its CapabilityStatement: an interaction (`patch`), a
	 * conditional interaction (`conditionalCreate`), or an operation (`$validate`).
	 */
	readonly needs?: string;
	/** Resource type of `needs`; undefined: the server as a whole. */
	readonly type?: string;
	/** The input of the node, or, as a text, why the check cannot be made here. */
	readonly input: (session: Session) => CheckInput | string | Promise<CheckInput | string>;
	/** What is wrong with the result although the node reports no error; undefined: nothing. */
	readonly complaint?: (result: RunResult, session: Session) => string | undefined;
	/** The same, where it means that the server ignores what was asked for: it does not offer it. */
	readonly ignored?: (result: RunResult, session: Session) => string | undefined;
	/** Words of an error by which the server says that it does not have the data that was asked for. */
	readonly lacking?: RegExp;
	/** Statuses of an error that is what this check wants to see. */
	readonly refusals?: readonly number[];
}

/** How a check ended. */
export type Verdict = 'works' | 'fallback' | 'notOffered' | 'fails' | 'notTried';

/** A check and how it ended. */
export interface CheckResult {
	readonly check: Check;
	readonly verdict: Verdict;
	/** The server's words, or ours. */
	readonly words?: string;
	readonly milliseconds: number;
}

/** The JSON of the first output item; empty if there is none. */
export function firstOf({ output }: RunResult): IDataObject {
	return output[0]?.json ?? {};
}

/** Complains about a result without output items. */
export function someItems(result: RunResult): string | undefined {
	return result.output.length === 0 ? 'The node returned no items' : undefined;
}

/** Complains where the first item is not a resource of this type. */
export function resourceOf(type: string): (result: RunResult) => string | undefined {
	return (result) => (firstOf(result).resourceType === type ? undefined : `The node did not return a ${type}`);
}
