import type { FhirClient } from '../rest/client';
import { capabilityStatement, servedTypes } from '../rest/conformance/capabilities';
import { isLoginRefusal } from '../rest/response/loginRefusal';
import { Failure } from '../transport/errors/failure';

/** What a refusal of the login means for a credential: what follows the name of the server, and what to do. */
interface RefusalWords {
	readonly what: string;
	readonly advice: string;
}

/** In a credential's own dialog, only that credential can be at fault. */
const credentialRefused: RefusalWords = {
	what: 'did not accept the login of this credential',
	advice:
		'Check the fields above, best by entering the password, secret, token or key again, and whether the login is meant for this base URL.',
};

/** The credential has no login, and the server wants one. */
export const loginRequired: RefusalWords = {
	what: 'requires a login',
	advice:
		'Create a credential of the kind that the server asks for instead, e.g. FHIR Basic Auth API, FHIR OAuth2 API or FHIR Header Auth API.',
};

/**
 * Checks that the base URL is a FHIR server and that the server accepts the login. `/metadata` is often public and proves
 * nothing about the login, so a search for at most one resource has to succeed as well. Rejects with a `Failure`, in these `words`
 * where the server does not accept the login.
 */
export async function testLogin(client: FhirClient, words = credentialRefused): Promise<void> {
	const assertNotRefused = (error: unknown) => {
		if (error instanceof Failure && isLoginRefusal(error) && error.details.redirectedTo === undefined)
			throw refusedFailure(error, client.baseUrl.href, words);
	};
	const type = await searchableType(client).catch((error: unknown) => {
		assertNotRefused(error);
		throw error;
	});
	const query = [
		['_count', '1'],
		['_elements', 'id'],
	] as const;
	await client.send({ interaction: 'search', method: 'GET', path: type, query }).catch((error: unknown) => {
		assertNotRefused(error);
		if (!(error instanceof Failure) || !isAccepted(error)) throw error;
	});
}

async function searchableType(client: FhirClient): Promise<string> {
	const statement = await capabilityStatement(client);
	if (statement.resourceType !== 'CapabilityStatement' && statement.resourceType !== 'Conformance') {
		throw notFhirFailure(client.baseUrl.href);
	}
	const [first, ...others] = servedTypes(statement);
	return first === undefined || others.includes('Patient') ? 'Patient' : first;
}

/** A 403 comes after the login: it was accepted, and only this search is not allowed. The same holds for 400, 404 and the like. */
function isAccepted(error: Failure): boolean {
	return error.kind === 'http' && error.status !== undefined && [400, 403, 404, 405, 422].includes(error.status);
}

/** The words of the server stay at the end. */
function refusedFailure(error: Failure, address: string, { what, advice }: RefusalWords): Failure {
	const host = new URL(address).host;
	return error.with({
		message: error.message.replace('The server did not accept the login', `${host} ${what}`),
		advice,
	});
}

function notFhirFailure(address: string): Failure {
	return new Failure({
		kind: 'response',
		message: `${new URL(address).host} responded, but not as a FHIR server does`,
		advice:
			'Check the base URL: its /metadata has to return a CapabilityStatement. Often a part of the path is missing, e.g. `/fhir` or `/r4`.',
		effect: 'applied',
	});
}
