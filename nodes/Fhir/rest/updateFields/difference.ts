import { isMembers, type Members } from '../../support/members';
import type { JsonPatchStep } from '../patch/jsonPatch';
import { isSame } from './members';

/**
 * The steps of a JSON Patch (RFC 6902) that make `next` of `current`, and touch nothing else; empty where they are equal. Before
 * a step within a list, a `test` makes sure that the entry at this position is the one that was read, and before a list is
 * replaced, that it is; with `testAll`, so it is for all that is replaced or removed.
 */
export function patchSteps(current: Members, next: Members, testAll: boolean): JsonPatchStep[] {
	return stepsOfMembers(current, next, '', { testAll, tested: false });
}

interface Tests {
	readonly testAll: boolean;
	/** Has it been made sure that what is here is what was read? */
	readonly tested: boolean;
}

function stepsOfMembers(current: Members, next: Members, path: string, tests: Tests): JsonPatchStep[] {
	const changed = Object.entries(current).flatMap(([name, value]) =>
		value === next[name] ? [] : stepsOf(value, next[name], `${path}/${escaped(name)}`, tests),
	);
	const added = Object.entries(next).flatMap(([name, value]): JsonPatchStep[] =>
		value === undefined || current[name] !== undefined ? [] : [{ op: 'add', path: `${path}/${escaped(name)}`, value }],
	);
	return [...changed, ...added];
}

function stepsOf(value: unknown, next: unknown, path: string, tests: Tests): JsonPatchStep[] {
	const isList = Array.isArray(value);
	if (isMembers(value) && isMembers(next)) return stepsOfMembers(value, next, path, tests);
	if (isList && Array.isArray(next) && next.length >= value.length) return stepsOfList(value, next, path, tests);
	// Also numbers have to be written in the same way.
	if (isSame(value, next) && isSame(next, value)) return [];
	const change: JsonPatchStep = next === undefined ? { op: 'remove', path } : { op: 'replace', path, value: next };
	return tests.tested || (!tests.testAll && !isList) ? [change] : [{ op: 'test', path, value }, change];
}

function stepsOfList(
	current: readonly unknown[],
	next: readonly unknown[],
	path: string,
	tests: Tests,
): JsonPatchStep[] {
	const changed = current.flatMap((value, index): JsonPatchStep[] => {
		if (value === next[index]) return [];
		const at = `${path}/${index}`;
		const steps = stepsOf(value, next[index], at, { ...tests, tested: true });
		return steps.length === 0 || tests.tested ? steps : [{ op: 'test', path: at, value }, ...steps];
	});
	const added = next.slice(current.length).map((value): JsonPatchStep => ({ op: 'add', path: `${path}/-`, value }));
	return [...changed, ...added];
}

/** A name as a part of a JSON Pointer (RFC 6901 §3). */
function escaped(name: string): string {
	return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
