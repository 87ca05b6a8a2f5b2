import { pollingOf } from '../../form/fields/polling';
import { imports } from '../../rest/bulk/imports';
import { importResult, startImport, waitForImport } from '../../rest/bulk/imports/runImport';
import { counted } from '../../support/text';
import { inputFailure } from '../../transport/errors/failure';
import type { WorkOperation } from '../contract';
import { pollOptions } from './downloadFields';
import { furtherParametersOption } from './furtherParameters';
import { importFields, importInputOf, operationNameOption } from './importFields';

/** Google's API for imports is not an operation of FHIR. */
const operationOptions = [furtherParametersOption, operationNameOption].map((option) => ({
	...option,
	displayOptions: { hide: { '/importBy': ['google'] } },
}));

/** A bulk import by the server itself, as each kind of server takes it. */
export const importData: WorkOperation = {
	choice: {
		name: 'Import',
		value: 'import',
		description: 'Have the server import NDJSON files by itself ($import), as Azure, Google, HAPI and SMART servers do',
		action: 'Import bulk data',
	},
	fields: importFields,
	options: [...operationOptions, ...pollOptions],
	work: (parameters) => {
		const kind = parameters.text('importBy');
		const description = Object.hasOwn(imports, kind) ? imports[kind] : undefined;
		if (!description) throw inputFailure('"Import By" has no such choice', 'Choose one from the list.');
		const input = importInputOf(parameters, kind);
		const polling = pollingOf(parameters);
		const waits = parameters.flag('waitForCompletion');
		return {
			run: async ({ client, signal, hint, log }) => {
				const job = await startImport(client, description, input, signal);
				if (!waits && 'statusUrl' in job) return [{ json: { done: false, statusUrl: job.statusUrl } }];
				const onProgress = (progress: string) => log(`The server is working on the import: ${progress}`);
				const response =
					'response' in job
						? job.response
						: await waitForImport(client, description, job, { ...polling, onProgress }, signal);
				const result = importResult(response);
				const failures = description.failures(result);
				if (failures > 0) {
					hint(
						`The server could not import everything: its result lists ${counted(failures, 'failure')}. See "result" in the output.`,
					);
				}
				const statusUrl = 'statusUrl' in job ? { statusUrl: job.statusUrl } : {};
				return [{ json: { done: true, ...statusUrl, failures, result } }];
			},
		};
	},
};
