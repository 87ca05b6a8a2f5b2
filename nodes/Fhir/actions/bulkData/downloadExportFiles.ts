import { rewriteLinksOption } from '../../form/fields/paging';
import { pollingOf } from '../../form/fields/polling';
import { waitForManifest } from '../../rest/bulk/waitForManifest';
import { withStatusUrl } from '../../rest/jobs/statusUrl';
import type { WorkOperation } from '../contract';
import { downloadOptions, downloadSettingsOf, outputFields, pollOptions } from './downloadFields';
import { exportItems } from './exportItems';
import { checkTable } from './exportTable';
import { jobOf, loginForHostOption, statusUrlField } from './jobFields';

/** The files of an export that was started elsewhere (Bulk Data Access §2.4.5). Waits for it, if it has not finished. */
export const downloadExportFiles: WorkOperation = {
	choice: {
		name: 'Download Export Files',
		value: 'downloadExportFiles',
		description: 'Download the files of an export. Waits for an export that is still running.',
		action: 'Download the files of a bulk data export',
	},
	fields: [statusUrlField, ...outputFields],
	options: [
		...downloadOptions.filter(({ name }) => name !== rewriteLinksOption.name),
		...pollOptions,
		loginForHostOption,
		rewriteLinksOption,
	],
	work: (parameters) => {
		const job = jobOf(parameters);
		const settings = downloadSettingsOf(parameters);
		const polling = pollingOf(parameters);
		return {
			run: async (session) => {
				await checkTable(settings.table);
				const address = job(session);
				const read = async () => await waitForManifest(session.client, address, polling, session.signal);
				try {
					const finished = {
						manifest: await read(),
						statusUrl: address.url,
						reread: async () => (await read()).files,
					};
					return await exportItems(finished, settings, session);
				} catch (error) {
					throw withStatusUrl(error, address.url);
				}
			},
		};
	},
};
