import { operationState } from '../../rest/bulk/imports';
import { readManifest } from '../../rest/bulk/readManifest';
import { checkJob } from '../../rest/jobs/pollJob';
import { isObject } from '../../support/json';
import { jsonItem, resourceItem } from '../../items/output';
import { rewriteLinksOption } from '../../form/fields/paging';
import type { WorkOperation } from '../contract';
import { manifestItem } from '../shared/manifestItem';
import { jobOf, loginForHostOption, statusUrlField } from './jobFields';

const onlyFirstPage =
	'The manifest has further pages, and the output has the files of the first one only. Download Export Files reads all pages.';

/** One look at a job (Bulk Data Access §2.4.3), for workflows that wait by themselves. */
export const getExportStatus: WorkOperation = {
	choice: {
		name: 'Get Export Status',
		value: 'getExportStatus',
		description:
			'Ask once whether an export (or an import) has finished. Gives done, the progress, and then its files.',
		action: 'Get the status of a bulk data export',
	},
	fields: [statusUrlField],
	options: [loginForHostOption, rewriteLinksOption],
	work: (parameters) => {
		const job = jobOf(parameters);
		return {
			run: async (session) => {
				const { url, authorization } = job(session);
				const state = await checkJob(session.client, { url, authorization }, session.signal);
				if (!state.done) {
					const { progress, retryAfterMs } = state;
					const seconds = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000);
					return [
						{
							json: {
								done: false,
								statusUrl: url,
								...(progress !== undefined && { progress }),
								...(seconds !== undefined && { retryAfterSeconds: seconds }),
							},
						},
					];
				}
				const { response } = state;
				const operation = operationState(response.json);
				if (operation && !operation.done) {
					const { progress } = operation;
					return [{ json: { done: false, statusUrl: url, ...(progress && { progress }) } }];
				}
				if (response.resource) {
					return resourceItem(response, session).map(({ json }) => ({
						json: { done: true, statusUrl: url, result: json },
					}));
				}
				const isExport =
					isObject(response.json) && Array.isArray(response.json.output) && !hasInputs(response.json.output);
				if (!isExport) return [{ json: { done: true, statusUrl: url, result: jsonItem(response.json, session).json } }];
				const manifest = readManifest(session.client, response);
				if (manifest.next !== undefined) session.hint(onlyFirstPage);
				return [{ json: { done: true, ...manifestItem(manifest, url).json } }];
			},
		};
	},
};

/** The result of an import lists what was read from where. */
function hasInputs(output: readonly unknown[]): boolean {
	return output.some((entry) => isObject(entry) && 'inputUrl' in entry);
}
