import { inputFailure } from '../../../transport/errors/failure';
import { ndjsonType } from '../../ndjson/lines';
import { errorsIn, type ImportDescription, importRequest } from './description';

const modes: Readonly<Record<string, string>> = { initial: 'InitialLoad', incremental: 'IncrementalLoad' };

/**
 * Azure Health Data Services and the open source FHIR server of Microsoft (learn.microsoft.com, "Import data into the FHIR
 * service"): NDJSON files in the storage account that the service is configured for, each of one type.
 */
export const azure: ImportDescription = {
	request: ({ files, mode, ...input }) => {
		if (files.length === 0) throw inputFailure('"Files" is empty', 'Add the type and the URL of each file.');
		return importRequest(input, [
			{ name: 'inputFormat', valueString: ndjsonType },
			{ name: 'mode', valueString: modes[mode] ?? 'IncrementalLoad' },
			...files.map(({ type, url }) => ({
				name: 'input',
				part: [
					{ name: 'type', valueString: type },
					{ name: 'url', valueUri: url },
				],
			})),
		]);
	},
	failures: errorsIn,
};
