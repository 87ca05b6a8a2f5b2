import { textMember } from '../../support/jsonMembers';
import type { Resource } from '../model/resource';
import { escapedToken } from '../request/query';
import { foundResources, type Searchable } from './foundResources';
import { searchRequest } from './searchRequest';

/** How many versions of a definition are looked at. */
const maxVersions = 20;

/**
 * The definition of this type with this canonical URL, which may end in `|` and a version (R4 §2.24.0.9); without one, the latest
 * version. Undefined where the server does not have it. Rejects as `FhirClient.search` does.
 */
export async function findByCanonical(
	client: Searchable,
	type: string,
	canonical: string,
	signal?: AbortSignal,
): Promise<Resource | undefined> {
	const [url = '', version] = canonical.split('|');
	const query = [
		['url', escapedToken(url)] as const,
		...(version ? [['version', escapedToken(version)] as const] : []),
	];
	// What was loaded a moment ago should be found.
	const request = searchRequest({ path: type, query, headers: { 'cache-control': 'no-cache' } });
	const found = await foundResources(client, request, maxVersions, signal);
	return found.filter((one) => textMember(one, 'url') === url).sort(newestFirst)[0];
}

function newestFirst(one: Resource, other: Resource): number {
	const versionOf = (definition: Resource) => textMember(definition, 'version') ?? '';
	return versionOf(other).localeCompare(versionOf(one), 'en', { numeric: true });
}
