/** A SMART scope taken apart, v1 permissions written as v2 (SMART App Launch 2.2, "Scopes and Launch Context"). */
interface SmartScope {
	readonly context: string | undefined;
	readonly type: string | undefined;
	readonly permissions: string;
	readonly filter: string | undefined;
}

const smart = /^(patient|user|system)\/(\*|[A-Za-z]+)\.(read|write|\*|c?r?u?d?s?)(?:\?(.*))?$/;
const versionOne: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

/**
 * A sentence where the scope granted is narrower than the one asked for (RFC 6749 §3.3), else undefined.
 * Nothing is known where the server did not say what it granted.
 */
export function scopeHint(asked: string | undefined, granted: string | undefined): string | undefined {
	if (!asked || granted === undefined) return undefined;
	const given = words(granted);
	// Azure's `…/.default` stands for whatever is registered, and never comes back by that name.
	const missing = words(asked).filter((scope) => !scope.endsWith('/.default') && !isGranted(scope, given));
	if (missing.length === 0) return undefined;
	const names = missing.map((scope) => `\`${scope}\``).join(', ');
	return `The server granted fewer scopes than were asked for: ${names} ${missing.length > 1 ? 'are' : 'is'} missing. Requests that need more will be refused.`;
}

/** Granted by name, or by SMART scopes that together allow as much. */
function isGranted(asked: string, granted: readonly string[]): boolean {
	if (granted.includes(asked)) return true;
	const wanted = parse(asked);
	if (!wanted) return false;
	const wide = granted
		.map(parse)
		.filter((scope) => scope !== undefined)
		.filter((scope) => coversTypeAndFilter(scope, wanted));
	return Array.from(wanted.permissions).every((letter) => wide.some((scope) => scope.permissions.includes(letter)));
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

function words(text: string): string[] {
	return text.match(/\S+/g) ?? [];
}
