import type { FhirRequest } from '../../rest/request/request';
import type { WorkOperation } from '../contract';
import { jobOf, loginForHostOption, statusUrlField } from './jobFields';

/** DELETE of a job's status URL (Bulk Data Access §2.4.2). */
export const cancelExport: WorkOperation = {
	choice: {
		name: 'Cancel or Delete Export',
		value: 'cancelExport',
		description: 'Cancel an export that is running, or delete the files of one that has finished',
		action: 'Cancel or delete a bulk data export',
	},
	fields: [statusUrlField],
	options: [loginForHostOption],
	work: (parameters) => {
		const job = jobOf(parameters);
		return {
			run: async (session) => {
				const { url, authorization } = job(session);
				const request: FhirRequest = {
					interaction: 'operation',
					method: 'DELETE',
					path: '',
					url,
					authorization,
					repeatable: true,
					// The server may have deleted it already, and some keep nothing of a job that has finished.
					accepts: [404, 410],
				};
				const response = await session.client.open(request, session.signal);
				await response.discard();
				const existed = response.status !== 404 && response.status !== 410;
				if (!existed) session.hint('The server did not know the job, or had nothing of it left to delete.');
				return [{ json: { deleted: existed, statusUrl: url } }];
			},
		};
	},
};
