import { isObject } from '../../support/json';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';

/**
 * What the server publishes about its authorization (SMART App Launch 2.2, "/.well-known/smart-configuration"),
 * unchanged. Throws a `Failure` if it publishes nothing (some FHIR servers then respond as if to an unknown resource
 * type), and what `FhirClient.send` throws.
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

/** The statuses that servers return for a path that is not one of their interactions. */
function isMissing(status: number | undefined): boolean {
	return status === 400 || status === 404 || status === 405 || status === 410 || status === 501;
}

function notPublished(cause?: Failure): Failure {
	return new Failure({
		kind: cause?.kind ?? 'response',
		status: cause?.status,
		effect: 'rejected',
		message: 'The server does not publish a SMART configuration',
		advice:
			"Look for the URLs of the login in the server's documentation or, with Server → Get Capabilities, under `rest.security`, and enter the Token URL in the credential.",
		details: cause?.details,
		cause,
	});
}
