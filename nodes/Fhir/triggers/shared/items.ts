import type { Resource } from '../../rest/model/resource';
import { simplifiedItem } from '../../rest/model/simplify';

/** How the items of a trigger look. */
export interface ItemLook {
	readonly simplify: boolean;
	/** What a user should know of the poll or delivery. */
	readonly hints: readonly string[];
}

/** Members that the items of both triggers have: the hints, in the first item since n8n shows none at a trigger, and the resource. */
export function hintsAndResource(resource: Resource | undefined, index: number, { simplify, hints }: ItemLook) {
	return {
		hints: index === 0 && hints.length > 0 ? hints : undefined,
		resource: resource && simplify ? simplifiedItem(resource) : resource,
	};
}
