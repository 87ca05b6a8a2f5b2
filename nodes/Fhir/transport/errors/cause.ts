import { causeOf, codeOf, messageOf, nameOf } from './code';

/**
 * An error of Node.js or a library as the cause of ours: its name, message, code and stack, and those of its own
 * causes. All else goes: undici's parser error holds the answer's bytes, a URL error the proxy's password.
 */
export function bareCause(error: unknown, depth = 0): Error | undefined {
	if (typeof error !== 'object' || error === null || depth > 8) return undefined;
	const bare = new Error(messageOf(error), { cause: bareCause(causeOf(error), depth + 1) });
	bare.name = nameOf(error) || 'Error';
	const code = codeOf(error);
	if (code !== undefined) Object.assign(bare, { code });
	if ('stack' in error && typeof error.stack === 'string') bare.stack = error.stack;
	return bare;
}
