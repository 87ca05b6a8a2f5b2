import { inputFailure } from '../../../transport/errors/failure';
import { ndjsonType } from '../../ndjson/lines';
import { errorsIn, type ImportDescription, importRequest } from './description';

/** HAPI FHIR JPA (hapifhir.io, "Bulk import"): the server fetches NDJSON files, each of one type, from web addresses. */
export const hapi: ImportDescription = {
	request: ({ files, ...input }) => {
		const [first] = files;
		if (!first) throw inputFailure('"Files" is empty', 'Add the type and the URL of each file.');
		return importRequest(input, [
			{ name: 'inputFormat', valueCode: ndjsonType },
			{ name: 'inputSource', valueUri: first.url },
			{ name: 'storageDetail', part: [{ name: 'type', valueCode: 'https' }] },
			...files.map(({ type, url }) => ({
				name: 'input',
				part: [
					{ name: 'type', valueCode: type },
					{ name: 'url', valueUri: url },
				],
			})),
		]);
	},
	failures: errorsIn,
};
