/** A member of a JSON object, or undefined where the value is no object or has none. */
export function member(value: unknown, name: string): unknown {
	if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
	return (value as Record<string, unknown>)[name];
}

/** A member that is a text with something in it. */
export function textMember(value: unknown, name: string): string | undefined {
	const found = member(value, name);
	return typeof found === 'string' && found !== '' ? found : undefined;
}

/** A member that is a list; empty where it is none. */
export function listMember(value: unknown, name: string): unknown[] {
	const found = member(value, name);
	return Array.isArray(found) ? found : [];
}
