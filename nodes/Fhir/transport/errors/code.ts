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
