import { pollingOf } from '../../form/fields/polling';
import type { WorkOperation } from '../contract';
import { downloadExport, keepExportOption, waitForExport } from '../shared/exportJob';
import { downloadOptions, downloadSettingsOf, outputFields, pollOptions } from './downloadFields';
import { exportFields, exportOptions, sinceField, sinceInstantField } from './exportFields';
import { exportItems } from './exportItems';
import { checkTable } from './exportTable';
import { exportRequestOf, sinceInstantOf } from './exportRequestOf';
import { lastRunOf } from './lastRun';
import { removeLeftExports, whileRecorded } from '../shared/recordedExport';
import { startExportJob } from '../shared/startedExport';

/** A whole bulk export (Bulk Data Access §2.4): starts it, waits for it, downloads its files and deletes it. */
export const exportData: WorkOperation = {
	choice: {
		name: 'Export',
		value: 'export',
		description: 'Export whole populations: starts the export, waits for it and downloads its files',
		action: 'Export bulk data',
	},
	fields: [...exportFields, sinceField, sinceInstantField, ...outputFields],
	options: [...exportOptions, ...downloadOptions, ...pollOptions, keepExportOption],
	work: (parameters) => {
		const requestSince = exportRequestOf(parameters);
		const mode = parameters.text('since');
		const instant = mode === 'instant' ? sinceInstantOf(parameters) : undefined;
		const settings = downloadSettingsOf(parameters);
		const polling = pollingOf(parameters);
		const keeps = parameters.option(keepExportOption.name) === true || settings.output === 'manifest';
		return {
			run: async (session) => {
				await checkTable(settings.table);
				const lastRun = mode === 'lastRun' ? lastRunOf(requestSince(undefined), session) : undefined;
				const since = lastRun ? lastRun.time : instant;
				await removeLeftExports(session);
				const job = await startExportJob(requestSince(since), session);
				const { items, transactionTime } = await whileRecorded(job, session, async () => {
					const finished = await waitForExport(job, polling, session);
					const download = async () => await exportItems(finished, settings, session);
					const downloaded = await downloadExport(finished, download, session);
					if (!keeps) await finished.remove();
					return { items: downloaded, transactionTime: finished.manifest.transactionTime };
				});
				if (transactionTime !== undefined) lastRun?.succeeded(transactionTime);
				return items;
			},
		};
	},
};
