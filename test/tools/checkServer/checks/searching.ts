import type { IDataObject } from 'n8n-workflow';
import { type } from '../../../engine/support/fixtures';
import { type Check, someItems } from '../check';
import { markSystem, type Session } from '../session';
import { onPatient } from './reading';

/** A search for patients: the given one, our own, or any. */
function patients(session: Session, others: IDataObject & { options?: IDataObject } = {}) {
	const { patient } = session.settings;
	const own = session.own('Patient') ? `_tag=${markSystem}|${session.mark}` : '';
	const queryString = patient === undefined ? own : `_id=${patient}`;
	return { parameters: { resourceType: type('Patient'), searchBy: 'queryString', queryString, limit: 2, ...others } };
}

/** Searches, of one type, of several, and by page. */
export const searchingChecks: readonly Check[] = [
	{
		operation: 'resource:getAll',
		needs: 'search-type',
		type: 'Patient',
		input: (session) => patients(session, { options: { count: 2 } }),
	},
	{
		operation: 'resource:getAll',
		variant: 'by POST',
		needs: 'search-type',
		type: 'Patient',
		input: (session) => patients(session, { options: { count: 2, method: 'post' } }),
	},
	{
		operation: 'resource:getAll',
		variant: 'sorted',
		needs: 'search-type',
		type: 'Patient',
		input: (session) => patients(session, { options: { count: 2, sort: '-_lastUpdated' } }),
	},
	{
		operation: 'resource:getAll',
		variant: 'count only',
		needs: 'search-type',
		type: 'Patient',
		input: (session) => patients(session, { options: { summary: 'count' } }),
	},
	{
		operation: 'resource:getAll',
		variant: 'several pages',
		needs: 'search-type',
		type: 'Patient',
		input: async (session) => {
			if (session.settings.patient !== undefined) return 'Needs a search for several patients';
			const { output } = await session.run({
				parameters: {
					resource: 'resource',
					operation: 'getAll',
					...patients(session, { options: { count: 3 }, limit: 3 }).parameters,
				},
			});
			if (output.length < 3) return 'There are fewer than three patients on the server';
			return patients(session, { options: { count: 1 }, limit: 3 });
		},
		complaint: ({ output }) => (output.length === 3 ? undefined : `Three pages gave ${output.length} patients`),
	},
	{
		operation: 'search:acrossTypes',
		needs: 'search-system',
		input: onPatient(({ id }) => ({
			resourceTypes: 'Patient,Encounter',
			searchBy: 'queryString',
			queryString: `_id=${id}`,
			limit: 2,
			options: { count: 2 },
		})),
		complaint: someItems,
	},
	{
		operation: 'search:compartment',
		needs: 'search-compartment',
		input: onPatient(({ id }) => ({ ...inCompartment(id), searchIn: 'type', resourceType: type('Observation') })),
	},
	{
		operation: 'search:compartment',
		variant: 'all types',
		needs: 'search-compartment',
		input: onPatient(({ id }) => ({ ...inCompartment(id), searchIn: 'all' })),
	},
];

function inCompartment(compartmentId: string): IDataObject {
	return { compartment: 'Patient', compartmentId, limit: 2, options: { count: 2 } };
}
