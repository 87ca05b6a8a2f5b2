import { isObject } from '../../support/json';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';

/**
 * What the server publishes of its logins (SMART App Launch 2.2, "/.well-known/smart-configuration"), as it is. Throws a `Failure`
 * that says so where it publishes nothing: then FHIR servers answer as to a resource type that they do not know.
 */
export async function smartConfiguration(client: FhirClient, signal?: AbortSignal): Promise<Record<string, unknown>> {
	const { json } = await client
		.send({ interaction: 'discovery', method: 'GET', path: '.well-known/smart-configuration' }, signal)
		.catch((error: unknown) => {
			throw error instanceof Failure && isMissing(error.status) ? notPublished(error) : error;
		});
	if (isObject(json)) return json;
	throw notPublished();
}

/** Besides 404, what servers say to a path that is no interaction of theirs. */
function isMissing(status: number | undefined): boolean {
	return status === 400 || status === 404 || status === 405 || status === 410 || status === 501;
}

function notPublished(cause?: Failure): Failure {
	return new Failure({
		kind: cause?.kind ?? 'response',
		status: cause?.status,
		effect: 'rejected',
		message: 'The server publishes no SMART configuration',
		advice:
			"Look for the login's addresses in the server's documentation or, with Server → Get Capabilities, under `rest.security`, and enter the Token URL in the credential.",
		details: cause?.details,
		cause,
	});
}
