import { isMembers, type Members } from '../../support/members';
import { isResource, type Resource } from '../model/resource';
import { type FhirRequest, isRawBody } from '../request/request';
import type { FhirResponse } from './response';

/** Elements that a hint names at most. */
const maxNamed = 5;

/** A server may change these of each resource, and of resources in it, as it likes. */
const ownedByServer = new Set(['resourceType', 'meta', 'text']);

/**
 * Gives a hint where the resource that a server returned for a create or an update lacks elements that were sent: the server
 * did not keep them. Nothing is compared where the server returned no resource, or one that existed before.
 */
export function reportDropped(
	{ interaction, headers, body }: FhirRequest,
	{ status, resource }: Pick<FhirResponse, 'status' | 'resource'>,
	hint: (text: string) => void,
): void {
	if (resource === undefined || isRawBody(body) || !isResource(body)) return;
	if (interaction !== 'create' && interaction !== 'update') return;
	if (interaction === 'create' && status !== 201 && headers?.['if-none-exist'] !== undefined) return;
	if (resource.resourceType !== body.resourceType) return;
	const dropped = droppedElements(body, resource);
	if (dropped.length === 0) return;
	const named = dropped.slice(0, maxNamed).map(({ path, lost }) => `\`${body.resourceType}.${path}\`${partOf(lost)}`);
	const more = dropped.length > maxNamed ? ' and more' : '';
	hint(
		`The server did not keep everything that was sent: the resource that it returned lacks ${named.join(', ')}${more}.`,
	);
}

/** An element that a server did not keep, or not all of. */
interface Dropped {
	/** Its path within the resource, without positions in lists. */
	readonly path: string;
	/** Only if some of its values were kept. */
	readonly lost?: { readonly values: number; readonly of: number };
}

function partOf(lost: Dropped['lost']): string {
	return lost ? ` (${lost.values} of ${lost.of} values)` : '';
}

/** The elements with content in `sent` that are nowhere in `kept`, or there with fewer values. */
function droppedElements(sent: Resource, kept: Resource): Dropped[] {
	const dropped: Dropped[] = [];
	if (hasAll(kept, sent)) return dropped;
	compare([sent], [kept], '', dropped);
	return dropped;
}

/**
 * Is each element of `sent` in `kept`, and in the same place? That is nearly always so, and much faster to find out than
 * what is missing.
 */
function hasAll(kept: unknown, sent: unknown): boolean {
	if (typeof sent !== 'object' || sent === null) return true;
	if (typeof kept !== 'object' || kept === null) return false;
	if (Array.isArray(sent)) return Array.isArray(kept) && sent.every((value, index) => hasAll(kept[index], value));
	const [of, inside] = [sent as Members, kept as Members];
	for (const name in of) {
		const found = inside[name];
		if (found === undefined ? !ownedByServer.has(name) && name !== 'id' : !hasAll(found, of[name])) return false;
	}
	return true;
}

function compare(sent: readonly Members[], kept: readonly Members[], prefix: string, dropped: Dropped[]): void {
	const keptByName = byName(kept);
	for (const [name, values] of byName(sent)) {
		// IDs are assigned by the server, and those of elements have no meaning beyond the resource.
		if (name === 'id' || name === 'fhir_comments') continue;
		const found = keptByName.get(name);
		const path = prefix + name;
		const missing = values.length - (found?.length ?? 0);
		if (found === undefined) dropped.push({ path });
		else if (missing > 0) dropped.push({ path, lost: { values: missing, of: values.length } });
		else compare(values.filter(isMembers), found.filter(isMembers), `${path}.`, dropped);
	}
}

/** The values with content of each name in all of these objects; a list counts as its values. */
function byName(objects: readonly Members[]): Map<string, unknown[]> {
	const found = new Map<string, unknown[]>();
	for (const object of objects) {
		const ofResource = object.resourceType !== undefined;
		for (const [name, value] of Object.entries(object)) {
			if ((ofResource && ownedByServer.has(name)) || isEmpty(value)) continue;
			const values = found.get(name) ?? [];
			found.set(name, values);
			for (const one of (Array.isArray(value) ? value : [value]) as unknown[]) values.push(one);
		}
	}
	return found;
}

function isEmpty(value: unknown): boolean {
	if (value === undefined || value === null || value === '') return true;
	return typeof value === 'object' && Object.values(value).every(isEmpty);
}
