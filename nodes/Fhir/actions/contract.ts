import type { BatchRunnable, ItemRunnable, Runnable, Work } from '../execution/work';
import type { FormGroup, OperationForm } from '../form/formGroup';
import type { Parameters } from '../form/parameters';
import type { OutputItem } from '../items/output';
import type { Session } from '../items/session';
import type { FhirRequest } from '../rest/request/request';
import type { FhirResponse } from '../rest/response/response';

interface OperationBase extends OperationForm {
	/** Loads what the operation needs, once before the first item, and after `untilInstalled`. `first` has that item's fields. */
	readonly prepare?: (untilInstalled: () => Promise<void>, first: Parameters) => Promise<void>;
	/**
	 * Can it be run so that it changes nothing on the server? An AI agent's tool that is *Read Only* has no other operations; each
	 * request is judged too (`rest/request/readOnly.ts`).
	 */
	readonly reads?: true;
}

/** The common case: one request and one response for each input item. */
export interface RequestOperation extends OperationBase {
	/** Makes the request from the form's fields; throws an input `Failure` that names the field at fault. */
	request(parameters: Parameters): FhirRequest;
	/** Turns a successful response into output items; `request` is the one that was sent. */
	items(response: FhirResponse, parameters: Parameters, session: Session, request: FhirRequest): OutputItem[];
}

/** Several requests for each input item, or something else than a request: pages, jobs, files. */
export interface WorkOperation extends OperationBase {
	/** Makes the work of one item; throws an input `Failure` that names the field at fault. */
	readonly work: ItemRunnable['work'];
}

/** All input items at once, e.g. as the entries of Bundles. */
export interface BatchOperation extends OperationBase {
	readonly batch: BatchRunnable['batch'];
}

/** What the file of an operation exports: how it stands in the form, and what it does. */
export type Operation = RequestOperation | WorkOperation | BatchOperation;

/** A group of operations: an entry of the form's *Resource* drop-down. */
export interface OperationGroup extends FormGroup {
	readonly operations: readonly Operation[];
	readonly shared?: readonly Operation[];
}

/** Any operation as the runner takes it; `given` are fields that its group decides. */
export function runnableOf(operation: Operation, given?: Runnable['given']): Runnable {
	const { prepare, isLocal, reads } = operation;
	const fields = [...operation.fields, ...(operation.front ?? []), ...(operation.options ?? [])];
	if ('request' in operation)
		return { fields, given, prepare, reads, work: (parameters) => requestWork(operation, parameters) };
	if ('work' in operation) return { fields, given, prepare, isLocal, reads, work: operation.work };
	return { fields, prepare, isLocal, reads, batch: operation.batch };
}

function requestWork(operation: RequestOperation, parameters: Parameters): Work {
	const request = operation.request(parameters);
	return {
		orderingKey: request.orderingKey,
		run: async (session) => {
			const response = await session.client.send(request, session.signal);
			return operation.items(response, parameters, session, request);
		},
	};
}
