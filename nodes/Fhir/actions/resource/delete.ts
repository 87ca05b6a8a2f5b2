import { resourceTypeField } from '../../form/fields/resource';
import { isByCriteria, targetFields, targetOf } from '../../form/fields/target';
import { reportWarnings } from '../../items/output';
import type { Session } from '../../items/session';
import { orderingKeyOf } from '../../rest/request/orderingKey';
import type { FhirRequest } from '../../rest/request/request';
import { deletedBeforeHint, foundNothing, isDeletedBefore } from '../../rest/response/repetition';
import type { FhirResponse } from '../../rest/response/response';
import { Failure } from '../../transport/errors/failure';
import type { WorkOperation } from '../contract';

/** Delete (R4 §3.1.0.7), by ID or by criteria (§3.1.0.7.1): 200, 202 and 204 all mean success. */
export const deleteResource: WorkOperation = {
	choice: {
		name: 'Delete',
		value: 'delete',
		description: 'Delete one resource, by its ID or by search criteria',
		action: 'Delete a resource',
	},
	fields: [resourceTypeField, ...targetFields()],
	work: (parameters) => {
		const resourceType = parameters.locator('resourceType');
		const request: FhirRequest = { interaction: 'delete', method: 'DELETE', ...targetOf(parameters) };
		const conditional = isByCriteria(parameters);
		const id = conditional ? '' : parameters.id('resourceId', resourceType);
		return {
			orderingKey: orderingKeyOf(request),
			run: async (session) => {
				const response = conditional
					? await deleteMatching(request, session)
					: await session.client.send(request, session.signal);
				const isRepeated = response?.earlierAttempt === 'open';
				const nothing =
					response !== undefined && (isDeletedBefore(request, response) || foundNothing(response.outcome));
				if (isRepeated && nothing) session.hint(deletedBeforeHint);
				else if (response) reportWarnings(response, session);
				const deleted = response !== undefined && !(conditional && nothing && !isRepeated);
				// 202: the server will do it later.
				const accepted = response?.status === 202 && { accepted: true };
				return [{ json: { deleted, resourceType, ...(!conditional && { id }), ...accepted } }];
			},
		};
	},
};

/** A conditional delete that finds nothing is not a failure, also where the server answers it with 404: that gives undefined. */
async function deleteMatching(request: FhirRequest, session: Session): Promise<FhirResponse | undefined> {
	return await session.client.send(request, session.signal).catch((error: unknown) => {
		if (!(error instanceof Failure) || error.status !== 404 || error.details.issues === undefined) throw error;
		session.hint(`Nothing was deleted. ${error.message}`);
		return undefined;
	});
}
