import type { Runnable } from '../execution/work';
import { inputFailure } from '../transport/errors/failure';
import { binary } from './binary';
import { bulkData } from './bulkData';
import { bundle } from './bundle';
import { type Operation, type OperationGroup, runnableOf } from './contract';
import { encounter } from './encounter';
import { operations } from './operation';
import { patient } from './patient';
import { reference } from './reference';
import { resource } from './resource';
import { search } from './search';
import { server } from './server';
import { table } from './table';
import { terminology } from './terminology';
import { typeOfGroup, withTypeGroups } from './typeGroups';

/** Each operation once, by group. */
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
 * All that a user can choose, by the form's *Resource* and *Operation*: the operations, some of them for one resource type too. The
 * form is made from this list, and the runner looks operations up in it: neither can have an operation that the other lacks.
 */
export const choices: readonly OperationGroup[] = withTypeGroups(groups, resource);

/**
 * The operation with these values of the form's *Resource* and *Operation*, ready for the runner. Throws an input
 * `Failure` where a workflow names an operation that does not exist.
 */
export function findOperation(groupValue: string, operationValue: string): Runnable {
	const group = choices.find(({ value }) => value === groupValue);
	const isWanted = ({ choice }: Operation) => choice.value === operationValue;
	const operation = group?.operations.find(isWanted);
	const shared = group?.shared?.find(isWanted);
	const type = typeOfGroup(groupValue);
	if (shared && type !== undefined) return runnableOf(shared, { resourceType: type });
	if (!operation) {
		throw inputFailure(
			`There is no operation "${operationValue}" for the resource "${groupValue}"`,
			'Open the node and choose a resource and an operation from the lists.',
		);
	}
	return runnableOf(operation);
}
