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

/** Causes that are followed at most: a chain of them may lead back to itself. */
const maxDepth = 8;

/** Not `instanceof`: where this runs in a VM, Node's errors are of another realm. */
function hasParts(error: unknown): error is ErrorParts {
	return typeof error === 'object' && error !== null;
}

/** The first error code (`ECONNRESET`, `Z_DATA_ERROR` …) in this error, its causes and what it collects. */
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
	return depth < maxDepth ? withinCauses(causeOf(error), sought, depth + 1) : undefined;
}

function textOf(error: unknown, part: 'message' | 'name'): string {
	const text = hasParts(error) ? error[part] : undefined;
	return typeof text === 'string' ? text : '';
}

/**
 * An error of Node.js or a library as the cause of ours: its name, message, code and stack, and those of its own
 * causes. All else goes: undici's parser error holds the answer's bytes, a URL error the proxy's password.
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

/** Whatever was thrown, as an error that can be thrown on. By its shape: an error of another realm is no `instanceof Error`. */
export function asError(thrown: unknown): Error {
	return hasParts(thrown) && 'message' in thrown ? (thrown as Error) : new Error(String(thrown));
}
