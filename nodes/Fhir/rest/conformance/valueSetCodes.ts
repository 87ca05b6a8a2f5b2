import { listMember, textMember } from '../../support/jsonMembers';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import type { ProfileCode } from '../fields/profile/profileForm';
import type { Resource } from '../model/resource';
import type { FhirRequest } from '../request/request';
import { findByCanonical } from '../search/byCanonical';
import { type Concept, expansionPages } from '../terminology/expansion';
import { readOnce } from './serverCache';

/** More codes than these are no list to choose from. */
const maxCodes = 100;

/**
 * The codes of a value set that a list can offer, by its canonical URL: as the server expands it, or as it lists them. Undefined
 * for one that has too many, or that the server cannot expand as a whole. Read once as `readOnce` says; rejects only where it is
 * cancelled.
 */
export const valueSetCodes = readOnce(
	async (client, canonical, signal): Promise<readonly ProfileCode[] | undefined> => {
		const codes = await expandedCodes(client, canonical, signal).catch(unlessCancelled);
		return codes ?? (await listedCodes(client, canonical, signal).catch(unlessCancelled));
	},
);

function unlessCancelled(error: unknown): undefined {
	if (error instanceof Failure && error.kind === 'cancelled') throw error;
	return undefined;
}

async function expandedCodes(client: FhirClient, canonical: string, signal: AbortSignal | undefined) {
	const [url = '', version] = canonical.split('|');
	const request = ({ offset, count }: { offset: number; count: number | undefined }): FhirRequest => ({
		interaction: 'operation',
		method: 'GET',
		path: 'ValueSet/$expand',
		query: [
			['url', url],
			...(version ? [['valueSetVersion', version] as const] : []),
			...(offset > 0 ? [['offset', String(offset)] as const] : []),
			['count', String(count)],
		],
	});
	const gaps: string[] = [];
	const onIncomplete = (gap: string) => void gaps.push(gap);
	const limits = { limit: maxCodes + 1, count: maxCodes + 1, onIncomplete };
	const concepts: Concept[] = [];
	for await (const page of expansionPages(client, request, limits, signal)) concepts.push(...page.concepts);
	if (gaps.length > 0 || concepts.length > maxCodes) return undefined;
	return offered(concepts.filter(({ abstract }) => abstract !== true));
}

/** Of a value set that names its codes one by one. */
async function listedCodes(client: FhirClient, canonical: string, signal: AbortSignal | undefined) {
	const found = await findByCanonical(client, 'ValueSet', canonical, signal);
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
