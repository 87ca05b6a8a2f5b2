import { inputFailure } from '../../../transport/errors/failure';
import { errorsIn, type ImportDescription, importRequest } from './description';

/**
 * The draft "ping and pull" of SMART (github.com/smart-on-fhir/bulk-import, "import-pnp"): the server is told where to export
 * from, or where the manifest of an export is, and fetches it by itself.
 */
export const smart: ImportDescription = {
	request: ({ source, mode, ...input }) => {
		if (source === '') throw inputFailure('"Export URL" is empty', 'Enter the address of an export or a manifest.');
		return importRequest(input, [
			{ name: 'exportUrl', valueUrl: source },
			...(mode === '' ? [] : [{ name: 'exportType', valueCode: mode }]),
		]);
	},
	failures: errorsIn,
};
