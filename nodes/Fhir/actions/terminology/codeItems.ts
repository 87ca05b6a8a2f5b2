import type { FhirResponse } from '../../rest/response/response';
import type { RequestOperation } from '../contract';
import { resourceItem, reportWarnings } from '../../items/output';

/** The item for the answer to a question about a code: by `read`, or as it came where *Options → Output* wants that. */
export function codeItems(read: (response: FhirResponse) => Record<string, unknown>): RequestOperation['items'] {
	return (response, parameters, session) => {
		if (parameters.optionText('output') === 'raw') return resourceItem(response, session);
		reportWarnings(response, session);
		return [{ json: read(response) }];
	};
}
