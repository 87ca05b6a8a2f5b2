import { codeOf, deepest, hasParts, messageOf, nameOf } from './errors';

/**
 * An error of Node.js or a library as the cause of ours: its name, message, code and stack, and those of its own
 * causes. All else goes: undici's parser error holds the answer's bytes, a URL error the proxy's password.
 */
export function bareCause(error: unknown, depth = 0): Error | undefined {
	if (!hasParts(error) || depth > deepest) return undefined;
	const { stack, cause } = error;
	const bare = new Error(messageOf(error), { cause: bareCause(cause, depth + 1) });
	bare.name = nameOf(error) || 'Error';
	const code = codeOf(error);
	if (code !== undefined) Object.assign(bare, { code });
	if (typeof stack === 'string') bare.stack = stack;
	return bare;
}
