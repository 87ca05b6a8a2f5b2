import type { Runnable } from '../execution/work';
import { inputFailure } from '../transport/errors/failure';
import { binary } from './binary';
import { bulkData } from './bulkData';
import { bundle } from './bundle';
import { type OperationGroup, runnableOf } from './contract';
import { encounter } from './encounter';
import { operations } from './operation';
import { patient } from './patient';
import { reference } from './reference';
import { resource } from './resource';
import { search } from './search';
import { server } from './server';
import { table } from './table';
import { terminology } from './terminology';

/**
 * All that a user can choose, by the form's *Resource* and *Operation*. The form is made from this list, and the runner
 * looks operations up in it: neither can have an operation that the other lacks.
 */
export const groups: readonly OperationGroup[] = [
	binary,
	bulkData,
	bundle,
	encounter,
	operations,
	patient,
	reference,
	resource,
	search,
	server,
	table,
	terminology,
];

/**
 * The operation with these values of the form's *Resource* and *Operation*, ready for the runner. Throws an input
 * `Failure` where a workflow names an operation that does not exist.
 */
export function findOperation(groupValue: string, operationValue: string): Runnable {
	const operation = groups
		.find(({ value }) => value === groupValue)
		?.operations.find(({ choice }) => choice.value === operationValue);
	if (!operation) {
		throw inputFailure(
			`There is no operation "${operationValue}" for the resource "${groupValue}"`,
			'Open the node and choose a resource and an operation from the lists.',
		);
	}
	return runnableOf(operation);
}
