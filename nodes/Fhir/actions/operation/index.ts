import type { OperationGroup } from '../contract';
import { runOperation } from './run';

/** *Operation*: FHIR's named operations (`$…`), also those that only one server has. */
export const operations: OperationGroup = {
	name: 'Operation',
	value: 'operation',
	description: 'Run any FHIR operation ($…) that the server offers, on a resource, a type or the whole system',
	operations: [runOperation],
	defaultOperation: runOperation.choice.value,
};
