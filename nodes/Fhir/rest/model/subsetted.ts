import { inputFailure } from '../../transport/errors/failure';
import type { Resource } from './resource';

/** Did a server tag it as incomplete, as it does for `_summary` and `_elements` (R4 §3.1.1.5.8)? */
export function isSubsetted({ meta }: Resource): boolean {
	const tags: unknown[] = Array.isArray(meta?.tag) ? meta.tag : [];
	// By the code alone: STU3 had another system, and some servers leave it out.
	return tags.some((tag) => typeof tag === 'object' && tag !== null && 'code' in tag && tag.code === 'SUBSETTED');
}

/** Throws an input `Failure` for an incomplete resource: an update with it would delete all that it lacks. */
export function assertNotSubsetted(resource: Resource, field = 'Body'): void {
	if (!isSubsetted(resource)) return;
	throw inputFailure(
		`"${field}" is an incomplete resource (tagged SUBSETTED): an update with it would delete what is missing`,
		'Read the resource again without the options Summary and Elements, change that and send it. To change single elements, use Patch.',
	);
}
