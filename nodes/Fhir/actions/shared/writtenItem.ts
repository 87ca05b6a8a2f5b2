import { wantsResource } from '../../form/fields/writing';
import type { Parameters } from '../../form/parameters';
import { createdByStatus } from '../../items/created';
import { namedByResponse, type OutputItem, reportWarnings, resourceItem } from '../../items/output';
import type { Session } from '../../items/session';
import type { FhirRequest } from '../../rest/request/request';
import { reportDropped } from '../../rest/response/droppedElements';
import type { FhirResponse } from '../../rest/response/response';

/**
 * The item for a write: the resource, or type, ID, version and status where *Options → Return* asks for less, also from a
 * server that sends the resource all the same. `mayCreateOrFind`: the status tells whether a resource was created, and then
 * the item says so too. The server's warnings become hints, and so does what it did not keep.
 */
export function writtenItem(
	response: FhirResponse,
	parameters: Parameters,
	session: Session,
	request: FhirRequest | undefined,
	mayCreateOrFind = false,
): OutputItem[] {
	if (request) reportDropped(request, response, session.hint);
	if (wantsResource(parameters)) return resourceItem(response, session);
	reportWarnings(response, session);
	return [{ json: { ...namedByResponse(response), ...(mayCreateOrFind && createdByStatus(response)) } }];
}
