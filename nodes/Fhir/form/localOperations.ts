import type { FormGroup } from './formGroup';

/** The condition under which what belongs to the connection is hidden: the operations that need none. */
export function hiddenFor(groups: readonly FormGroup[]): { operation: string[] } {
	const local = groups.flatMap(({ operations }) => operations.filter(({ isLocal }) => isLocal));
	return { operation: local.map(({ choice }) => choice.value) };
}
