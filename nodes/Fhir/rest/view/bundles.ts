import { entriesOf } from '../model/bundle';
import { isBundle } from '../model/resource';

/**
 * The resources that an object gives rows for: itself, or those of its entries where it is a Bundle and the view is not
 * about Bundles. What is not a resource is given as it is.
 */
export function resourcesIn(value: unknown, viewedType: string | undefined): readonly unknown[] {
	if (!isBundle(value) || viewedType === 'Bundle') return [value];
	return entriesOf(value).flatMap(({ resource, search }) =>
		resource === undefined || search?.mode === 'outcome' ? [] : [resource],
	);
}
