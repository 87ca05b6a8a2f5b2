import type { IDataObject } from 'n8n-workflow';
import { type } from '../support/fixtures';

/** The parameters that choose Operation → Run. */
export const run = { resource: 'operation', operation: 'run' };

/** The parameters of an operation on a resource type. */
export const onType = (name: string, resourceType = 'Patient') => ({
	...run,
	operationName: name,
	level: 'type',
	resourceType: type(resourceType),
});

/** The value of the field Parameters in the form. */
export const list = (...parameter: IDataObject[]) => ({ parameter });

/** One entry of the field Parameters. */
export const typedParameter = (name: string, valueType: string, value: unknown) => ({
	name,
	valueType,
	value: value as string,
});

export const patient = { resourceType: 'Patient', id: 'example', name: [{ family: 'Chalmers' }] };
