import { inputFailure } from '../../transport/errors/failure';
import { parseJsonValue } from '../request/body';
import type { RawBody } from '../request/request';

/** One step of a JSON Patch (RFC 6902 §4). */
export interface JsonPatchStep {
	readonly op: string;
	readonly path: string;
	/** Where `copy` and `move` take it from. */
	readonly from?: string;
	/** For `add`, `replace` and `test`; JSON's null is a value. */
	readonly value?: unknown;
}

const ops = ['add', 'copy', 'move', 'remove', 'replace', 'test'];

/**
 * A JSON Patch, ready to be sent (R4 §3.1.0.6), from its steps or from JSON: text or the list that an
 * expression gave. Throws an input `Failure` that counts the step where one is no step.
 */
export function jsonPatchBody(typed: unknown, field: string): RawBody {
	const steps = typeof typed === 'string' ? parseJsonValue(typed, field) : typed;
	if (steps === undefined || steps === null || (Array.isArray(steps) && steps.length === 0)) {
		throw inputFailure(`"${field}" is empty`, 'Enter at least one step.');
	}
	if (!Array.isArray(steps)) {
		throw inputFailure(
			`"${field}" is not a list`,
			'A JSON Patch is a list of steps in brackets, e.g. `[{ "op": "replace", "path": "/gender", "value": "female" }]`.',
		);
	}
	steps.forEach((step: unknown, index) => {
		checkStep(step, `"${field}": step ${index + 1}`);
	});
	return { contentType: 'application/json-patch+json', content: JSON.stringify(steps) };
}

function checkStep(step: unknown, name: string): void {
	if (typeof step !== 'object' || step === null)
		throw inputFailure(`${name} is not an object`, 'Write `{ "op": …, "path": … }`.');
	const { op, path, from, value } = step as { [member: string]: unknown };
	if (typeof op !== 'string' || !ops.includes(op)) {
		throw inputFailure(`${name} has no operation that JSON Patch knows`, `Its \`op\` is one of ${ops.join(', ')}.`);
	}
	checkPointer(path, `${name} has no path`);
	if (op === 'copy' || op === 'move') checkPointer(from, `${name} does not say where to ${op} from`);
	if ((op === 'add' || op === 'replace' || op === 'test') && (value === undefined || value === '')) {
		throw inputFailure(`${name} (${op}) has no value`, "Enter the value; for JSON's null, write `null`.");
	}
}

/** A JSON Pointer (RFC 6901). The empty one means the whole resource: that is an update, or a field left empty. */
function checkPointer(path: unknown, otherwise: string): void {
	const text = typeof path === 'string' ? path : '';
	if (text.startsWith('/')) return;
	const meant = `/${text.replace(/\[(\d+)\]/g, '/$1').replace(/\./g, '/')}`;
	throw inputFailure(
		text === '' ? otherwise : `${otherwise} that begins with a slash`,
		text === ''
			? 'A path in JSON Patch names a place by slashes, lists counted from 0, e.g. `/name/0/family`.'
			: `A path in JSON Patch names a place by slashes, lists counted from 0: write \`${meant}\`.`,
	);
}
