import type { Session } from '../../items/session';
import { startJob, type StartedJob } from '../../rest/jobs/asyncJob';
import type { FhirRequest } from '../../rest/request/request';
import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';

/** Starts an export. Throws what `startJob` throws. */
export async function startExportJob(request: FhirRequest, { client, signal }: Session): Promise<StartedJob> {
	return await explainedStart(startJob(client, request, signal));
}

/** The result of starting an export; where it is refused, the failure says what may be the reason. */
export async function explainedStart<Result>(start: Promise<Result>): Promise<Result> {
	return await start.catch((error: unknown) => {
		throw explained(error);
	});
}

/** Servers run one export at a time, or one a day (Bulk Data Access §2.4.2), and need the login to allow it. */
function explained(error: unknown): Error {
	if (!(error instanceof Failure) || error.status !== 429) return asError(error);
	return error.with({
		advice:
			`An export of this login may be running already, or have run a short time ago: wait, or delete that one with Cancel or Delete Export. ${error.advice ?? ''}`.trim(),
	});
}
