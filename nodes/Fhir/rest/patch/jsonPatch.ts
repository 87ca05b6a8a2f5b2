import { toJson } from '../../support/exactNumber';
import { inputFailure } from '../../transport/errors/failure';
import { inputText } from '../request/inputText';
import { parseJsonValue } from '../request/jsonField';
import type { RawBody } from '../request/request';

/** One step of a JSON Patch (RFC 6902 §4). */
export interface JsonPatchStep {
	/** `add`, `copy`, `move`, `remove`, `replace` or `test`. */
	readonly op: string;
	/** A JSON Pointer (RFC 6901), e.g. `/name/0/family`. */
	readonly path: string;
	/** The JSON Pointer from which `copy` and `move` take the value. */
	readonly from?: string;
	/** For `add`, `replace` and `test`. JSON's null is a value. */
	readonly value?: unknown;
}

const ops = ['add', 'copy', 'move', 'remove', 'replace', 'test'];

/**
 * The body of a JSON Patch (R4 §3.1.0.6), from its steps: JSON text, or a list that the form or an expression returned.
 * Throws an input `Failure` with the number of the step if a step is invalid, or if there are no steps.
 */
export function jsonPatchBody(typed: unknown, field: string): RawBody {
	const steps = typeof typed === 'string' ? parseJsonValue(typed, field) : typed;
	if (steps === undefined || steps === null || (Array.isArray(steps) && steps.length === 0)) {
		throw inputFailure(`"${field}" is empty`, 'Enter at least one step.');
	}
	if (!Array.isArray(steps)) {
		throw inputFailure(
			`"${field}" is not a list`,
			'A JSON Patch is a list of steps in square brackets, e.g. `[{ "op": "replace", "path": "/gender", "value": "female" }]`.',
		);
	}
	steps.forEach((step: unknown, index) => {
		assertStep(step, `"${field}": step ${index + 1}`);
	});
	return { contentType: 'application/json-patch+json', content: inputText(toJson(steps), field) };
}

function assertStep(step: unknown, name: string): void {
	if (typeof step !== 'object' || step === null)
		throw inputFailure(`${name} is not an object`, 'Write `{ "op": …, "path": … }`.');
	const { op, path, from, value } = step as { [member: string]: unknown };
	if (typeof op !== 'string' || !ops.includes(op)) {
		throw inputFailure(`${name} has an unknown operation`, `Its \`op\` must be one of ${ops.join(', ')}.`);
	}
	assertPointer(path, `${name} has no path`);
	if (op === 'copy' || op === 'move') assertPointer(from, `${name} does not say where to ${op} from`);
	if ((op === 'add' || op === 'replace' || op === 'test') && (value === undefined || value === '')) {
		throw inputFailure(`${name} (${op}) has no value`, "Enter the value; for JSON's null, write `null`.");
	}
}

/**
 * Throws unless it is a JSON Pointer (RFC 6901). The empty pointer is rejected too: it means the whole resource, which
 * is an update or a field that was left empty.
 */
function assertPointer(path: unknown, message: string): void {
	const text = typeof path === 'string' ? path : '';
	if (text.startsWith('/')) return;
	const suggestion = `/${text.replace(/\[(\d+)\]/g, '/$1').replace(/\./g, '/')}`;
	throw inputFailure(
		text === '' ? message : `${message} that begins with a slash`,
		text === ''
			? 'A path in JSON Patch separates names by slashes and counts lists from 0, e.g. `/name/0/family`.'
			: `A path in JSON Patch separates names by slashes and counts lists from 0: write \`${suggestion}\`.`,
	);
}
