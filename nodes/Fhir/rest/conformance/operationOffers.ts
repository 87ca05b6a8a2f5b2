import { listMember, member, textMember } from '../../support/jsonMembers';
import type { FhirClient } from '../client';
import type { OperationInput } from '../definitions/operations';
import { withoutVersion } from '../model/canonical';
import type { Resource } from '../model/resource';
import { parseResourceUrl } from '../model/resourceUrl';
import { resourcePath } from '../request/path';
import { findByCanonical } from '../search/byCanonical';
import { resourceEntries } from './capabilities';
import { meaningOf } from './searchOffers';

/** An operation that a CapabilityStatement lists. */
export interface ServedOperation {
	/** With its `$`. */
	readonly name: string;
	/** The canonical URL of its definition; empty if the statement does not name it. */
	readonly definition: string;
	readonly meaning: string;
}

/** The operations that a CapabilityStatement lists for a type, or for the whole server (`rest.operation`); without duplicates. */
export function servedOperations(statement: Resource, type?: string): ServedOperation[] {
	const entries = type === undefined ? listMember(statement, 'rest') : resourceEntries(statement, type);
	const byName = new Map<string, ServedOperation>();
	for (const one of entries.flatMap((entry) => listMember(entry, 'operation'))) {
		const listed = textMember(one, 'name');
		if (listed === undefined) continue;
		const name = listed.startsWith('$') ? listed : `$${listed}`;
		if (byName.has(name)) continue;
		const definition = textMember(one, 'definition') ?? textMember(member(one, 'definition'), 'reference') ?? '';
		byName.set(name, { name, definition, meaning: meaningOf(textMember(one, 'documentation') ?? '', type ?? '') });
	}
	return [...byName.values()];
}

/**
 * The input parameters in an OperationDefinition on the server, which a CapabilityStatement names by this URL; undefined where
 * the server does not have it. Throws what `FhirClient.send` throws.
 */
export async function operationInputs(client: FhirClient, definition: string): Promise<OperationInput[] | undefined> {
	const url = withoutVersion(definition);
	const found = (await readDefinition(client, url)) ?? (await findByCanonical(client, 'OperationDefinition', url));
	return found && inputsOf(found);
}

/** A server's own definition may be listed under another host than the one that the request goes to. */
async function readDefinition(client: FhirClient, url: string): Promise<Resource | undefined> {
	const address = parseResourceUrl(url, 'OperationDefinition');
	if (address?.type !== 'OperationDefinition' || url.startsWith('http://hl7.org/')) return undefined;
	const path = resourcePath(address.type, address.id);
	const { resource } = await client.send({ interaction: 'read', method: 'GET', path, accepts: [404, 410] });
	return resource?.resourceType === address.type ? resource : undefined;
}

function inputsOf(definition: Resource): OperationInput[] {
	return listMember(definition, 'parameter')
		.filter((one) => textMember(one, 'use') === 'in')
		.map((one) => ({
			name: textMember(one, 'name') ?? '',
			type: textMember(one, 'type') ?? '',
			isRequired: Number(member(one, 'min') ?? 0) > 0,
			repeats: textMember(one, 'max') !== '1',
			meaning: meaningOf(textMember(one, 'documentation') ?? '', ''),
		}))
		.filter(({ name }) => name !== '');
}
