import { inputFailure } from '../transport/errors/failure';
import { binary } from './binary';
import { bundle } from './bundle';
import { encounter } from './encounter';
import type { Operation, OperationGroup } from './contract';
import { operations } from './operation';
import { patient } from './patient';
import { reference } from './reference';
import { resource } from './resource';
import { search } from './search';
import { server } from './server';
import { terminology } from './terminology';

/**
 * All that a user can choose, by the form's *Resource* and *Operation*. The form is made from this list and
 * the runner looks operations up in it: nothing can stand in one and not in the other.
 */
export const groups: readonly OperationGroup[] = [
	binary,
	bundle,
	encounter,
	operations,
	patient,
	reference,
	resource,
	search,
	server,
	terminology,
];

/** The operation of this name; throws an input `Failure` where a workflow names one that does not exist. */
export function findOperation(groupValue: string, operationValue: string): Operation {
	const operation = groups
		.find(({ value }) => value === groupValue)
		?.operations.find(({ choice }) => choice.value === operationValue);
	if (!operation) {
		throw inputFailure(
			`There is no operation "${operationValue}" for the resource "${groupValue}"`,
			'Open the node and choose a resource and an operation from the lists.',
		);
	}
	return operation;
}
