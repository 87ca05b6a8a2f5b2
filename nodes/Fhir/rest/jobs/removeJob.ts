import { messageOf } from '../../support/errors';
import { eitherSignal } from '../../support/signals';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import type { JobAddress } from './poll';
import { cancelRequest } from './pollJob';

/**
 * What a server did that was asked to delete a job: it deleted it, knows no such job (any more), deletes none, or did not say,
 * so that it may be asked again.
 */
export type Removal = 'removed' | 'unknown' | 'refused' | 'failed';

/** Milliseconds for the request, with the login that may have to be made before. */
const timeoutMs = 15_000;
const passingStatuses = new Set([401, 403, 408, 425, 429]);

/** Deletes a job that an earlier execution has left. Sends one request, and never throws. */
export async function removeJob(client: FhirClient, job: JobAddress, signal?: AbortSignal): Promise<Removal> {
	try {
		const response = await client.open(
			{ ...cancelRequest(job), accepts: [404, 410] },
			eitherSignal(signal, AbortSignal.timeout(timeoutMs)),
		);
		await response.discard();
		return response.status === 404 || response.status === 410 ? 'unknown' : 'removed';
	} catch (error) {
		client.runtime.log('debug', `An earlier job could not be deleted: ${messageOf(error)}`);
		const status = (error instanceof Failure && error.status) || 500;
		return status < 500 && !passingStatuses.has(status) ? 'refused' : 'failed';
	}
}
