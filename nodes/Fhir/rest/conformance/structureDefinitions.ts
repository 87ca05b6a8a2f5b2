import { textMember } from '../../support/jsonMembers';
import { inputFailure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { hasSnapshot } from '../fields/profile/profileNode';
import type { Resource } from '../model/resource';
import { findByCanonical } from '../search/byCanonical';
import { readOnce } from './serverCache';

/** Profiles of profiles of profiles … */
const maxDepth = 10;

/** The StructureDefinition with this canonical URL, as `findByCanonical` finds it, read once as `readOnce` says. */
export const structureDefinition = readOnce(
	async (client, canonical, signal) => await findByCanonical(client, 'StructureDefinition', canonical, signal),
);

/**
 * What the server says of the profile with this canonical URL, for a resource type: its definition and, as far as that has no
 * snapshot, those that it is derived from, the most general first. Throws an input `Failure` where the server does not have one of
 * them, and for a profile of another type; rejects as `FhirClient.search` does.
 */
export async function profileDefinitions(
	client: FhirClient,
	profile: string,
	type: string,
	signal?: AbortSignal,
): Promise<Resource[]> {
	const found: Resource[] = [];
	let url: string | undefined = profile;
	while (url !== undefined && found.length < maxDepth) {
		const definition: Resource | undefined = await structureDefinition(client, url, signal);
		if (!definition) throw missingFailure(profile, url);
		const ofType = textMember(definition, 'type') ?? 'no type';
		if (ofType !== type) throw otherTypeFailure(profile, ofType, type);
		found.unshift(definition);
		const base = textMember(definition, 'baseDefinition');
		url = hasSnapshot(definition) || base === `http://hl7.org/fhir/StructureDefinition/${type}` ? undefined : base;
	}
	return found;
}

function missingFailure(profile: string, url: string) {
	const base = profile === url ? '' : `, which it is derived from: ${url}`;
	return inputFailure(
		`The server does not have the definition of the profile ${profile}${base}`,
		'Check the URL in "Profile", load the StructureDefinition into the server, or leave "Profile" empty and fill in `meta.profile[0]`.',
	);
}

function otherTypeFailure(profile: string, type: string, wanted: string) {
	return inputFailure(
		`The profile ${profile} is for ${type}, not for ${wanted}`,
		`Choose a profile for ${wanted} under "Profile", or another resource type.`,
	);
}
