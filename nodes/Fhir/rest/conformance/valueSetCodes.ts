import { listMember, textMember } from '../../support/jsonMembers';
import type { FhirClient } from '../client';
import type { ProfileCode } from '../fields/profile/profileForm';
import type { Resource } from '../model/resource';
import { escapedToken } from '../request/query';
import type { Query } from '../request/request';
import { foundResources } from '../search/foundResources';
import { searchRequest } from '../search/searchRequest';
import { conceptsOf } from '../terminology/expansion';
import { readOnce } from './serverCache';

/** More codes than these are no list to choose from. */
const maxCodes = 100;

/**
 * The codes of a value set that a list can offer, by its canonical URL: as the server expands it, or as it lists them. Undefined for one
 * that has too many, or that the server cannot expand. Read once in ten minutes; never rejects.
 */
export const valueSetCodes = readOnce(async (client, canonical): Promise<readonly ProfileCode[] | undefined> => {
	const [url = '', version] = canonical.split('|');
	try {
		return await expandedCodes(client, url, version);
	} catch {
		return await listedCodes(client, url).catch(() => undefined);
	}
});

async function expandedCodes(client: FhirClient, url: string, version: string | undefined) {
	const query: Query = [
		['url', url],
		...(version ? [['valueSetVersion', version] as const] : []),
		['count', String(maxCodes + 1)],
	];
	const { resource } = await client.send({ interaction: 'operation', method: 'GET', path: 'ValueSet/$expand', query });
	return offered(conceptsOf((resource?.expansion ?? {}) as object).filter(({ abstract }) => abstract !== true));
}

/** Of a value set that names its codes one by one. */
async function listedCodes(client: FhirClient, url: string) {
	const query: Query = [['url', escapedToken(url)]];
	const [found] = await foundResources(client, searchRequest({ path: 'ValueSet', query }), 1);
	return found && offered(composedOf(found));
}

function composedOf({ compose }: Resource): unknown[] {
	const included = listMember(compose, 'include');
	const isListed = included.every((one) => listMember(one, 'concept').length > 0);
	if (!isListed || listMember(compose, 'exclude').length > 0) return [];
	return included.flatMap((one) =>
		listMember(one, 'concept').map((concept) => ({ ...(concept as object), system: textMember(one, 'system') })),
	);
}

function offered(concepts: readonly unknown[]): ProfileCode[] | undefined {
	const codes = concepts.flatMap((concept) => {
		const code = textMember(concept, 'code');
		const system = textMember(concept, 'system') ?? '';
		return code === undefined ? [] : [{ system, code, display: textMember(concept, 'display') ?? '' }];
	});
	return codes.length === 0 || codes.length > maxCodes ? undefined : codes;
}
