import { isMembers, type Members } from '../../support/members';
import { inputFailure } from '../../transport/errors/failure';
import type { Resource } from '../model/resource';
import { isSubsetted } from '../request/body';

/** What a body of *Update Fields* says. */
export interface ChangedElements {
	/** The elements, without what only says which resource is meant. Null stands for an element to be removed. */
	readonly given: Members;
	/** The ID in the body. */
	readonly id?: string;
	/** The version in the body, from which it was made: it has to be the current one. */
	readonly version?: string;
}

/** Members of `meta` that only the server writes. */
const ownedByServer: ReadonlySet<string> = new Set(['versionId', 'lastUpdated']);

/**
 * Takes a body of *Update Fields* apart: an incomplete resource with the elements to change. Throws an input `Failure` where
 * nothing is to be changed, where `meta` would be removed, and for an empty text, which FHIR does not have.
 */
export function changedElements(body: Resource, field: string): ChangedElements {
	const { resourceType: _type, id, meta: givenMeta, ...elements } = body;
	const meta: unknown = givenMeta;
	if (meta === null) {
		throw inputFailure(
			`"${field}" removes \`meta\`, which the server needs`,
			'Leave it out, or give the parts of it to remove, e.g. `"meta": { "tag": null }`.',
		);
	}
	const version = isMembers(meta) && typeof meta.versionId === 'string' ? meta.versionId : undefined;
	const ownMeta = changedMeta(body, meta);
	const given: Members = { ...elements, ...(ownMeta && { meta: ownMeta }) };
	if (Object.values(given).every((value) => value === undefined)) {
		throw inputFailure(
			`"${field}" has no element to change`,
			'Give the elements that are to change, e.g. `{ "birthDate": "1980-05-01" }`; null removes one.',
		);
	}
	assertNoEmptyText(given, field, '');
	return { given, ...(id !== undefined && { id }), ...(version !== undefined && { version }) };
}

/** What a user can change in `meta`; the mark of an incomplete resource says nothing about the one on the server. */
function changedMeta(body: Resource, meta: unknown): Members | undefined {
	if (!isMembers(meta)) return undefined;
	const kept = Object.entries(meta).filter(([name]) => !ownedByServer.has(name));
	const changed: Record<string, unknown> = Object.fromEntries(kept);
	if (isSubsetted(body) && Array.isArray(changed.tag)) {
		changed.tag = changed.tag.filter((tag) => !isMembers(tag) || tag.code !== 'SUBSETTED');
		if ((changed.tag as unknown[]).length === 0) delete changed.tag;
	}
	return Object.keys(changed).length > 0 ? changed : undefined;
}

function assertNoEmptyText(value: unknown, field: string, path: string): void {
	if (value === '') {
		throw inputFailure(
			`"${field}": \`${path}\` is an empty text`,
			'Leave it out to keep what is there, or write null to remove it. If it comes from an expression, check that the input item has the value.',
		);
	}
	if (Array.isArray(value)) value.forEach((one) => assertNoEmptyText(one, field, path));
	else if (isMembers(value)) {
		for (const [name, one] of Object.entries(value))
			assertNoEmptyText(one, field, path === '' ? name : `${path}.${name}`);
	}
}
