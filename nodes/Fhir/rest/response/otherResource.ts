import { Failure } from '../../transport/errors/failure';
import { serverText } from '../../transport/errors/redact';
import type { Resource } from '../model/resource';
import { interactionLabel, requestLabel } from '../request/labels';
import type { FhirRequest } from '../request/request';
import type { FhirResponse } from './response';

/** How the resource in a response is another than the request was about. */
export interface Difference {
	/** It cannot be what was asked for. */
	readonly failure?: Failure;
	/** It may be, e.g. the patient with whom the one asked for was merged: what to tell the user. */
	readonly hint?: string;
}

/** The interactions that are about one resource, and return it. */
const aboutOne: ReadonlySet<FhirRequest['interaction']> = new Set(['read', 'vread', 'create', 'update', 'patch']);

/**
 * Is the resource in a successful response another than the request named, by type, id or version? A read of another type
 * fails; another ID or version of a read is a hint, since servers merge resources, and so is another type after a write.
 */
export function differenceOf(
	{ status, mask }: Pick<FhirResponse, 'status' | 'mask'>,
	request: FhirRequest,
	resource: Resource,
): Difference {
	const { path } = request;
	if (isNamedBy(path, resource)) return {};
	if (!aboutOne.has(request.interaction) || path.includes('$')) return {};
	const [type = '', id, history, versionId] = path.split('/').map(decoded);
	const read = request.interaction === 'read' || request.interaction === 'vread';
	// A Binary may be returned as what it contains (R4 §2.43.2).
	if (!/^[A-Z]/.test(type) || type === 'Binary' || id?.startsWith('_')) return {};
	// Entries of a Bundle have no interaction of their own: a search or a history is a GET too.
	if ((read && id === undefined) || (history !== undefined && (history !== '_history' || versionId === undefined))) {
		return {};
	}
	const label = interactionLabel(request);
	const asked = id === undefined ? type : `${type}/${id}`;
	const shown = (text: string) => serverText(text, 100, mask);
	if (resource.resourceType !== type) {
		const what = `The server returned a resource of type ${shown(resource.resourceType)} for the ${label} of ${asked}`;
		return read ? { failure: otherType(what, status, request) } : { hint: `${what}.` };
	}
	const returnedId: unknown = resource.id;
	if (read && id !== undefined && typeof returnedId === 'string' && returnedId !== id) {
		const returned = `The server returned ${type}/${shown(returnedId)} for the ${label} of ${asked}`;
		return {
			hint: `${returned}: they may have been merged. Check whether the resource in the output is the one that you need.`,
		};
	}
	const returnedVersion: unknown = resource.meta?.versionId;
	if (versionId !== undefined && typeof returnedVersion === 'string' && returnedVersion !== versionId) {
		return {
			hint: `The server returned version ${shown(returnedVersion)} of ${asked}, although version ${versionId} was asked for.`,
		};
	}
	return {};
}

/** So it is nearly always, and found out in a part of the time that it takes to compare the parts of the path. */
function isNamedBy(path: string, { resourceType, id }: Resource): boolean {
	if (path === resourceType) return true;
	return typeof id === 'string' && path === `${resourceType}/${id}` && !id.includes('/');
}

function otherType(message: string, status: number, request: FhirRequest): Failure {
	return new Failure({
		kind: 'response',
		status,
		message,
		advice: 'Check type and ID, and that the Base URL leads to a FHIR server.',
		effect: 'rejected',
		details: { request: requestLabel(request) },
	});
}

function decoded(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}
