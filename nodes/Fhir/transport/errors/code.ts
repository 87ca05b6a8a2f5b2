/** The first error code (`ECONNRESET`, `Z_DATA_ERROR` …) in this error, its causes and what it collects. */
export function codeOf(error: unknown, depth = 0): string | undefined {
	// A chain of causes may bite its own tail.
	if (typeof error !== 'object' || error === null || depth > 8) return undefined;
	if ('code' in error && typeof error.code === 'string') return error.code;
	const collected: readonly unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
	for (const inner of 'cause' in error ? [error.cause, ...collected] : collected) {
		const code = codeOf(inner, depth + 1);
		if (code !== undefined) return code;
	}
	return undefined;
}

/** The text of an error; empty where it is none. Not `instanceof`: where this runs in a VM, Node's errors are of another realm. */
export function messageOf(error: unknown): string {
	return textMember(error, 'message');
}

/** The name of an error, such as `AbortError`; empty where it is none. */
export function nameOf(error: unknown): string {
	return textMember(error, 'name');
}

/** What an error was made from. */
export function causeOf(error: unknown): unknown {
	return typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
}

function textMember(error: unknown, name: 'message' | 'name'): string {
	if (typeof error !== 'object' || error === null) return '';
	const value = (error as Record<string, unknown>)[name];
	return typeof value === 'string' ? value : '';
}
