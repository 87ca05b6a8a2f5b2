import type { FhirClient } from '../rest/client';
import { capabilityStatement } from '../rest/conformance/capabilities';
import { servedTypes } from '../rest/conformance/servedTypes';
import { Failure } from '../transport/errors/failure';

/**
 * Shows that the base URL is a FHIR server and that it accepts the login. `/metadata` is often public and
 * proves nothing about the login: a search for at most one resource has to succeed as well. Throws a `Failure`.
 */
export async function testLogin(client: FhirClient): Promise<void> {
	const type = await searchableType(client);
	const query = [
		['_count', '1'],
		['_elements', 'id'],
	] as const;
	await client.send({ interaction: 'search', method: 'GET', path: type, query }).catch((error: unknown) => {
		if (error instanceof Failure && error.status === 401) throw refusedLogin(error, client.baseUrl.href);
		if (!(error instanceof Failure) || !isAccepted(error)) throw error;
	});
}

async function searchableType(client: FhirClient): Promise<string> {
	const statement = await capabilityStatement(client);
	if (statement.resourceType !== 'CapabilityStatement' && statement.resourceType !== 'Conformance') {
		throw notFhir(client.baseUrl.href);
	}
	const [first, ...others] = servedTypes(statement);
	return first === undefined || others.includes('Patient') ? 'Patient' : first;
}

/** 403 comes after the login: it was accepted, and only this search is not allowed. 400 and 404 say no more about it. */
function isAccepted(error: Failure): boolean {
	return error.kind === 'http' && error.status !== undefined && [400, 403, 404, 405, 422].includes(error.status);
}

/** In its own dialog there is but one credential that can be at fault. */
function refusedLogin(error: Failure, address: string): Failure {
	const host = new URL(address).host;
	return error.with({
		message: `${host} did not accept the login of this credential`,
		advice:
			'Check what is entered above, best by typing the password or secret once more, and that it is meant for this base URL.',
	});
}

function notFhir(address: string): Failure {
	return new Failure({
		kind: 'response',
		message: `${new URL(address).host} answered, but not as a FHIR server does`,
		advice:
			'Check the base URL: its /metadata has to give a CapabilityStatement. Often a part of the path is missing, e.g. `/fhir` or `/r4`.',
		effect: 'applied',
	});
}
