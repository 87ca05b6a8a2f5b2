import type { OperationGroup } from '../contract';
import { create } from './create';
import { deleteResource } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { getHistory } from './getHistory';
import { patch } from './patch';
import { update } from './update';
import { updateFields } from './updateFields';
import { upsert } from './upsert';
import { validate } from './validate';

/** *Any Resource*: FHIR's interactions with single resources and their types. */
export const resource: OperationGroup = {
	name: 'Any Resource',
	value: 'resource',
	description: 'Read, search and write resources of any type: patients, observations, appointments and so on',
	operations: [create, upsert, deleteResource, get, getHistory, getAll, patch, update, updateFields, validate],
	defaultOperation: getAll.choice.value,
};
