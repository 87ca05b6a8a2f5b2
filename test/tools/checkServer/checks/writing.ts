import type { IDataObject } from 'n8n-workflow';
import { setTimeout as pause } from 'node:timers/promises';
import { type } from '../../../engine/support/fixtures';
import type { RunResult } from '../../../engine/support/n8n';
import { type Check, type CheckInput, firstOf } from '../check';
import type { Session } from '../session';

const onPatients = { resourceType: type('Patient') };

/** A patient with the mark of the run. */
export function patient(session: Session, identifier: string, others: IDataObject = {}): IDataObject {
	const content = { resourceType: 'Patient', active: false, name: [{ family: 'Check-Server' }], ...others };
	return session.marked(content, identifier);
}

/** Creates a patient for a check that needs one of its own; the error's message where that fails. */
async function createPatient(session: Session, identifier: string): Promise<RunResult> {
	const parameters = { resource: 'resource', operation: 'create', ...onPatients, body: patient(session, identifier) };
	const created = await session.run({ parameters });
	session.remember(created);
	return created;
}

/** The input of a check that changes the first patient of the run; `parameters` gets it as it is now. */
function onOwnPatient(parameters: (current: IDataObject) => IDataObject) {
	return async (session: Session): Promise<CheckInput | string> => {
		const own = session.own('Patient');
		if (!own) return 'No patient could be created';
		const read = await session.run({
			parameters: { resource: 'resource', operation: 'get', ...onPatients, resourceId: own.id },
		});
		if (read.error) return `The created patient cannot be read: ${read.error.message}`;
		return { parameters: { ...onPatients, resourceId: own.id, ...parameters(firstOf(read)) } };
	};
}

/**
 * The input of a conditional write. Before it, a search with the same criteria has to find our patient and nothing else: on a
 * server that ignores the criteria, the write would meet the patients of others.
 */
function byCriteria(identifier: string, parameters: (criteria: string, session: Session) => IDataObject) {
	return async (session: Session): Promise<CheckInput | string> => {
		const created = await createPatient(session, identifier);
		if (created.error) return `No patient could be created: ${created.error.message}`;
		const { id } = firstOf(created);
		const criteria = session.criteria(identifier);
		for (let tries = 0; tries < 5; tries++) {
			const search = { searchBy: 'queryString', queryString: criteria, limit: 2 };
			const { output } = await session.run({
				parameters: { resource: 'resource', operation: 'getAll', ...onPatients, ...search, options: { fresh: true } },
			});
			if (output.some(({ json }) => json.id !== id)) return 'A search by identifier finds other patients too';
			if (output.length === 1) return { parameters: { ...onPatients, ...parameters(criteria, session) } };
			await pause(1_000);
		}
		return 'A search by identifier does not find what was just created';
	};
}

const found = (queryString: string) => ({ findBy: 'queryString', queryString });
const jsonPatch = [{ op: 'add', path: '/gender', value: 'other' }];
const isOther = (result: RunResult) =>
	firstOf(result).gender === 'other' ? undefined : 'The returned resource does not have the change';

