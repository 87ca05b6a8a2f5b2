import type { OperationGroup } from '../operation';
import { create } from './create';
import { deleteResource } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';

/** *Resource*: FHIR's interactions with single resources and their types. */
export const resource: OperationGroup = {
	name: 'Get Many',
	value: 'resource',
	description: 'Read, search and write resources of any type: patients, observations, appointments and so on',
	operations: [create, deleteResource, get, getAll, update],
	defaultOperation: 'getAll',
};
