/** What an error may carry. */
interface ErrorParts {
	readonly name?: unknown;
	readonly message?: unknown;
	readonly code?: unknown;
	readonly stack?: unknown;
	readonly cause?: unknown;
	/** Of an `AggregateError`: one for each address that was tried. */
	readonly errors?: unknown;
}

/** So many causes are followed: a chain of them may bite its own tail. */
export const deepest = 8;

/** Not `instanceof`: where this runs in a VM, Node's errors are of another realm. */
export function hasParts(error: unknown): error is ErrorParts {
	return typeof error === 'object' && error !== null;
}

/** The first error code (`ECONNRESET`, `Z_DATA_ERROR` …) in this error, its causes and what it collects. */
export function codeOf(error: unknown, depth = 0): string | undefined {
	if (!hasParts(error) || depth > deepest) return undefined;
	const { code, cause, errors } = error;
	if (typeof code === 'string') return code;
	for (const inner of Array.isArray(errors) ? [cause, ...(errors as unknown[])] : [cause]) {
		const found = codeOf(inner, depth + 1);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** The text of an error; empty where it is none. */
export function messageOf(error: unknown): string {
	return textOf(error, 'message');
}

/** The name of an error, such as `AbortError`; empty where it is none. */
export function nameOf(error: unknown): string {
	return textOf(error, 'name');
}

/** What an error was made from. */
export function causeOf(error: unknown): unknown {
	return hasParts(error) ? error.cause : undefined;
}

/** The first of this error and its causes that is of a class of ours. */
export function withinCauses<Sought>(
	error: unknown,
	sought: abstract new (...parameters: never) => Sought,
	depth = 0,
): Sought | undefined {
	if (error instanceof sought) return error;
	return depth < deepest ? withinCauses(causeOf(error), sought, depth + 1) : undefined;
}

function textOf(error: unknown, part: 'message' | 'name'): string {
	const text = hasParts(error) ? error[part] : undefined;
	return typeof text === 'string' ? text : '';
}
