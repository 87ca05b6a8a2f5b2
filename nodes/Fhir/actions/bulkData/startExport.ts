import type { WorkOperation } from '../contract';
import { exportFields, exportOptions, sinceField, sinceInstantField } from './exportFields';
import { exportRequestOf, sinceInstantOf } from './exportRequestOf';
import { manifestItem } from '../shared/manifestItem';
import { allPages } from '../../rest/bulk/waitForManifest';
import { startExportJob } from '../shared/startedExport';

const sinceWithoutMemory = {
	...sinceField,
	options: (sinceField.options ?? []).filter((option) => !('value' in option) || option.value !== 'lastRun'),
};

/** The kick-off of a bulk export (Bulk Data Access §2.4.1) alone, for workflows that wait by themselves. */
export const startExport: WorkOperation = {
	choice: {
		name: 'Start Export',
		value: 'startExport',
		description: 'Start an export and do not wait for it: for a workflow with a Wait node. Gives its status URL.',
		action: 'Start a bulk data export',
	},
	fields: [...exportFields, sinceWithoutMemory, sinceInstantField],
	options: exportOptions,
	work: (parameters) => {
		const since = parameters.text('since') === 'instant' ? sinceInstantOf(parameters) : undefined;
		const request = exportRequestOf(parameters)(since);
		return {
			run: async (session) => {
				const job = await startExportJob(request, session);
				if ('statusUrl' in job) return [{ json: { done: false, statusUrl: job.statusUrl } }];
				session.hint(
					'The server finished the export at once: the output is the manifest, and there is nothing to wait for.',
				);
				const manifest = await allPages(session.client, job.response, {}, session.signal);
				const item = manifestItem(manifest, undefined);
				return [{ json: { done: true, ...item.json } }];
			},
		};
	},
};
