/** A SMART scope in its parts, v1 permissions written as v2 (SMART App Launch 2.2, "Scopes and Launch Context"). */
interface SmartScope {
	readonly context: string | undefined;
	readonly type: string | undefined;
	readonly permissions: string;
	readonly filter: string | undefined;
}

const smart = /^(patient|user|system)\/(\*|[A-Za-z]+)\.(read|write|\*|c?r?u?d?s?)(?:\?(.*))?$/;
const versionOne: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

/** Scopes as a token request has them (RFC 6749 §3.3): with single blanks between them; undefined if there are none. */
export function scopeText(typed: string | undefined): string | undefined {
	return listOf(typed ?? '').join(' ') || undefined;
}

/**
 * A hint if the server granted fewer scopes than requested (RFC 6749 §3.3), else undefined. Both are lists separated by
 * blanks; `granted` is undefined if the server did not say what it granted.
 */
export function scopeHint(requested: string | undefined, granted: string | undefined): string | undefined {
	if (!requested || granted === undefined) return undefined;
	const grantedScopes = listOf(granted);
	// Azure's `…/.default` stands for all registered scopes; the response never contains it.
	const missing = listOf(requested).filter((scope) => !scope.endsWith('/.default') && !isGranted(scope, grantedScopes));
	if (missing.length === 0) return undefined;
	const names = missing.map((scope) => `\`${scope}\``).join(', ');
	return `The server granted fewer scopes than requested: ${names} ${missing.length > 1 ? 'are' : 'is'} missing. Requests that need more will be refused.`;
}

/** Is the scope granted by its name, or by SMART scopes that together allow as much? */
function isGranted(requested: string, granted: readonly string[]): boolean {
	if (granted.includes(requested)) return true;
	const wanted = parse(requested);
	if (!wanted) return false;
	const covering = granted
		.map(parse)
		.filter((scope) => scope !== undefined)
		.filter((scope) => coversTypeAndFilter(scope, wanted));
	return Array.from(wanted.permissions).every((letter) => covering.some((scope) => scope.permissions.includes(letter)));
}

function coversTypeAndFilter(scope: SmartScope, wanted: SmartScope): boolean {
	return (
		scope.context === wanted.context &&
		(scope.type === '*' || scope.type === wanted.type) &&
		(scope.filter === undefined || scope.filter === wanted.filter)
	);
}

function parse(scope: string): SmartScope | undefined {
	const [, context, type, permissions, filter] = smart.exec(scope) ?? [];
	if (!permissions) return undefined;
	return {
		context,
		type,
		permissions: (Object.hasOwn(versionOne, permissions) && versionOne[permissions]) || permissions,
		filter,
	};
}

function listOf(text: string): string[] {
	return text.match(/\S+/g) ?? [];
}
