import { listMember, textMember } from '../../support/jsonMembers';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import type { Resource } from '../model/resource';
import { readOnce } from './serverCache';

const statement = readOnce(async (client, _key, signal) => await requestStatement(client, signal));

/**
 * The server's CapabilityStatement (R4 §3.1.0.9), read once as `readOnce` says. Throws what `FhirClient.send` throws, and a
 * `Failure` of kind `response` if the server does not return a resource.
 */
export async function capabilityStatement(client: FhirClient, signal?: AbortSignal): Promise<Resource> {
	return await statement(client, '', signal);
}

/** What a CapabilityStatement says of its resource types, or of one of them (`rest.resource`). */
export function resourceEntries(statement: Resource, type?: string): unknown[] {
	const entries = listMember(statement, 'rest').flatMap((rest) => listMember(rest, 'resource'));
	return type === undefined ? entries : entries.filter((entry) => textMember(entry, 'type') === type);
}

/** The resource types in a CapabilityStatement (`rest.resource.type`), without duplicates, in its order. */
export function servedTypes(statement: Resource): string[] {
	return [...new Set(resourceEntries(statement).flatMap((entry) => textMember(entry, 'type') ?? []))];
}

/** The canonical URLs of the profiles of a type in a CapabilityStatement (`supportedProfile`, `profile`), without duplicates. */
export function servedProfiles(statement: Resource, type: string): string[] {
	const urls = resourceEntries(statement, type).flatMap((entry) => [
		...listMember(entry, 'supportedProfile'),
		textMember(entry, 'profile'),
	]);
	return [...new Set(urls.filter((url) => typeof url === 'string'))];
}

async function requestStatement(client: FhirClient, signal?: AbortSignal): Promise<Resource> {
	const { resource } = await client.send({ interaction: 'capabilities', method: 'GET', path: 'metadata' }, signal);
	if (resource) return resource;
	throw new Failure({
		kind: 'response',
		message: 'The server did not return a CapabilityStatement',
		advice: 'Check the Base URL.',
	});
}
