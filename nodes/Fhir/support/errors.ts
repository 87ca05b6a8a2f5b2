/** The members that an error may have. */
interface ErrorParts {
	readonly name?: unknown;
	readonly message?: unknown;
	readonly code?: unknown;
	readonly stack?: unknown;
	readonly cause?: unknown;
	/** Of an `AggregateError`: one error for each address that was tried. */
	readonly errors?: unknown;
}

/** How many causes are followed at most: a chain of causes may be circular. */
const maxDepth = 8;

/** Not `instanceof`: if this code runs in a VM, the errors of Node.js are from another realm. */
function hasParts(error: unknown): error is ErrorParts {
	return typeof error === 'object' && error !== null;
}

/** The first error code (`ECONNRESET`, `Z_DATA_ERROR` …) of this error, its causes, or the errors of an `AggregateError`. */
export function codeOf(error: unknown, depth = 0): string | undefined {
	if (!hasParts(error) || depth > maxDepth) return undefined;
	const { code, cause, errors } = error;
	if (typeof code === 'string') return code;
	for (const inner of Array.isArray(errors) ? [cause, ...(errors as unknown[])] : [cause]) {
		const found = codeOf(inner, depth + 1);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** The message of an error; empty if it is not an error. */
export function messageOf(error: unknown): string {
	return textOf(error, 'message');
}

/** The name of an error, such as `AbortError`; empty if it is not an error. */
export function nameOf(error: unknown): string {
	return textOf(error, 'name');
}

/** The cause of an error. */
export function causeOf(error: unknown): unknown {
	return hasParts(error) ? error.cause : undefined;
}

/** The first of this error and its causes that is an instance of `sought`, a class of this package. */
export function withinCauses<Sought>(
	error: unknown,
	sought: abstract new (...parameters: never) => Sought,
	depth = 0,
): Sought | undefined {
	if (error instanceof sought) return error;
	return depth < maxDepth ? withinCauses(causeOf(error), sought, depth + 1) : undefined;
}

function textOf(error: unknown, part: 'message' | 'name'): string {
	const text = hasParts(error) ? error[part] : undefined;
	return typeof text === 'string' ? text : '';
}

/**
 * A copy of an error of Node.js or a library, to be the cause of ours: its name, message, code and stack, and those of its
 * own causes. Nothing else is copied: undici's parser error contains bytes of the response, a URL error the proxy's password.
 */
export function bareCause(error: unknown, depth = 0): Error | undefined {
	if (!hasParts(error) || depth > maxDepth) return undefined;
	const { stack, cause } = error;
	const bare = new Error(messageOf(error), { cause: bareCause(cause, depth + 1) });
	bare.name = nameOf(error) || 'Error';
	const code = codeOf(error);
	if (code !== undefined) Object.assign(bare, { code });
	if (typeof stack === 'string') bare.stack = stack;
	return bare;
}

/** What was thrown, as an `Error`. Recognized by its shape: an error from another realm is not an `instanceof Error`. */
export function asError(thrown: unknown): Error {
	return hasParts(thrown) && 'message' in thrown ? (thrown as Error) : new Error(String(thrown));
}
