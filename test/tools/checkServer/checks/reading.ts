import type { IDataObject } from 'n8n-workflow';
import { type } from '../../../engine/support/fixtures';
import { type Check, type CheckInput, firstOf, resourceOf, someItems } from '../check';
import type { Found, Session } from '../session';

/** The input of a check on one patient; `parameters` gets the patient. */
export function onPatient(parameters: (patient: Found) => IDataObject) {
	return async (session: Session): Promise<CheckInput | string> => {
		const patient = await session.some('Patient');
		return patient ? { parameters: parameters(patient) } : 'There is no patient on the server';
	};
}

const target = ({ id }: Found) => ({ resourceType: type('Patient'), resourceId: id });

/** The version of a patient that is read first. */
async function versionOf(session: Session, patient: Found): Promise<string | undefined> {
	const read = await session.run({ parameters: { resource: 'resource', operation: 'get', ...target(patient) } });
	const { versionId } = (firstOf(read).meta ?? {}) as IDataObject;
	return typeof versionId === 'string' ? versionId : undefined;
}

function onVersion(options: (versionId: string) => IDataObject) {
	return async (session: Session): Promise<CheckInput | string> => {
		const patient = await session.some('Patient');
		if (!patient) return 'There is no patient on the server';
		const versionId = await versionOf(session, patient);
		if (versionId === undefined) return 'The resource has no version ID';
		return { parameters: { ...target(patient), options: options(versionId) } };
	};
}

/** Reads of single resources and of their history. */
export const readingChecks: readonly Check[] = [
	{
		operation: 'resource:get',
		needs: 'read',
		type: 'Patient',
		input: onPatient(target),
		complaint: resourceOf('Patient'),
	},
	{
		operation: 'resource:get',
		variant: 'some elements',
		needs: 'read',
		type: 'Patient',
		input: onPatient((patient) => ({ ...target(patient), options: { elements: 'id,meta' } })),
		complaint: resourceOf('Patient'),
	},
	{
		operation: 'resource:get',
		variant: 'a version',
		needs: 'vread',
		type: 'Patient',
		input: onVersion((versionId) => ({ versionId })),
		complaint: resourceOf('Patient'),
	},
	{
		operation: 'resource:get',
		variant: 'only if changed',
		needs: 'conditionalRead',
		type: 'Patient',
		input: onVersion((ifNoneMatch) => ({ ifNoneMatch })),
		ignored: (result) =>
			firstOf(result).notModified === true ? undefined : 'The server sent the resource although it had not changed',
	},
	{
		operation: 'resource:getHistory',
		needs: 'history-instance',
		type: 'Patient',
		input: onPatient((patient) => ({ ...target(patient), historyOf: 'instance', limit: 2, options: { count: 2 } })),
		complaint: someItems,
	},
	{
		operation: 'resource:getHistory',
		variant: 'of a type',
		needs: 'history-type',
		type: 'Patient',
		input: () => ({
			parameters: { resourceType: type('Patient'), historyOf: 'type', limit: 2, options: { count: 2 } },
		}),
	},
	{
		operation: 'reference:resolve',
		input: onPatient(({ id }) => ({ reference: `Patient/${id}` })),
		complaint: resourceOf('Patient'),
	},
	{
		operation: 'resource:validate',
		needs: '$validate',
		type: 'Patient',
		input: () => ({
			parameters: {
				resourceType: type('Patient'),
				validateSource: 'body',
				body: { resourceType: 'Patient', gender: 'unknown' },
			},
		}),
		complaint: someItems,
	},
	{
		operation: 'resource:validate',
		variant: 'a resource on the server',
		needs: '$validate',
		type: 'Patient',
		input: onPatient((patient) => ({ ...target(patient), validateSource: 'server' })),
		complaint: someItems,
	},
	{
		operation: 'patient:getEverything',
		needs: '$everything',
		type: 'Patient',
		input: onPatient(({ id }) => ({ resourceId: id, returnAll: false, limit: 3, options: { count: 3 } })),
		complaint: someItems,
	},
	{
		operation: 'encounter:getEverything',
		needs: '$everything',
		type: 'Encounter',
		input: async (session) => {
			const encounter = await session.some('Encounter');
			if (!encounter) return 'There is no encounter on the server';
			return { parameters: { resourceId: encounter.id, returnAll: false, limit: 3, options: { count: 3 } } };
		},
		complaint: someItems,
	},
];
