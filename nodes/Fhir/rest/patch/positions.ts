import { parseJson } from '../../support/json';
import type { JsonPatchStep } from './jsonPatch';

/**
 * A hint for a JSON Patch, given as JSON text, that changes what stands at a position of a list (`/telecom/0/value`), where
 * no `test` step makes sure that it is what is meant; undefined for any other.
 */
export function positionHint(content: string): string | undefined {
	const steps = parseJson(content) as readonly JsonPatchStep[];
	if (steps.some(({ op }) => op === 'test')) return undefined;
	const found = steps.map(changedPosition).find((path) => path !== undefined);
	return found === undefined
		? undefined
		: `A JSON Patch changes what stands at a position of a list (\`${found}\`), whatever that is by now. Add a Test step before it, e.g. that the \`system\` there is \`phone\`; or set If Match to the version that you have read; or use a FHIRPath Patch or Update Fields, which find elements by what they are.`;
}

/** `add` and `copy` insert at a position, and so change only what is within one. */
function changedPosition({ op, path, from }: JsonPatchStep): string | undefined {
	if (op === 'move' && from !== undefined && /\/\d+(\/|$)/.test(from)) return from;
	const pattern = op === 'replace' || op === 'remove' ? /\/\d+(\/|$)/ : /\/\d+\//;
	return pattern.test(path) ? path : undefined;
}