/** Creates, updates, patches and deletes patients of its own. */
export const writingChecks: readonly Check[] = [
	{
		operation: 'resource:create',
		writes: true,
		needs: 'create',
		type: 'Patient',
		input: (session) => ({ parameters: { ...onPatients, body: patient(session, 'create') } }),
		complaint: (result) => (typeof firstOf(result).id === 'string' ? undefined : 'The new resource has no ID'),
	},
	{
		operation: 'resource:create',
		variant: 'only if none exists',
		writes: true,
		needs: 'conditionalCreate',
		type: 'Patient',
		input: byCriteria('conditional-create', (ifNoneExist, session) => ({
			body: patient(session, 'conditional-create'),
			options: { ifNoneExist },
		})),
		// Some servers name the existing resource, some only say by status 200 that there is one: the node then gives a hint.
		ignored: (result, session) => {
			const { id } = firstOf(result);
			const existed = id === undefined ? result.hints.length > 0 : session.created.some((found) => found.id === id);
			return existed ? undefined : 'The server created it although it existed';
		},
	},
	{
		operation: 'resource:upsert',
		variant: 'with an ID of its own',
		writes: true,
		needs: 'updateCreate',
		type: 'Patient',
		input: (session) => ({
			parameters: {
				...onPatients,
				findBy: 'id',
				resourceId: session.value('upsert'),
				body: patient(session, 'upsert', { id: session.value('upsert') }),
			},
		}),
		complaint: (result) => (typeof firstOf(result).id === 'string' ? undefined : 'The new resource has no ID'),
	},
	{
		operation: 'resource:upsert',
		variant: 'by criteria',
		writes: true,
		needs: 'conditionalUpdate',
		type: 'Patient',
		input: byCriteria('conditional-update', (criteria, session) => ({
			...found(criteria),
			body: patient(session, 'conditional-update', { gender: 'other' }),
		})),
		complaint: isOther,
	},
	{
		operation: 'resource:update',
		writes: true,
		needs: 'update',
		type: 'Patient',
		input: onOwnPatient((current) => ({ body: { ...current, gender: 'other' } })),
		complaint: isOther,
	},
	{
		operation: 'resource:update',
		variant: 'of this version',
		writes: true,
		needs: 'update',
		type: 'Patient',
		input: onOwnPatient((current) => ({
			body: { ...current, gender: 'other', birthDate: '1970-01-01' },
			options: { versionCheck: 'body' },
		})),
		complaint: isOther,
	},
	{
		operation: 'resource:update',
		variant: 'of an old version is refused',
		writes: true,
		needs: 'update',
		type: 'Patient',
		input: async (session) => {
			const versionId = session.own('Patient')?.versionId;
			if (versionId === undefined) return 'The created patient has no version ID';
			return await onOwnPatient((current) => ({
				body: { ...current, gender: 'male' },
				options: { ifMatch: versionId },
			}))(session);
		},
		refusals: [409, 412],
	},
	{
		operation: 'resource:updateFields',
		writes: true,
		needs: 'update',
		type: 'Patient',
		input: onOwnPatient(() => ({
			body: { gender: 'other', telecom: [{ system: 'phone', value: '+31 20 555 0123' }] },
		})),
		complaint: isOther,
	},
	{
		operation: 'resource:updateFields',
		variant: 'by JSON Patch',
		writes: true,
		needs: 'patch',
		type: 'Patient',
		input: onOwnPatient(({ gender }) => ({
			body: { gender: gender === 'other' ? 'unknown' : 'other', name: [{ given: ['Ann'] }] },
			options: { sendAs: 'jsonPatch' },
		})),
		complaint: (result) =>
			['other', 'unknown'].includes(String(firstOf(result).gender))
				? undefined
				: 'The returned resource does not have the change',
	},
	{
		operation: 'resource:patch',
		variant: 'JSON Patch',
		writes: true,
		needs: 'patch',
		type: 'Patient',
		input: onOwnPatient(() => ({ patchFormat: 'jsonPatch', patchInput: 'json', jsonPatch })),
		complaint: isOther,
	},
	{
		operation: 'resource:patch',
		variant: 'FHIRPath Patch',
		writes: true,
		needs: 'patch',
		type: 'Patient',
		input: onOwnPatient(() => ({
			patchFormat: 'fhirPathPatch',
			patchInput: 'steps',
			fhirPathSteps: {
				step: [{ type: 'replace', path: 'Patient.gender', valueType: 'code', value: 'other' }],
			},
		})),
		complaint: isOther,
	},
	{
		operation: 'resource:patch',
		variant: 'by criteria',
		writes: true,
		needs: 'patch',
		type: 'Patient',
		input: byCriteria('conditional-patch', (criteria) => ({
			...found(criteria),
			patchFormat: 'jsonPatch',
			patchInput: 'json',
			jsonPatch,
		})),
		complaint: isOther,
	},
	{
		operation: 'resource:delete',
		writes: true,
		needs: 'delete',
		type: 'Patient',
		input: async (session) => {
			const created = await createPatient(session, 'delete');
			if (created.error) return `No patient could be created: ${created.error.message}`;
			return { parameters: { ...onPatients, findBy: 'id', resourceId: firstOf(created).id } };
		},
	},
	{
		operation: 'resource:delete',
		variant: 'by criteria',
		writes: true,
		needs: 'conditionalDelete',
		type: 'Patient',
		input: byCriteria('conditional-delete', (criteria) => found(criteria)),
		complaint: (result) => (firstOf(result).deleted === true ? undefined : 'The server deleted nothing'),
	},
];
