import { textMember } from '../../support/jsonMembers';
import { inputFailure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { hasSnapshot } from '../fields/profile/profileNode';
import type { Resource } from '../model/resource';
import { escapedToken } from '../request/query';
import { foundResources } from '../search/foundResources';
import { searchRequest } from '../search/searchRequest';
import { readOnce } from './serverCache';

/** Profiles of profiles of profiles … */
const maxDepth = 10;

/** How many versions of a definition are looked at. */
const maxVersions = 20;

/**
 * The StructureDefinition with this canonical URL, which may end in `|` and a version; without one, the latest version. Undefined where
 * the server does not have it. Read once in ten minutes. Rejects as `FhirClient.search` does.
 */
export const structureDefinition = readOnce(async (client, canonical) => {
	const [url = '', version] = canonical.split('|');
	const query = [
		['url', escapedToken(url)] as const,
		...(version ? [['version', escapedToken(version)] as const] : []),
	];
	const found = await foundResources(client, searchRequest({ path: 'StructureDefinition', query }), maxVersions);
	return found.filter((one) => textMember(one, 'url') === url).sort(newestFirst)[0];
});

/**
 * What the server says of the profile with this canonical URL, for a resource type: its definition and, as far as that has no
 * snapshot, those that it is derived from, the most general first. Throws an input `Failure` where the server does not have one of
 * them, and for a profile of another type; rejects as `FhirClient.search` does.
 */
export async function profileDefinitions(client: FhirClient, profile: string, type: string): Promise<Resource[]> {
	const found: Resource[] = [];
	let url: string | undefined = profile;
	while (url !== undefined && found.length < maxDepth) {
		const definition: Resource | undefined = await structureDefinition(client, url);
		if (!definition) throw missingFailure(profile, url);
		const ofType = textMember(definition, 'type') ?? 'no type';
		if (ofType !== type) throw otherTypeFailure(profile, ofType, type);
		found.unshift(definition);
		const base = textMember(definition, 'baseDefinition');
		url = hasSnapshot(definition) || base === `http://hl7.org/fhir/StructureDefinition/${type}` ? undefined : base;
	}
	return found;
}

function newestFirst(one: Resource, other: Resource): number {
	const versionOf = (definition: Resource) => textMember(definition, 'version') ?? '';
	return versionOf(other).localeCompare(versionOf(one), 'en', { numeric: true });
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
		`The profile ${profile} is one of ${type}, not of ${wanted}`,
		`Choose a profile of ${wanted} under "Profile", or another resource type.`,
	);
}
